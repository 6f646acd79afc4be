import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Courier } from '../outbox/courier';
import type { Accounts } from './accounts';
import type { Settings } from './settings';
import { validityText } from '../model/validityText';

/** The item in the status bar: validity of the account, notifications on or off, sending. A click opens the settings. */
export class StatusBar {
  private readonly item = vscode.window.createStatusBarItem('mailWhenDone.status', vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(
    private readonly accounts: Accounts,
    private readonly settings: Settings,
    private readonly courier: Courier,
  ) {
    this.item.name = 'Mail When Done';
    this.item.command = 'mailWhenDone.openSettings';
    const show = (): void => this.show();
    this.subscriptions = [accounts.onDidChange(show), settings.onDidChange(show), courier.onDidChange(show)];
    this.show();
    this.item.show();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.item.dispose();
  }

  private show(): void {
    const { validity } = this.accounts;
    const on = this.settings.get('enabled');
    const { pending } = this.courier;
    const trouble = validity.state === 'incomplete' || validity.state === 'failing';
    const words = {
      incomplete: l10n.t('Mail: incomplete'),
      ready: l10n.t('Mail: ready'),
      verified: l10n.t('Mail: verified'),
      failing: l10n.t('Mail: failing'),
    };
    const icons = { incomplete: 'warning', ready: 'mail', verified: 'verified', failing: 'error' };
    if (pending > 0) this.item.text = `$(sync~spin) ${l10n.t('Mail: sending')}`;
    else if (!on && !trouble) this.item.text = `$(bell-slash) ${l10n.t('Mail: off')}`;
    else this.item.text = `$(${icons[validity.state]}) ${words[validity.state]}`;
    this.item.backgroundColor = trouble
      ? new vscode.ThemeColor(`statusBarItem.${validity.state === 'failing' ? 'error' : 'warning'}Background`)
      : undefined;
    this.item.tooltip = [
      'Mail When Done',
      validityText(validity, vscode.env.language),
      on ? l10n.t('Notifications are on.') : l10n.t('Notifications are off.'),
      ...(pending > 0 ? [l10n.t('Mails being sent: {0}', String(pending))] : []),
    ].join('\n');
    this.item.accessibilityInformation = { label: this.item.tooltip.replaceAll('\n', ', '), role: 'button' };
  }
}
