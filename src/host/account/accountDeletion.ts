import * as l10n from '@vscode/l10n';
import { accountName } from '../../model/account/accountWords';
import { errorMessage } from '../../model/unknown';
import type { Outbox } from '../../outbox/outbox';
import { notice } from '../editor/notice';
import type { Accounts } from './accounts';

/** Asks, then deletes an account with its secret. Returns whether the user agreed. */
export async function deleteAccount(accounts: Accounts, outbox: Outbox, id: string): Promise<boolean> {
  const draft = accounts.drafts.find((one) => one.id === id);
  const remove = l10n.t('Delete');
  if (draft === undefined) {
    const question = l10n.t('Discard the account that is not saved yet?');
    return notice.confirm(question, '', l10n.t('Discard'));
  }
  const name = accountName(draft);
  const question =
    accounts.drafts.length === 1
      ? l10n.t('Delete the SMTP settings and the password?')
      : l10n.t('Delete the account “{0}” and its password?', name);
  if (!(await notice.confirm(question, consequences(accounts, outbox, id), remove))) return false;
  void offerUndo(name, await accounts.delete(id));
  return true;
}

/** Not awaited by the caller: an unanswered notification stays pending as long as the window lives. */
async function offerUndo(name: string, restore: () => Promise<void>): Promise<void> {
  const undo = l10n.t('Undo');
  const sentence = l10n.t('Deleted: {0}. Undo brings the settings back, not the password.', name);
  if ((await notice.info(sentence, undo)) !== undo) return;
  try {
    await restore();
  } catch (error) {
    void notice.error(l10n.t('Mail When Done: {0}', errorMessage(error)));
  }
}

function consequences(accounts: Accounts, outbox: Outbox, id: string): string {
  const waiting = outbox.unsentOf(id);
  const others = accounts.drafts.filter((draft) => draft.id !== id);
  const [next] = others;
  const sentences = [
    next === undefined ? l10n.t('No mail will be sent until an account is set up again.') : '',
    next !== undefined && accounts.defaultId === id
      ? l10n.t('“{0}” becomes the default account.', accountName(next))
      : '',
    waiting === 0
      ? ''
      : waiting === 1
        ? l10n.t('One mail waits for it: it will not be sent, and stays in the outbox until you delete it.')
        : l10n.t(
            '{0} mails wait for it: they will not be sent, and stay in the outbox until you delete them.',
            waiting,
          ),
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
