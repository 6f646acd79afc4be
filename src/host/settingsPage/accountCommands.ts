import * as l10n from '@vscode/l10n';
import { exportAccounts as writeAccounts, importAccounts as readAccounts } from '../account/accountExchange';
import { offerSettings, withAccountName } from '../account/accountNotices';
import type { Accounts } from '../account/accounts';
import { importFromGit } from '../account/gitImport';
import { chooseNewAccount } from '../account/newAccount';
import type { TestMail } from '../account/testMail';
import { executeCommand } from '../editor/commands';
import { notice } from '../editor/notice';
import type { Lookups } from '../lookup/lookups';
import { showFailure } from '../outbox/failureNotice';
import type { Settings } from '../settings/settings';
import type { SettingsPage } from './settingsPage';

/** What the commands on accounts and settings need. */
interface Needs {
  readonly accounts: Accounts;
  readonly lookups: Lookups;
  readonly settings: Settings;
  readonly settingsPage: SettingsPage;
  readonly testMail: TestMail;
}

export function openSettings({ accounts, settingsPage }: Needs, about?: unknown): Promise<void> {
  return settingsPage.open(accountOf(accounts, about));
}

export async function addAccount({ accounts, settingsPage }: Needs): Promise<void> {
  await openNew(settingsPage, await chooseNewAccount(accounts));
}

export async function importAccountFromGit({ accounts, settingsPage }: Needs): Promise<void> {
  await openNew(settingsPage, await importFromGit(accounts));
}

export async function importAccounts({ accounts, settingsPage }: Needs): Promise<void> {
  await openNew(settingsPage, await readAccounts(accounts));
}

export function exportAccounts({ accounts }: Needs): Promise<void> {
  return writeAccounts(accounts);
}

export async function checkDelivery({ accounts, lookups }: Needs): Promise<void> {
  if (accounts.usable === undefined) return offerSettings();
  await lookups.documents.show(accounts.usable);
}

export async function turnOn({ accounts, settings, settingsPage }: Needs): Promise<void> {
  await settings.set('enabled', true);
  if (accounts.usable === undefined) return settingsPage.open();
  void notice.info(l10n.t('Notifications are on: what your rules ask for is mailed.'));
}

export async function turnOff({ settings }: Needs): Promise<void> {
  await settings.set('enabled', false);
  void notice.info(l10n.t('Notifications are off: only what you ask for is mailed.'));
}

export async function sendTestEmail({ accounts, testMail }: Needs): Promise<void> {
  const account = accounts.usable;
  const saved = accounts.drafts.find(({ id }) => id === account?.id);
  if (account === undefined || saved === undefined) return offerSettings();
  const to = l10n.t('Sending a test mail to {0}', account.recipients.join(', '));
  const title = withAccountName(accounts, account.id, to);
  const form = { draft: saved, password: undefined };
  const { outcome } = await notice.progress(title, (_, signal) => testMail.send(form, [], () => undefined, signal));
  if (outcome.state === 'accepted') void showAccepted(account.provider === 'sandbox', outcome.reply);
  else if (outcome.state === 'failed' && outcome.failure.cause !== 'cancelled') {
    const again = (): void => void executeCommand('sendTestEmail');
    void showFailure(outcome.explanation, outcome.advice, again, account.id);
  }
}

async function showAccepted(sandbox: boolean, reply: string): Promise<void> {
  const show = l10n.t('Show Sandbox Inbox');
  const sentence = l10n.t('The server accepted the test mail: {0}', reply);
  const chosen = await notice.info(sentence, ...(sandbox ? [show] : []));
  if (chosen === show) await executeCommand('showSandboxInbox');
}

/** A new account opens on the settings page; none was made where the user thought better of it. */
async function openNew(settingsPage: SettingsPage, id: string | undefined): Promise<void> {
  if (id !== undefined) await settingsPage.open(id);
}

/** The named account, or that of a mail in the outbox. From the title of a view the editor passes something else. */
function accountOf(accounts: Accounts, about: unknown): string | undefined {
  if (typeof about === 'string') return about;
  const id = (about as { readonly accountId?: unknown } | undefined)?.accountId;
  // An account that was deleted has no form.
  return accounts.drafts.find((draft) => draft.id === id)?.id;
}
