import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { newAccountId } from '../../model/account/accountWords';
import { importAccounts } from './accountExchange';
import type { Accounts } from './accounts';
import { importFromGit } from './gitImport';

/** Asks where a new account comes from. Returns the id of an imported account or of a new one to fill in. */
export async function chooseNewAccount(accounts: Accounts): Promise<string | undefined> {
  const choices = [
    {
      label: l10n.t('New account'),
      iconPath: new vscode.ThemeIcon('add'),
      make: () => Promise.resolve(newAccountId()),
    },
    {
      label: l10n.t('Import from Git'),
      description: 'git config sendemail.*',
      iconPath: new vscode.ThemeIcon('git-commit'),
      make: () => importFromGit(accounts),
    },
    {
      label: l10n.t('Import from a file'),
      description: l10n.t('written by Export Accounts'),
      iconPath: new vscode.ThemeIcon('file'),
      make: () => importAccounts(accounts),
    },
  ];
  const picked = await vscode.window.showQuickPick(choices, { title: l10n.t('Add Account') });
  return picked?.make();
}
