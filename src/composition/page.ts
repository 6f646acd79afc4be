import * as vscode from 'vscode';
import { MailPages } from '../host/letter/mailPages';
import { Lookups } from '../host/lookup/lookups';
import { outboxMailStore, outboxTranscripts } from '../host/outbox/outboxCommands';
import { OutboxView } from '../host/outbox/outboxView';
import { StatusBar } from '../host/outbox/statusBar';
import { unapprovedFor } from '../host/report/approvals';
import { previewedRuns } from '../host/rule/rulePreview';
import { OneShot } from '../host/run/oneShot';
import { RunsView } from '../host/run/runsView';
import { WatchBar } from '../host/run/watchBar';
import { SandboxView } from '../host/sandbox/sandboxView';
import { RunningSide } from '../host/settings/runningSide';
import { RuleEditing } from '../host/settingsPage/ruleEditing';
import { SettingsPage } from '../host/settingsPage/settingsPage';
import { TemplateEditing } from '../host/settingsPage/templateEditing';
import { SettingsLog } from '../host/support/settingsLog';
import { type Manifest, namesIn } from '../host/support/settingsShown';
import { SupportBundle } from '../host/support/supportBundle';
import { attemptDocuments, settingsLogDocuments } from '../host/support/supportCommands';
import { TemplatePreviews } from '../host/template/templatePreviews';
import type { Earlier, NotifyRoom } from './notify';

/** Every room that stands before the pages. */
export type Rooms = Earlier & NotifyRoom;
export type PageRoom = ReturnType<typeof composePage>;

/** What the user sees: the settings page, mails, views and the status bar. */
export function composePage(rooms: Rooms) {
  const { accounts, approvals, attempts, clock, context, disconnected, durations, globalStorage, history, mute } =
    rooms;
  const { outbox, outputs, own, reports, requests, rules, runs, sandbox, settings } = rooms;
  const { templates, testMail, workspaceRules, writer } = rooms;
  const { extensionUri } = context;
  const oneShot = new OneShot(runs, requests, clock, disconnected.known);
  own(new WatchBar(runs, oneShot, mute));
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
  const side = new RunningSide({
    extensionId: context.extension.id,
    isChoice: vscode.env.remoteName !== undefined && vscode.env.uiKind === vscode.UIKind.Desktop,
    running: context.extension.extensionKind === vscode.ExtensionKind.UI ? 'here' : 'remote',
    read: () => vscode.workspace.getConfiguration('remote').inspect('extensionKind')?.globalValue,
    write: (kinds) =>
      vscode.workspace.getConfiguration('remote').update('extensionKind', kinds, vscode.ConfigurationTarget.Global),
  });
  const settingsPage = own(
    new SettingsPage(extensionUri, accounts, settings, testMail, outbox, lookups, ruleEditing, templateEditing, side),
  );
  own(history.onDidChange(() => settingsPage.refresh()));
  own(approvals.onDidChange(() => settingsPage.refresh()));
  const mailPages = own(new MailPages(extensionUri, sandbox));
  const messagePages = own(new MailPages(extensionUri, outboxMailStore(outbox)));
  const transcripts = own(outboxTranscripts(outbox));
  const attemptTexts = own(attemptDocuments(attempts));
  const manifest = context.extension.packageJSON as Manifest;
  const settingsLog = own(new SettingsLog(settings, accounts, globalStorage, clock, namesIn(manifest)));
  const settingsLogTexts = own(settingsLogDocuments(settingsLog));
  const bundle = new SupportBundle({ ...rooms, lookups, settingsLog });
  const runsView = own(new RunsView({ clock, durations, history, oneShot, outputs, runs }));
  const outboxView = own(new OutboxView(outbox, accounts, clock));
  own(new SandboxView(sandbox, accounts));
  own(new StatusBar(accounts, settings, outbox));
  return {
    attemptTexts,
    bundle,
    lookups,
    mailPages,
    messagePages,
    oneShot,
    outboxView,
    runsView,
    settingsLogTexts,
    settingsPage,
    transcripts,
  };
}
