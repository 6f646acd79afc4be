import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { Clock } from './model/clock';
import { DebugLines } from './model/debugLines';
import type { Run } from './model/run';
import { Conversations } from './mail/conversations';
import { LateTransport } from './mail/lateTransport';
import { RecordedTransport } from './mail/recordedTransport';
import { Sandbox } from './mail/sandbox';
import { closeDown } from './outbox/closing';
import { HeldNews } from './outbox/heldNews';
import { Outbox } from './outbox/outbox';
import { nameMarks } from './outbox/nameMarks';
import { RunGate } from './outbox/runGate';
import { RunHistory } from './outbox/runHistory';
import { systemScheduler } from './outbox/scheduler';
import { Accounts } from './host/accounts';
import { accountActions } from './host/accountActions';
import { AccountMemory } from './host/accountMemory';
import { AccountNotices } from './host/accountNotices';
import { actions } from './host/actions';
import type { Commands } from './host/commands';
import { Delivery } from './host/delivery';
import { rememberedDurations } from './host/durationMemory';
import { DisconnectedRuns } from './host/disconnectedRuns';
import { expectMails } from './host/expectedMails';
import { LetterWriter } from './host/letterWriter';
import { Lookups } from './host/lookups';
import { MailPages } from './host/mailPages';
import { MailWords } from './host/mailWords';
import { NetworkWatch } from './host/networkWatch';
import { useEditorLanguage } from './host/pageHtml';
import { outboxActions } from './host/outboxActions';
import { messageShelf } from './host/messageShelf';
import { OutboxView } from './host/outboxView';
import type { RecentLog } from './host/recentLog';
import { SandboxView } from './host/sandboxView';
import { policyFile, readPolicy } from './host/policy';
import { unapprovedFor } from './host/approvals';
import { previewActions } from './host/previewActions';
import { runTelling } from './host/runTelling';
import { runActions } from './host/runActions';
import { runMails } from './host/runMails';
import { RunOutputs } from './host/runOutputs';
import { RunsView } from './host/runsView';
import { RuleEditing } from './host/ruleEditing';
import { previewedRuns } from './host/rulePreview';
import { Rules } from './host/rules';
import { Settings } from './host/settings';
import { SettingsPage } from './host/settingsPage';
import { StatusBar } from './host/statusBar';
import { TemplateEditing } from './host/templateEditing';
import { TemplatePreviews } from './host/templatePreviews';
import { Templates } from './host/templates';
import { TestRuns } from './host/sources/tests';
import { supportActions } from './host/supportActions';
import { OneShot } from './host/oneShot';
import { testActions } from './host/testActions';
import { TestMail } from './host/testMail';
import { Vault } from './host/vault';
import { wakeOnChange } from './host/wake';
import { WatchBar } from './host/watchBar';
import { watchRuns } from './host/watchRuns';
import { WorkspaceRules } from './host/workspaceRules';

/** What is there from the first moment of the activation. */
export interface Beginnings {
  readonly clock: Clock;
  readonly log: RecentLog;
}

/** Everything, built and tied together. */
export interface Composition {
  readonly commands: Commands;
  /** The accounts and the rules of the workspace are known. What ends before that is kept until then. */
  readonly ready: Promise<void>;
  /** Takes four seconds at most. Needs only memory, node:fs and node:net: the editor's own services answer no more. */
  stop(): Promise<void>;
  readonly internals: ReturnType<typeof build>;
}

/**
 * Builds everything, and listens to what ends before it returns. Nothing here loads a mail library: that happens with the
 * first mail.
 */
export function compose(context: vscode.ExtensionContext, beginnings: Beginnings): Composition {
  useEditorLanguage();
  const internals = build(context, beginnings);
  const { commands, finish, gate, held, log, outbox, runs } = internals;
  const stop = async (): Promise<void> => {
    // First: what the editor tells from now on is not true.
    runs.dispose();
    // What was told up to now is, whether or not an earlier window told it too.
    gate.open();
    await closeDown({ outbox, finish, end: () => held.end(), scheduler: systemScheduler, log });
  };
  return { commands, ready: start(internals), stop, internals };
}

async function start(internals: Composition['internals']): Promise<void> {
  const { accounts, disconnected, gate, goOn, log, outbox, secretSources, workspaceRules } = internals;
  // A locked secret storage must not keep the rest from working; it is asked again later.
  await accounts.refresh().catch((error: unknown) => log.error(String(error)));
  await workspaceRules.ready();
  // Not awaited: an outbox with thousands of mails must not hold up the rest.
  const starting = outbox.start().catch((error: unknown) => log.error(String(error)));
  // What is kept of a run is compared with what an earlier window kept: with the same secrets masked.
  void Promise.all([starting, secretSources.ready()])
    .then(() => goOn())
    .then(() => disconnected.start())
    .finally(() => gate.open());
}

