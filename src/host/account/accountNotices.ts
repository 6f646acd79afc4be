import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Run } from '../model/run';
import type { Route } from '../outbox/notifier';
import type { Accounts } from './accounts';
import { notice } from './notice';

/** Says that a run was not mailed, or not through the account that was meant; once, until the account is complete again. */
export class AccountNotices {
  private readonly told = new Set<string>();
  private readonly subscription: { dispose(): void };

  constructor(private readonly accounts: Accounts) {
    this.subscription = accounts.onDidChange(() => {
      for (const id of this.told) if (accounts.all.some((account) => account.id === id)) this.told.delete(id);
    });
  }

  /** Whoever has set up no account yet hears nothing, unless he asked for this very mail. */
  async noAccount({ name }: Run, { id }: Route, asked: boolean): Promise<void> {
    if (id === undefined ? !asked : this.told.has(id) && !asked) return;
    if (id !== undefined) this.told.add(id);
    const open = l10n.t('Open Settings');
    const account = this.accounts.nameAmongSeveral(id ?? '');
    const sentence =
      account === ''
        ? l10n.t('No mail about “{0}” was sent: the SMTP settings are incomplete.', name)
        : l10n.t('No mail about “{0}” was sent: the account “{1}” is incomplete.', name, account);
    if ((await notice.warning(sentence, open)) === open)
      await vscode.commands.executeCommand('mailWhenDone.openSettings', id);
  }

  standIn({ id }: Route): void {
    if (id === undefined || this.told.has(standInKey)) return;
    this.told.add(standInKey);
    const name = this.accounts.nameAmongSeveral(id);
    const sentence =
      name === ''
        ? l10n.t('A rule names an account that is no longer there. Its mails go through the default account.')
        : l10n.t(
            'A rule names an account that is no longer there. Its mails go through “{0}”, the default account.',
            name,
          );
    void notice.warning(sentence);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

/** No account has this id: it is told once per window. */
const standInKey = ' stand-in';
