import * as vscode from 'vscode';
import type { Log } from '../../model/log';
import { loaded } from '../../model/partLoading';

/**
 * Every command that package.json declares, without its prefix, with what it is called with. `commandTable` has what it
 * does.
 */
export interface CommandArguments {
  /** The account to show, or a mail of the outbox, for its account; the default one without it. */
  openSettings: [about?: unknown];
  addAccount: [];
  importAccountFromGit: [];
  importAccounts: [];
  exportAccounts: [];
  sendTestEmail: [];
  checkDelivery: [];
  turnOn: [];
  turnOff: [];
  /** The terminal or the notebook that it was called on; nothing from the palette. */
  mailWhenThisFinishes: [about?: unknown];
  mute: [];
  unmute: [];
  runTestsAndMail: [];
  showSandboxInbox: [];
  openSandboxMail: [mail: unknown];
  deleteSandboxMail: [mail: unknown];
  clearSandboxInbox: [];
  copySandboxUrl: [];
  showLog: [];
  showRuns: [];
  goToRun: [run: unknown];
  showRunOutput: [run: unknown];
  showRunMail: [run: unknown];
  /** A run of the history, or the rule whose mail it is; nothing from the palette. */
  previewMail: [about?: unknown];
  withdrawApproval: [];
  runAgain: [run: unknown];
  copyRunCommand: [run: unknown];
  filterRuns: [];
  clearRunFilter: [];
  clearRuns: [];
  showOutbox: [];
  sendAllNow: [];
  clearSent: [];
  /** All that are selected, if the mail is one of several. */
  sendNow: [mail: unknown, selected?: unknown];
  retryMail: [mail: unknown, selected?: unknown];
  deleteMail: [mail: unknown, selected?: unknown];
  showMessage: [mail: unknown];
  showTranscript: [mail: unknown];
  showConversations: [];
  createSupportBundle: [];
  showSettingChanges: [];
  allowSummaries: [];
}

export type CommandId = keyof CommandArguments;

/** Does what a command does; rejects with a sentence if it cannot. */
export type RunCommand = <Id extends CommandId>(id: Id, ...args: CommandArguments[Id]) => Promise<void>;

/** The name that the editor knows a command by. */
export function commandName<Id extends CommandId>(id: Id): `mailWhenDone.${Id}` {
  return `mailWhenDone.${id}`;
}

/** Has the editor run a command of ours, as if the user had chosen it. */
export function executeCommand<Id extends CommandId>(id: Id, ...args: CommandArguments[Id]): Thenable<unknown> {
  return vscode.commands.executeCommand(commandName(id), ...args);
}

/**
 * Registers every command that package.json declares. They are known before what they do is loaded; one that is called
 * so early waits for it. What a command throws is shown to the user.
 */
export function registerCommands(
  { extension }: vscode.ExtensionContext,
  loading: () => Promise<RunCommand>,
  log: Log,
): vscode.Disposable {
  const { contributes } = extension.packageJSON as { contributes: { commands: readonly { command: string }[] } };
  const registered = contributes.commands.map(({ command }) => {
    const id = command.slice(command.indexOf('.') + 1) as 'sendNow';
    return vscode.commands.registerCommand(command, async (argument: unknown, selected: unknown) => {
      try {
        const run = await loading();
        await run(id, argument, selected);
      } catch (error) {
        const { tellFailure } = await loaded(() => import('./commandFailure'));
        tellFailure(id, error, log);
      }
    });
  });
  return vscode.Disposable.from(...registered);
}