function build(context: vscode.ExtensionContext, { clock, log }: Beginnings) {
  const { extensionUri, globalState, secrets, subscriptions, workspaceState } = context;
  const own = <Part extends { dispose(): unknown }>(part: Part): Part => {
    subscriptions.push(part);
    return part;
  };
  const settings = own(new Settings(readPolicy(policyFile(), (sentence) => log.error(sentence))));
  const onRun = (run: Run): void => gate.onRun(run);
  const runs = watchRuns({
    emit: onRun,
    clock,
    log,
    memory: workspaceState,
    debugLines: new DebugLines(),
    interactivePrograms: () => settings.get('interactivePrograms'),
    own,
  });
  const vault = own(new Vault(secrets));
  const sandbox = new Sandbox({ clock, log });
  own({ dispose: () => sandbox.stop() });
  const accounts = own(new Accounts(settings, vault, sandbox, new AccountMemory(globalState), clock));
  const conversations = new Conversations(clock);
  const transport = new RecordedTransport(own(new LateTransport({ clock, log })), conversations);

  const heldNews = new HeldNews({ scheduler: systemScheduler, snapshot: () => outbox.snapshot() });
  const delivery = new Delivery(accounts, settings, heldNews, (id) => void outbox.retry(id));
  const outbox: Outbox = new Outbox({
    root: join(context.globalStorageUri.fsPath, 'outbox'),
    transport,
    host: delivery,
    clock,
    log,
    random: Math.random,
    settings: () => settings.outbox(),
  });
  own(wakeOnChange(accounts, settings, outbox));
  own(new NetworkWatch(outbox));
  const rules = own(new Rules(settings, log));
  const workspaceRules = own(new WorkspaceRules(settings, log));
  const templates = own(new Templates(settings, log));
  const writer = new LetterWriter(templates, new MailWords(extensionUri), settings);
  const accountNotices = own(new AccountNotices(accounts));
  const history = own(
    new RunHistory({
      folder: join(context.globalStorageUri.fsPath, 'history'),
      clock,
      scheduler: systemScheduler,
      log,
    }),
  );
  history.start();
  const outputs = own(new RunOutputs());
  const mark = nameMarks(join(context.globalStorageUri.fsPath, 'history'), log);
  const durations = rememberedDurations(workspaceState, mark);
  const telling = runTelling({
    accounts,
    clock,
    context,
    history,
    log,
    mark,
    outputs,
    own,
    rules,
    sandbox,
    settings,
    vault,
    writer,
  });
  const { approvals, gathering, mailPreviews, redaction, reports, secretSources, summaries } = telling;
  const gate = new RunGate((run) => notifier.onRun(disconnected.recognize(run)));
  const { finish, goOn, held, heldBack, mute, notifier } = runMails({
    accounts,
    accountNotices,
    clock,
    context,
    disconnected: () => disconnected,
    hasLooked: () => gate.isOpen,
    onAsked: () => oneShot.told(),
    history,
    log,
    outbox,
    outputs,
    own,
    durations,
    gathering,
    redaction,
    reports,
    rules,
    runs,
    settings,
    workspaceRules,
    writer,
  });
  const emit = (run: Run): void => notifier.onRun(run);
  const disconnected = new DisconnectedRuns({ context, clock, log, runs, notifier, outbox, redaction, emit });

  own(expectMails({ accounts, clock, durations, held, notifier, outbox, rules, runs, settings }));
  const tests = new TestRuns({ emit: onRun, clock, log });
  runs.add(tests);

  const oneShot = own(new OneShot(runs, notifier, clock));
  own(new WatchBar(runs, (id) => oneShot.isAsked(id), oneShot.onDidChange, mute));
  const testMail = new TestMail(accounts, transport, clock);
  const lookups = own(new Lookups(settings, clock));
  const ruleEditing = new RuleEditing(
    settings,
    rules,
    () =>
      history
        .all()
        .slice(0, previewedRuns)
        .map(({ run }) => run),
    workspaceRules,
    (rule) => unapprovedFor(rule, accounts, approvals),
  );
  const previews = new TemplatePreviews({ accounts, clock, durations, history, outputs, reports, runs, writer });
  const templateEditing = new TemplateEditing(settings, templates, previews);
  const settingsPage = own(
    new SettingsPage(extensionUri, accounts, settings, testMail, outbox, lookups, ruleEditing, templateEditing),
  );
  own(history.onDidChange(() => settingsPage.refresh()));
  own(approvals.onDidChange(() => settingsPage.refresh()));
  const mailPages = own(new MailPages(extensionUri, sandbox));
  const messagePages = own(new MailPages(extensionUri, messageShelf(outbox)));
  const runsView = own(new RunsView({ clock, durations, history, oneShot, outputs, runs }));
  const outboxView = own(new OutboxView(outbox, accounts, clock));
  own(new SandboxView(sandbox, accounts));
  own(new StatusBar(accounts, settings, outbox, clock));
  const parts = {
    accounts,
    clock,
    held,
    log,
    lookups,
    mailPages,
    mute,
    notifier,
    oneShot,
    runs,
    sandbox,
    settings,
    settingsPage,
    testMail,
    workspaceRules,
  };
  const { bundle, commands: supporting } = supportActions({ ...parts, context, conversations, outbox, own, vault });
  const sending = outboxActions({ accounts, clock, held, messagePages, outbox, own, view: outboxView });
  const forget = (): void => {
    durations.clear();
    heldBack.clear();
  };
  const onRuns = runActions({ forget, history, messagePages, outbox, outputs, redaction, runs, view: runsView });
  const commands = {
    ...actions(parts),
    ...accountActions(accounts, settingsPage),
    ...onRuns,
    ...previewActions({ approvals, clock, history, mailPreviews }),
    ...sending,
    ...supporting,
    ...testActions({ accounts, oneShot, tests }),
    allowSummaries: () => summaries.allow(),
  };
  const inner = {
    bundle,
    commands,
    context,
    conversations,
    disconnected,
    durations,
    finish,
    gate,
    gathering,
    goOn,
    heldBack,
    history,
    onRun,
    outbox,
    outputs,
    redaction,
    runsView,
    summaries,
    secretSources,
    vault,
  };
  return { ...parts, ...inner };
}
