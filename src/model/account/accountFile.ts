import * as l10n from '@vscode/l10n';
import { isRecord } from '../unknown';
import type { AccountDraft } from './account';
import { accountName, copyName, newAccountId } from './accountWords';
import { readAccounts, storeAccount } from './storedAccount';

/** Marks a file as one of ours, with the only version of the format so far. */
const format = 'mail-when-done-accounts';
const version = 1;

/** The largest file that is read, in bytes; a hundred accounts with long texts are smaller. */
export const largestAccountFile = 256 * 1024;
const maxAccounts = 100;

/** The contents of a file of accounts. Never holds a secret. */
export interface AccountFile {
  readonly accounts: readonly AccountDraft[];
  /** The id of the default account; empty if the file names none. */
  readonly defaultId: string;
}

/** The text of a file with these accounts: the same fields as in settings.json, none of them a secret. */
export function writeAccountFile({ accounts, defaultId }: AccountFile): string {
  return `${JSON.stringify({ format, version, defaultId, accounts: accounts.map(storeAccount) }, undefined, 2)}\n`;
}

/**
 * Reads such a file, which anybody may have written: unknown fields are ignored, values of the wrong type count as
 * missing. Trust in a network or a certificate is not imported: the user has to give it on each computer.
 * Throws an Error whose message is a sentence if it is no such file.
 */
export function readAccountFile(text: string): AccountFile {
  if (text.length > largestAccountFile) throw new Error(l10n.t('The file is too large to be a list of accounts.'));
  const found = parsed(text);
  if (found?.['format'] !== format || !Array.isArray(found['accounts'])) throw new Error(notOurs());
  if (found['version'] !== version) {
    throw new Error(l10n.t('The file was written by a newer version of Mail When Done. Update the extension first.'));
  }
  const values: readonly unknown[] = found['accounts'];
  if (values.length === 0) throw new Error(l10n.t('There are no accounts in this file.'));
  if (values.length > maxAccounts)
    throw new Error(l10n.t('There are more than {0} accounts in this file.', maxAccounts));
  if (!values.every(isRecord)) throw new Error(notOurs());
  const accounts = readAccounts(values).map((draft) => ({ ...draft, trustedNetwork: false, certificate: '' }));
  return { accounts, defaultId: typeof found['defaultId'] === 'string' ? found['defaultId'] : '' };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    // Editors on Windows begin a file with a byte order mark, which is not JSON.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isRecord(value) ? value : undefined;
  } catch {
    throw new Error(notOurs());
  }
}

function notOurs(): string {
  return l10n.t('This file holds no accounts of Mail When Done. Choose one that was written by Export Accounts.');
}

/**
 * An account of a file compared with the existing ones: its id is new, its settings are the same, or another account
 * has its id.
 */
export interface Incoming {
  readonly draft: AccountDraft;
  readonly meets: 'nothing' | 'same' | 'other';
  /** The existing account with that id. */
  readonly present: AccountDraft | undefined;
}

/**
 * Compares imported accounts with the existing ones. Trust in a network is not imported, so it makes no difference.
 */
export function meetAccounts(incoming: readonly AccountDraft[], present: readonly AccountDraft[]): readonly Incoming[] {
  return incoming.map((draft) => {
    const found = present.find(({ id }) => id === draft.id);
    if (found === undefined) return { draft, meets: 'nothing', present: undefined };
    return { draft, meets: textOf(found) === textOf(draft) ? 'same' : 'other', present: found };
  });
}

/** A copy with the same settings and a new id, so without password and without test. */
export function copyAccount(draft: AccountDraft, present: readonly AccountDraft[]): AccountDraft {
  const name = copyName(accountName(draft), present.map(accountName));
  return { ...draft, id: newAccountId(), name };
}

function textOf(draft: AccountDraft): string {
  return JSON.stringify(storeAccount({ ...draft, trustedNetwork: false, certificate: '' }));
}
