import * as vscode from 'vscode';
import { systemClock } from './model/clock';
import { composeRunMail } from './model/compose';
import { freeze } from './mail/mime';
import { Sandbox } from './mail/sandbox';
import { SmtpTransport } from './mail/smtp';
import { Courier } from './outbox/courier';
import { Notifier } from './outbox/notifier';
import { Accounts } from './host/accounts';
import { actions, offerSettings } from './host/actions';
import { registerCommands } from './host/commands';
import { Delivery } from './host/delivery';
import { MailPages } from './host/mailPages';
import { useEditorLanguage } from './host/pageHtml';
import { SandboxView } from './host/sandboxView';
import { Settings } from './host/settings';
import { SettingsPage } from './host/settingsPage';
import { watchTasks } from './host/sources/tasks';
import { StatusBar } from './host/statusBar';
import { TestMail } from './host/testMail';
import { Vault } from './host/vault';

/** What the tests inside the editor act on; other extensions get nothing. */
export type Internals = ReturnType<typeof build>;

/** Builds everything and ties it together. Nothing here loads a mail library: that happens with the first mail. */
export async function activate(context: vscode.ExtensionContext): Promise<Internals | undefined> {
  useEditorLanguage();
  const internals = build(context);
  await internals.accounts.refresh();
  return context.extensionMode === vscode.ExtensionMode.Test ? internals : undefined;
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

  const delivery = new Delivery(accounts, (id) => courier.retry(id));
  const courier = own(new Courier(transport, delivery, log));
  const notifier = new Notifier(
    {
      rule: () => ({ enabled: settings.get('enabled'), minimumDuration: settings.get('minimumDuration') }),
      account: () => accounts.usable && { account: accounts.usable },
      compose: (run, reason, rule, account) => composeRunMail(run, reason, rule, account, vscode.env.language),
      enqueue: async (letter, accountId) => courier.enqueue(await freeze(letter, { clock }), accountId),
      onNoAccount: () => void offerSettings(),
    },
    log,
  );
  const tasks = own(watchTasks({ emit: (run) => notifier.onRun(run), clock, log, memory: workspaceState }));

  const testMail = new TestMail(accounts, transport, clock);
  const settingsPage = own(new SettingsPage(extensionUri, accounts, settings, testMail));
  const mailPages = own(new MailPages(extensionUri, sandbox));
  own(new SandboxView(sandbox));
  own(new StatusBar(accounts, settings, courier));
  const parts = { accounts, clock, log, mailPages, notifier, sandbox, settings, settingsPage, tasks, testMail };
  own(registerCommands(actions(parts), log));
  return { ...parts, context, courier, vault };
}
