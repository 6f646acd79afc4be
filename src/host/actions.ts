import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import type { Sandbox, StoredMail } from '../mail/sandbox';
import type { Notifier } from '../outbox/notifier';
import type { AccountCommands } from './accountActions';
import type { Accounts } from './accounts';
import type { Commands } from './commands';
import { showFailure } from './failureNotice';
import type { Lookups } from './lookups';
import type { MailPages } from './mailPages';
import type { Mute } from './mute';
import { namedText } from './namedText';
import { notice } from './notice';
import type { OneShot } from './oneShot';
import type { OutboxCommands } from './outboxActions';
import { outboxViewId } from './outboxView';
import type { RecentLog } from './recentLog';
import { sandboxViewId } from './sandboxView';
import type { PreviewCommands } from './previewActions';
import type { RunCommands } from './runActions';
import type { RunWatches } from './runWatches';
import type { Settings } from './settings';
import type { SettingsPage } from './settingsPage';
import type { SupportCommands } from './supportActions';
import type { TestMail } from './testMail';

/** What the commands act on. */
export interface Parts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: RecentLog;
  readonly lookups: Lookups;
  readonly mailPages: MailPages;
  readonly mute: Mute;
  readonly notifier: Notifier;
  readonly oneShot: OneShot;
  readonly sandbox: Sandbox;
  readonly settings: Settings;
  readonly settingsPage: SettingsPage;
  readonly runs: RunWatches;
  readonly testMail: TestMail;
}

/** What each command does. */
export function actions(
  parts: Parts,
): Omit<
  Commands,
  | keyof OutboxCommands
  | keyof AccountCommands
  | keyof PreviewCommands
  | keyof RunCommands
  | keyof SupportCommands
  | 'runTestsAndMail'
  | 'allowSummaries'
> {
  const { accounts, log, mailPages, mute, oneShot, sandbox, settings, settingsPage } = parts;
  return {
    openSettings: (about) => settingsPage.open(accountOf(accounts, about)),
    sendTestEmail: () => sendTestEmail(parts),
    checkDelivery: async () => {
      if (accounts.usable === undefined) return offerSettings();
      await parts.lookups.documents.show(accounts.usable);
    },
    turnOn: async () => {
      await settings.set('enabled', true);
      if (accounts.usable === undefined) return settingsPage.open();
      void notice.info(l10n.t('Notifications are on: what your rules ask for is mailed.'));
    },
    turnOff: async () => {
      await settings.set('enabled', false);
      void notice.info(l10n.t('Notifications are off: only what you ask for is mailed.'));
    },
    mailWhenThisFinishes: async (about) => {
      if (accounts.usable === undefined) return offerSettings();
      await oneShot.toggle(about);
    },
    mute: () => mute.ask(),
    unmute: () => mute.unmute(),
    showSandboxInbox: async () => {
      await vscode.commands.executeCommand(`${sandboxViewId}.focus`);
    },
    openSandboxMail: (mail) => mailPages.show(sandboxMail(sandbox, mail)),
    deleteSandboxMail: (mail) => {
      sandbox.delete(sandboxMail(sandbox, mail).id);
      return Promise.resolve();
    },
    clearSandboxInbox: async () => {
      const clear = l10n.t('Clear');
      const question = l10n.t('Delete all mails of the sandbox inbox?');
      if (await notice.confirm(question, '', clear)) sandbox.clear();
    },
    copySandboxUrl: async () => {
      const { port } = await sandbox.start();
      await vscode.env.clipboard.writeText(`smtp://sandbox:${encodeURIComponent(sandbox.password)}@127.0.0.1:${port}`);
      void notice.info(
        l10n.t(
          'Copied. Programs on this computer can send to 127.0.0.1, port {0}, until this window closes.',
          String(port),
        ),
      );
    },
    showOutbox: async () => {
      await vscode.commands.executeCommand(`${outboxViewId}.focus`);
    },
    showLog: () => {
      log.show();
      return Promise.resolve();
    },
  };
}

/** The account that is named, or that a mail of the outbox is of. From the title of a view the editor hands over something else. */
function accountOf(accounts: Accounts, about: unknown): string | undefined {
  if (typeof about === 'string') return about;
  const id = (about as { readonly item?: { readonly accountId?: unknown } } | undefined)?.item?.accountId;
  // One that was deleted has no form.
  return accounts.drafts.find((draft) => draft.id === id)?.id;
}

/** Asks whether to open the settings; to be used where something needs an account and there is none. */
export async function offerSettings(): Promise<void> {
  const open = l10n.t('Open Settings');
  const sentence = l10n.t('Mail cannot be sent yet: the SMTP settings are incomplete.');
  if ((await notice.warning(sentence, open)) === open) {
    await vscode.commands.executeCommand('mailWhenDone.openSettings');
  }
}

async function sendTestEmail({ accounts, testMail }: Parts): Promise<void> {
  const account = accounts.usable;
  const saved = accounts.drafts.find(({ id }) => id === account?.id);
  if (account === undefined || saved === undefined) return offerSettings();
  const to = l10n.t('Sending a test mail to {0}', account.recipients.join(', '));
  const title = namedText(accounts, account.id, to);
  const location = vscode.ProgressLocation.Notification;
  const { outcome } = await vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const ending = new AbortController();
    token.onCancellationRequested(() => ending.abort());
    return testMail.send({ draft: saved, password: undefined }, [], () => undefined, ending.signal);
  });
  if (outcome.state === 'accepted') void tellAccepted(account.provider === 'sandbox', outcome.reply);
  else if (outcome.state === 'failed' && outcome.failure.cause !== 'cancelled') {
    const again = (): void => void vscode.commands.executeCommand('mailWhenDone.sendTestEmail');
    void showFailure(outcome.explanation, outcome.advice, again, account.id);
  }
}

async function tellAccepted(sandbox: boolean, reply: string): Promise<void> {
  const show = l10n.t('Show Sandbox Inbox');
  const sentence = l10n.t('The server accepted the test mail: {0}', reply);
  const chosen = await notice.info(sentence, ...(sandbox ? [show] : []));
  if (chosen === show) await vscode.commands.executeCommand('mailWhenDone.showSandboxInbox');
}

/** The mail that a command was called for, from the view or from elsewhere; throws a sentence when it is gone. */
function sandboxMail(sandbox: Sandbox, argument: unknown): StoredMail {
  const id = (argument as Partial<StoredMail> | undefined)?.id;
  const mail = sandbox.mails.find((one) => one.id === id);
  if (mail === undefined) throw new Error(l10n.t('That mail is no longer in the sandbox inbox.'));
  return mail;
}
