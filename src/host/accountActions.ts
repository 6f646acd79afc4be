import { exportAccounts, importAccounts } from './accountExchange';
import type { Accounts } from './accounts';
import type { Commands } from './commands';
import { importFromGit } from './gitImport';
import { chooseNewAccount } from './newAccount';
import type { SettingsPage } from './settingsPage';

/** The commands that bring accounts in and out. */
export type AccountCommands = Pick<
  Commands,
  'addAccount' | 'importAccountFromGit' | 'importAccounts' | 'exportAccounts'
>;

/** What they do; whatever is new is opened on the settings page. */
export function accountActions(accounts: Accounts, settingsPage: SettingsPage): AccountCommands {
  const open = async (id: string | undefined): Promise<void> => {
    if (id !== undefined) await settingsPage.open(id);
  };
  return {
    addAccount: async () => open(await chooseNewAccount(accounts)),
    importAccountFromGit: async () => open(await importFromGit(accounts)),
    importAccounts: async () => open(await importAccounts(accounts)),
    exportAccounts: () => exportAccounts(accounts),
  };
}
