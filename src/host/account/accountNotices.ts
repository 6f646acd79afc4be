import * as l10n from '@vscode/l10n';
import type { Run } from '../../model/run/run';
import type { Route } from '../../notify/notifier';
import { executeCommand } from '../editor/commands';
import { notice } from '../editor/notice';
import type { Accounts } from './accounts';

/**
 * Notifies the user that a run was not mailed, or through another account; once, until the account is complete again.
 */
export class AccountNotices {
  private readonly notified = new Set<string>();
  private readonly subscription: { dispose(): void };

  constructor(private readonly accounts: Accounts) {
    this.subscription = accounts.onDidChange(() => {
      for (const id of this.notified) if (accounts.all.some((account) => account.id === id)) this.notified.delete(id);
    });
  }

  /** Without any account nothing is shown, unless the user asked for this mail. */
  async noAccount({ name }: Run, { id }: Route, asked: boolean): Promise<void> {
    if (id === undefined ? !asked : this.notified.has(id) && !asked) return;
    if (id !== undefined) this.notified.add(id);
    const open = l10n.t('Open Settings');
    const account = this.accounts.nameAmongSeveral(id ?? '');
    const sentence =
      account === ''
        ? l10n.t('No mail about “{0}” was sent: the SMTP settings are incomplete.', name)
        : l10n.t('No mail about “{0}” was sent: the account “{1}” is incomplete.', name, account);
    if ((await notice.warning(sentence, open)) === open) await executeCommand('openSettings', id);
  }

  standIn({ id }: Route): void {
    if (id === undefined || this.notified.has(standInKey)) return;
    this.notified.add(standInKey);
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

/** No account has this id; it stands for a notification that is shown once per window. */
const standInKey = ' stand-in';

/** A text about an account, which begins with its name if there are several accounts. */
export function withAccountName(accounts: Accounts, id: string, text: string): string {
  const name = accounts.nameAmongSeveral(id);
  return name === '' ? text : l10n.t('{0}: {1}', name, text);
}

/** Offers to open the settings, for actions that need a complete account. */
export async function offerSettings(): Promise<void> {
  const open = l10n.t('Open Settings');
  const sentence = l10n.t('Mail cannot be sent yet: the SMTP settings are incomplete.');
  if ((await notice.warning(sentence, open)) === open) {
    await executeCommand('openSettings');
  }
}
