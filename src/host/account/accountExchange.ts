import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountDraft } from '../../model/account/account';
import {
  type AccountFile,
  copyAccount,
  type Incoming,
  largestAccountFile,
  meetAccounts,
  readAccountFile,
  writeAccountFile,
} from '../../model/account/accountFile';
import { accountName } from '../../model/account/accountWords';
import { proposedFile, writeChosen } from '../editor/chosenFile';
import { notice } from '../editor/notice';
import type { Accounts } from './accounts';

const fileName = 'mail-when-done-accounts.json';

/** Asks for a file and writes all accounts to it, without secrets. */
export async function exportAccounts(accounts: Accounts): Promise<void> {
  const { drafts, defaultId } = accounts;
  if (drafts.length === 0) throw new Error(l10n.t('There are no accounts to export.'));
  const target = await vscode.window.showSaveDialog({
    title: l10n.t('Export Accounts'),
    saveLabel: l10n.t('Export'),
    filters: { JSON: ['json'] },
    defaultUri: proposedFile(fileName),
  });
  if (target === undefined) return;
  await writeChosen(target, Buffer.from(writeAccountFile({ accounts: drafts, defaultId })));
  void notice.info(l10n.t('Accounts exported without passwords: {0}.', drafts.map(accountName).join(', ')));
}

/**
 * Asks for a file, shows its accounts, and adds or replaces those that the user picks. Returns the id of the first one,
 * or `undefined` if nothing was picked. Throws a sentence if the file is not ours.
 */
export async function importAccounts(accounts: Accounts): Promise<string | undefined> {
  const [source] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Import Accounts'),
      openLabel: l10n.t('Import'),
      filters: { JSON: ['json'] },
    })) ?? [];
  if (source === undefined) return undefined;
  const file = await read(source);
  const picked = await vscode.window.showQuickPick(
    meetAccounts(file.accounts, accounts.drafts).map((incoming) => choiceOf(incoming)),
    {
      canPickMany: true,
      title: l10n.t('Import Accounts'),
      placeHolder: l10n.t('Choose what to take over. The file holds no passwords.'),
      // One of several steps: it stays while one looks something up.
      ignoreFocusOut: true,
    },
  );
  const wanted: AccountDraft[] = [];
  for (const { incoming } of picked ?? []) {
    const draft = await resolve(incoming, [...accounts.drafts, ...wanted]);
    if (draft === 'cancelled') return undefined;
    if (draft !== 'skipped') wanted.push(draft);
  }
  return wanted.length === 0 ? undefined : take(accounts, wanted, file);
}

async function read(source: vscode.Uri): Promise<AccountFile> {
  const { size } = await vscode.workspace.fs.stat(source);
  if (size > largestAccountFile) throw new Error(l10n.t('The file is too large to be a list of accounts.'));
  return readAccountFile(new TextDecoder().decode(await vscode.workspace.fs.readFile(source)));
}

async function take(
  accounts: Accounts,
  drafts: readonly AccountDraft[],
  file: AccountFile,
): Promise<string | undefined> {
  const isFirst = accounts.drafts.length === 0;
  await accounts.put(drafts);
  // If there are accounts, the user has already chosen a default.
  if (isFirst && drafts.some(({ id }) => id === file.defaultId)) await accounts.setDefault(file.defaultId);
  void notice.info(
    l10n.t('Imported: {0}. Type the password of each account that needs one.', drafts.map(accountName).join(', ')),
  );
  return drafts[0]?.id;
}

function choiceOf(incoming: Incoming): vscode.QuickPickItem & { readonly incoming: Incoming } {
  const { draft, meets, present } = incoming;
  const descriptions = {
    nothing: l10n.t('new'),
    same: l10n.t('already there'),
    other: present === undefined ? '' : l10n.t('there as “{0}”, with other settings', accountName(present)),
  };
  const server = draft.host === '' ? '' : `${draft.host}:${draft.port}`;
  const detail = [draft.email, server, draft.recipients.join(', ')].filter((part) => part !== '').join(' · ');
  return { label: accountName(draft), description: descriptions[meets], detail, picked: meets !== 'same', incoming };
}

/** What to do with an account of the file. If there is an account with its id, the user decides. */
async function resolve(
  { draft, present }: Incoming,
  others: readonly AccountDraft[],
): Promise<AccountDraft | 'skipped' | 'cancelled'> {
  if (present === undefined) return draft;
  const replace = {
    label: l10n.t('Replace'),
    detail: l10n.t('“{0}” gets the settings of the file.', accountName(present)),
  };
  const copy = { label: l10n.t('Add as a copy'), detail: l10n.t('Both are there afterwards.') };
  const skip = { label: l10n.t('Skip'), detail: l10n.t('“{0}” stays as it is.', accountName(present)) };
  const picked = await vscode.window.showQuickPick([replace, copy, skip], {
    title: l10n.t('“{0}” is already there', accountName(draft)),
    placeHolder: l10n.t('What becomes of the account in the file?'),
    ignoreFocusOut: true,
  });
  if (picked === undefined) return 'cancelled';
  if (picked === skip) return 'skipped';
  return picked === copy ? copyAccount(draft, others) : draft;
}
