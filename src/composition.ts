import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from './model/clock';
import { composeRunMail } from './model/compose';
import type { Run } from './model/run';
import { Conversations } from './mail/conversations';
import { LateTransport } from './mail/lateTransport';
import { freeze } from './mail/mime';
import { RecordedTransport } from './mail/recordedTransport';
import { Sandbox } from './mail/sandbox';
import { Notifier } from './outbox/notifier';
import { Outbox } from './outbox/outbox';
import { Accounts } from './host/accounts';
import { accountActions } from './host/accountActions';
import { AccountMemory } from './host/accountMemory';
import { AccountNotices } from './host/accountNotices';
import { actions } from './host/actions';
import type { Commands } from './host/commands';
import { Delivery } from './host/delivery';
import { rememberedDurations } from './host/durationMemory';
import { expectMails } from './host/expectedMails';
import { Lookups } from './host/lookups';
import { MailPages } from './host/mailPages';
import { useEditorLanguage } from './host/pageHtml';
import { outboxActions } from './host/outboxActions';
import { messageShelf } from './host/messageShelf';
import { OutboxView } from './host/outboxView';
import type { RecentLog } from './host/recentLog';
import { SandboxView } from './host/sandboxView';
import { policyFile, readPolicy } from './host/policy';
import type { RunWatches } from './host/runWatches';
import { Rules } from './host/rules';
import { Settings } from './host/settings';
import { SettingsPage } from './host/settingsPage';
import { StatusBar } from './host/statusBar';
import { supportActions } from './host/supportActions';
import { TestMail } from './host/testMail';
import { Vault } from './host/vault';
import { wakeOnChange } from './host/wake';

/** What is there from the first moment of the activation. */
export interface Beginnings {
  readonly clock: Clock;
  readonly log: RecentLog;
  readonly runs: RunWatches;
}

/** Everything, built and tied together. */
export interface Composition {
  onRun(run: Run): void;
  readonly commands: Commands;
  /** The setting of this name. */
  interactivePrograms(): readonly string[];
  /** Needs only memory, node:fs and node:net: while a window closes, the editor's own services answer no more. */
  stop(): Promise<void>;
  readonly internals: ReturnType<typeof build>;
}

/** Builds everything. Nothing here loads a mail library: that happens with the first mail. */
export async function compose(context: vscode.ExtensionContext, beginnings: Beginnings): Promise<Composition> {
  useEditorLanguage();
  const internals = build(context, beginnings);
  const { accounts, commands, log, outbox, onRun, settings } = internals;
  // A locked secret storage must not keep the rest from working; it is asked again later.
  await accounts.refresh().catch((error: unknown) => log.error(String(error)));
  // Not awaited: an outbox with thousands of mails must not hold up the rest.
  outbox.start().catch((error: unknown) => log.error(String(error)));
  const interactivePrograms = () => settings.get('interactivePrograms');
  return { onRun, commands, interactivePrograms, stop: () => outbox.stop(), internals };
}

function build(context: vscode.ExtensionContext, { clock, log, runs }: Beginnings) {
  const { extensionUri, globalState, secrets, subscriptions, workspaceState } = context;
  const own = <Part extends { dispose(): unknown }>(part: Part): Part => {
    subscriptions.push(part);
    return part;
  };
  const settings = own(new Settings(readPolicy(policyFile(), (sentence) => log.error(sentence))));
  const vault = own(new Vault(secrets));
  const sandbox = new Sandbox({ clock, log });
  own({ dispose: () => sandbox.stop() });
  const accounts = own(new Accounts(settings, vault, sandbox, new AccountMemory(globalState), clock));
  const conversations = new Conversations(clock);
  const transport = new RecordedTransport(own(new LateTransport({ clock, log })), conversations);

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
  const rules = own(new Rules(settings, log));
  const accountNotices = own(new AccountNotices(accounts));
  const notifier = new Notifier(
    {
      rules: () => rules.ready(),
      circumstances: () => ({
        enabled: settings.get('enabled'),
        isAway: () => true,
        lastOutcome: undefined,
        failures: 0,
        muted: false,
        workspace: undefined,
      }),
      route: (named) => accounts.route(named),
      compose: (run, decision, account) => composeRunMail(run, decision, account, vscode.env.language),
      onDecision: () => undefined,
      enqueue: async (letter, accountId) => outbox.enqueue(await freeze(letter, { clock }), accountId),
      onNoAccount: (run, route, asked) => void accountNotices.noAccount(run, route, asked),
      onStandIn: (route) => accountNotices.standIn(route),
    },
    log,
  );

  const durations = rememberedDurations(workspaceState);
  own(expectMails({ accounts, clock, durations, notifier, outbox, rules, runs, settings }));
  const onRun = (run: Run): void => {
    durations.learn(run);
    notifier.onRun(run);
  };

  const testMail = new TestMail(accounts, transport, clock);
  const lookups = own(new Lookups(settings, clock));
  const settingsPage = own(new SettingsPage(extensionUri, accounts, settings, testMail, outbox, lookups));
  const mailPages = own(new MailPages(extensionUri, sandbox));
  const messagePages = own(new MailPages(extensionUri, messageShelf(outbox)));
  own(new OutboxView(outbox, accounts, clock));
  own(new SandboxView(sandbox));
  own(new StatusBar(accounts, settings, outbox));
  const parts = {
    accounts,
    clock,
    log,
    lookups,
    mailPages,
    notifier,
    runs,
    sandbox,
    settings,
    settingsPage,
    testMail,
  };
  const { bundle, commands: supporting } = supportActions({ ...parts, context, conversations, outbox, own, vault });
  const sending = outboxActions({ outbox, clock, messagePages, own });
  const commands = { ...actions(parts), ...accountActions(accounts, settingsPage), ...sending, ...supporting };
  return { ...parts, bundle, commands, context, conversations, onRun, outbox, vault };
}
