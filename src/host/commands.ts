import * as vscode from 'vscode';
import type { Log } from '../model/log';

/** Every command of ours, as declared in package.json, with what it does. */
export interface Commands {
  /** @param about the account to show, or a mail of the outbox, for its account; the default one without it */
  openSettings(about?: unknown): Promise<void>;
  addAccount(): Promise<void>;
  importAccountFromGit(): Promise<void>;
  importAccounts(): Promise<void>;
  exportAccounts(): Promise<void>;
  sendTestEmail(): Promise<void>;
  checkDelivery(): Promise<void>;
  turnOn(): Promise<void>;
  turnOff(): Promise<void>;
  /** @param about the terminal or the notebook it was called on; nothing from the palette */
  mailWhenThisFinishes(about?: unknown): Promise<void>;
  mute(): Promise<void>;
  unmute(): Promise<void>;
  runTestsAndMail(): Promise<void>;
  showSandboxInbox(): Promise<void>;
  openSandboxMail(mail: unknown): Promise<void>;
  deleteSandboxMail(mail: unknown): Promise<void>;
  clearSandboxInbox(): Promise<void>;
  copySandboxUrl(): Promise<void>;
  showLog(): Promise<void>;
  showRuns(): Promise<void>;
  goToRun(run: unknown): Promise<void>;
  showRunOutput(run: unknown): Promise<void>;
  showRunMail(run: unknown): Promise<void>;
  /** @param about a run of the history, or the rule whose mail it is; nothing from the palette */
  previewMail(about?: unknown): Promise<void>;
  withdrawApproval(): Promise<void>;
  runAgain(run: unknown): Promise<void>;
  copyRunCommand(run: unknown): Promise<void>;
  filterRuns(): Promise<void>;
  clearRunFilter(): Promise<void>;
  clearRuns(): Promise<void>;
  showOutbox(): Promise<void>;
  sendAllNow(): Promise<void>;
  clearSent(): Promise<void>;
  /** @param selected all that are selected, where the mail is one of several */
  sendNow(mail: unknown, selected?: unknown): Promise<void>;
  retryMail(mail: unknown, selected?: unknown): Promise<void>;
  deleteMail(mail: unknown, selected?: unknown): Promise<void>;
  showMessage(mail: unknown): Promise<void>;
  showTranscript(mail: unknown): Promise<void>;
  showConversations(): Promise<void>;
  createSupportBundle(): Promise<void>;
  allowSummaries(): Promise<void>;
}

/**
 * Registers every command that package.json declares. They are known before what they do is loaded; one that is called so
 * early waits for it. What a command throws is told.
 */
export function registerCommands(
  { extension }: vscode.ExtensionContext,
  commands: () => Promise<Commands>,
  log: Log,
): vscode.Disposable {
  const { contributes } = extension.packageJSON as { contributes: { commands: readonly { command: string }[] } };
  const registered = contributes.commands.map(({ command }) => {
    const name = command.slice(command.indexOf('.') + 1) as keyof Commands;
    return vscode.commands.registerCommand(command, async (argument: unknown, selected: unknown) => {
      try {
        await (await commands())[name](argument, selected);
      } catch (error) {
        const { tellFailure } = await import('./commandFailure');
        tellFailure(name, error, log);
      }
    });
  });
  return vscode.Disposable.from(...registered);
}
