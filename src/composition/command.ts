import type { CommandArguments, CommandId, RunCommand } from '../host/editor/commands';
import { previewMail, withdrawApproval } from '../host/letter/previewCommands';
import * as outbox from '../host/outbox/outboxCommands';
import * as run from '../host/run/runCommands';
import { runTestsAndMail } from '../host/run/testRunCommands';
import * as sandbox from '../host/sandbox/sandboxCommands';
import * as account from '../host/settingsPage/accountCommands';
import { createSupportBundle, showConversations, showSettingChanges } from '../host/support/supportCommands';
import type { PageRoom, Rooms } from './page';

/** Everything that a command may need. */
export type House = Rooms & PageRoom;

/** Every command of ours with what it does; the first parameter of each says what it needs. */
const commandTable: {
  readonly [Id in CommandId]: (house: House, ...args: CommandArguments[Id]) => Promise<void>;
} = {
  openSettings: account.openSettings,
  addAccount: account.addAccount,
  importAccountFromGit: account.importAccountFromGit,
  importAccounts: account.importAccounts,
  exportAccounts: account.exportAccounts,
  sendTestEmail: account.sendTestEmail,
  checkDelivery: account.checkDelivery,
  turnOn: account.turnOn,
  turnOff: account.turnOff,
  mailWhenThisFinishes: run.mailWhenThisFinishes,
  runTestsAndMail,
  mute: ({ mute }) => mute.ask(),
  unmute: ({ mute }) => mute.unmute(),
  showRuns: run.showRuns,
  goToRun: run.goToRun,
  showRunOutput: run.showRunOutput,
  showRunMail: run.showRunMail,
  runAgain: run.runAgain,
  copyRunCommand: run.copyRunCommand,
  filterRuns: run.filterRuns,
  clearRunFilter: run.clearRunFilter,
  clearRuns: run.clearRuns,
  previewMail,
  withdrawApproval,
  allowSummaries: ({ summaries }) => summaries.allow(),
  showOutbox: outbox.showOutbox,
  sendNow: outbox.sendNow,
  sendAllNow: outbox.sendAllNow,
  retryMail: outbox.retryMail,
  deleteMail: outbox.deleteMail,
  clearSent: outbox.clearSent,
  showMessage: outbox.showMessage,
  showTranscript: outbox.showTranscript,
  showSandboxInbox: sandbox.showSandboxInbox,
  openSandboxMail: sandbox.openSandboxMail,
  deleteSandboxMail: sandbox.deleteSandboxMail,
  clearSandboxInbox: sandbox.clearSandboxInbox,
  copySandboxUrl: sandbox.copySandboxUrl,
  showConversations,
  createSupportBundle,
  showSettingChanges,
  showLog: ({ log }) => {
    log.show();
    return Promise.resolve();
  },
};

/** Runs the commands in this house. */
export function composeCommands(house: House): RunCommand {
  return (id, ...args) => commandTable[id](house, ...args);
}
