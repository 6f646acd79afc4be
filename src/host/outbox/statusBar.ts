import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { accountName, validityText } from '../../model/account/accountWords';
import type { Outbox } from '../../outbox/outbox';
import type { Accounts } from '../account/accounts';
import { commandName } from '../editor/commands';
import type { Settings } from '../settings/settings';
import { groupLabel, outboxTrouble } from './outboxWords';
import { statusText, waitingIn } from './statusText';

/**
 * The status bar item: validity of the default account, notifications on or off, sending. A click opens the settings.
 */
export class StatusBar {
  private readonly item = vscode.window.createStatusBarItem('mailWhenDone.status', vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(
    private readonly accounts: Accounts,
    private readonly settings: Settings,
    private readonly outbox: Outbox,
  ) {
    this.item.name = 'Mail When Done';
    this.item.command = commandName('openSettings');
    const show = (): void => this.show();
    this.subscriptions = [accounts.onDidChange(show), settings.onDidChange(show), outbox.onDidChange(show)];
    this.show();
    this.item.show();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.item.dispose();
  }

  /** One line for each account except the default one. */
  private others(): readonly string[] {
    return this.accounts.drafts
      .filter(({ id }) => id !== this.accounts.defaultId)
      .map((draft) => {
        const validity = this.accounts.validityOf(draft.id);
        const text = validity === undefined ? '' : validityText(validity, vscode.env.language);
        return l10n.t('{0}: {1}', accountName(draft), text);
      });
  }

  private show(): void {
    const { validity } = this.accounts;
    const on = this.settings.get('enabled');
    const snapshot = this.outbox.snapshot();
    const { sending, parked, dead } = snapshot.groups;
    const waiting = waitingIn(snapshot);
    const { text, mark } = statusText(validity, on, snapshot);
    this.item.text = text;
    this.item.backgroundColor =
      mark === undefined ? undefined : new vscode.ThemeColor(`statusBarItem.${mark}Background`);
    const account = this.accounts.drafts.find(({ id }) => id === this.accounts.defaultId);
    const lines = [
      account === undefined ? 'Mail When Done' : `Mail When Done (${accountName(account)})`,
      validity === undefined
        ? l10n.t('The password of the account was not read yet.')
        : validityText(validity, vscode.env.language),
      ...this.others(),
      on ? l10n.t('Notifications are on.') : l10n.t('Notifications are off.'),
      outboxTrouble(snapshot),
      sending > 0 ? l10n.t('Mails being sent: {0}', String(sending)) : '',
      waiting > 0 ? l10n.t('Mails waiting: {0}', String(waiting)) : '',
      parked > 0 ? l10n.t('{0}: {1}', groupLabel('parked'), String(parked)) : '',
      dead > 0 ? l10n.t('Mails not sent: {0}', String(dead)) : '',
    ].filter((line) => line !== '');
    this.item.tooltip = tooltip(lines);
    this.item.accessibilityInformation = { label: lines.join(', '), role: 'button' };
  }
}

/** The lines as plain text, since they may contain words of a server, and below them links to settings and outbox. */
function tooltip(lines: readonly string[]): vscode.MarkdownString {
  const commands = [commandName('openSettings'), commandName('showOutbox')];
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: commands };
  // Two spaces at the end of a line make a line break.
  for (const line of lines) text.appendMarkdown(`${plain(line)}  \n`);
  text.appendMarkdown('\n');
  const [settings, outbox] = commands.map((command) => `command:${command}`);
  return text.appendMarkdown(`[${l10n.t('Open Settings')}](${settings}) | [${l10n.t('Show Outbox')}](${outbox})`);
}

/** Escapes a line, with mail addresses: the editor would turn them into links. */
function plain(line: string): string {
  return new vscode.MarkdownString().appendText(line).value.replaceAll('@', '&#64;');
}
