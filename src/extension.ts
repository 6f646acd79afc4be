import { join } from 'node:path';
import * as vscode from 'vscode';
import { systemClock } from './model/clock';
import { composeRunMail } from './model/compose';
import { freeze } from './mail/mime';
import { Sandbox } from './mail/sandbox';
import { SmtpTransport } from './mail/smtp';
import { Notifier } from './outbox/notifier';
import { Outbox } from './outbox/outbox';
import { Accounts } from './host/accounts';
import { actions, offerSettings } from './host/actions';
import { registerCommands } from './host/commands';
import { Delivery } from './host/delivery';
import { Lookups } from './host/lookups';
import { MailPages } from './host/mailPages';
import { useEditorLanguage } from './host/pageHtml';
import { outboxActions } from './host/outboxActions';
import { messageShelf } from './host/messageShelf';
import { OutboxView } from './host/outboxView';
import { SandboxView } from './host/sandboxView';
import { Settings } from './host/settings';
import { SettingsPage } from './host/settingsPage';
import { watchTasks } from './host/sources/tasks';
import { StatusBar } from './host/statusBar';
import { TestMail } from './host/testMail';
import { TranscriptDocuments } from './host/transcriptDocuments';
import { Vault } from './host/vault';
import { wakeOnChange } from './host/wake';

/** What the tests inside the editor act on; other extensions get nothing. */
export type Internals = ReturnType<typeof build>;

/** Builds everything and ties it together. Nothing here loads a mail library: that happens with the first mail. */
export async function activate(context: vscode.ExtensionContext): Promise<Internals | undefined> {
  useEditorLanguage();
  const internals = build(context);
  running = internals;
  // A locked secret storage must not keep the rest from working; it is asked again later.
  await internals.accounts.refresh().catch((error: unknown) => internals.log.error(String(error)));
  // Not awaited: an outbox with thousands of mails must not hold up the start of the editor.
  internals.outbox.start().catch((error: unknown) => internals.log.error(String(error)));
  return context.extensionMode === vscode.ExtensionMode.Test ? internals : undefined;
}

let running: Internals | undefined;

/** The ends that the editor tells from now on are not true; what is not sent yet goes from the next window. */
export async function deactivate(): Promise<void> {
  running?.tasks.dispose();
  await running?.outbox.stop();
}

function build(context: vscode.ExtensionContext) {
  const { extensionUri, globalState, secrets, subscriptions, workspaceState } = context;
  const own = <Part extends { dispose(): unknown }>(part: Part): Part => {
    subscriptions.push(part);
    return part;
  };
  const clock = systemClock;
  const log = own(vscode.window.createOutputChannel('Mail When Done', { log: true }));
  const settings = own(new Settings());
  const vault = own(new Vault(secrets));
  const sandbox = new Sandbox({ clock, log });
  own({ dispose: () => sandbox.stop() });
  const accounts = own(new Accounts(settings, vault, sandbox, globalState, clock));
  const transport = own(new SmtpTransport({ clock, log }));

  const delivery = new Delivery(accounts, settings, (id) => void outbox.retry(id));
  const outbox = new Outbox({
    root: join(context.globalStorageUri.fsPath, 'outbox'),
    transport,
    host: delivery,
    clock,
    log,
    random: Math.random,
    settings: () => settings.outbox(),
  });
  own(wakeOnChange(accounts, outbox));
  const notifier = new Notifier(
    {
      rule: () => ({ enabled: settings.get('enabled'), minimumDuration: settings.get('minimumDuration') }),
      account: () => accounts.usable && { account: accounts.usable },
      compose: (run, reason, rule, account) => composeRunMail(run, reason, rule, account, vscode.env.language),
      enqueue: async (letter, accountId) => outbox.enqueue(await freeze(letter, { clock }), accountId),
      onNoAccount: () => void offerSettings(),
    },
    log,
  );
  const tasks = own(watchTasks({ emit: (run) => notifier.onRun(run), clock, log, memory: workspaceState }));

  const testMail = new TestMail(accounts, transport, clock);
  const lookups = own(new Lookups(settings, clock));
  const settingsPage = own(new SettingsPage(extensionUri, accounts, settings, testMail, lookups));
  const mailPages = own(new MailPages(extensionUri, sandbox));
  const messagePages = own(new MailPages(extensionUri, messageShelf(outbox)));
  const transcripts = own(new TranscriptDocuments(outbox));
  own(new OutboxView(outbox, accounts, clock));
  own(new SandboxView(sandbox));
  own(new StatusBar(accounts, settings, outbox));
  const parts = {
    accounts,
    clock,
    lookups,
    log,
    mailPages,
    notifier,
    sandbox,
    settings,
    settingsPage,
    tasks,
    testMail,
  };
  own(registerCommands({ ...actions(parts), ...outboxActions({ outbox, clock, messagePages, transcripts }) }, log));
  return { ...parts, context, outbox, vault };
}
