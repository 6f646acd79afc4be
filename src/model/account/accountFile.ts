import * as l10n from '@vscode/l10n';
import type { AccountDraft } from './account';
import { readAccounts, storeAccount } from './storedAccount';

/** What says that a file holds accounts of ours, and the only version of the form so far. */
const format = 'mail-when-done-accounts';
const version = 1;

/** The largest file that is read, in bytes; a hundred accounts with long texts are smaller. */
export const largestAccountFile = 256 * 1024;
const mostAccounts = 100;

/** What a file of accounts says. It never holds a secret. */
export interface AccountFile {
  readonly accounts: readonly AccountDraft[];
  /** The id of the default account; empty where the file names none. */
  readonly defaultId: string;
}

/** The text of a file with these accounts: the same fields as in settings.json, of which none is a secret. */
export function writeAccountFile({ accounts, defaultId }: AccountFile): string {
  return `${JSON.stringify({ format, version, defaultId, accounts: accounts.map(storeAccount) }, undefined, 2)}\n`;
}

/**
 * Reads such a file, which anybody may have written: fields that are not ours are passed over, values of the wrong kind
 * count as not there. That a network or a certificate is trusted is not taken over: that is for the user to say, on each
 * computer.
 * Throws a sentence where it is no such file.
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
  if (values.length > mostAccounts)
    throw new Error(l10n.t('There are more than {0} accounts in this file.', mostAccounts));
  if (!values.every((value) => typeof value === 'object' && value !== null && !Array.isArray(value)))
    throw new Error(notOurs());
  const accounts = readAccounts(values).map((draft) => ({ ...draft, trustedNetwork: false, certificate: '' }));
  return { accounts, defaultId: typeof found['defaultId'] === 'string' ? found['defaultId'] : '' };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    // Editors of Windows begin a file with a mark that is no JSON.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    throw new Error(notOurs());
  }
}

function notOurs(): string {
  return l10n.t('This file holds no accounts of Mail When Done. Choose one that was written by Export Accounts.');
}
