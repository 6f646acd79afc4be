import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Log } from '../model/log';
import { notice } from './notice';

/** Every command of ours, as declared in package.json, with what it does. */
export interface Commands {
  openSettings(): Promise<void>;
  sendTestEmail(): Promise<void>;
  turnOn(): Promise<void>;
  turnOff(): Promise<void>;
  mailWhenTaskFinishes(): Promise<void>;
  showSandboxInbox(): Promise<void>;
  openSandboxMail(mail: unknown): Promise<void>;
  deleteSandboxMail(mail: unknown): Promise<void>;
  clearSandboxInbox(): Promise<void>;
  copySandboxUrl(): Promise<void>;
  showLog(): Promise<void>;
  showOutbox(): Promise<void>;
  sendAllNow(): Promise<void>;
  clearSent(): Promise<void>;
  sendNow(mail: unknown): Promise<void>;
  retryMail(mail: unknown): Promise<void>;
  deleteMail(mail: unknown): Promise<void>;
  showMessage(mail: unknown): Promise<void>;
  showTranscript(mail: unknown): Promise<void>;
}

/** Registers them all. What a command throws is shown as the sentence that it is, and logged. */
export function registerCommands(commands: Commands, log: Log): vscode.Disposable {
  const registered = Object.entries(commands).map(([name, run]: [string, (argument: unknown) => Promise<void>]) =>
    vscode.commands.registerCommand(`mailWhenDone.${name}`, async (argument: unknown) => {
      try {
        await run(argument);
      } catch (error) {
        const sentence = error instanceof Error ? error.message : String(error);
        log.error(`${name}: ${sentence}`);
        void notice.error(l10n.t('Mail When Done: {0}', sentence));
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
