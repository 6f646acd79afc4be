import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { until } from './extension';

/** Opens a terminal with a bash that tells the editor what it executes, and waits until it does. */
export async function bash(options: vscode.TerminalOptions = {}): Promise<vscode.Terminal> {
  const terminal = vscode.window.createTerminal({ shellPath: '/bin/bash', ...options });
  // It tells its folder right before its first prompt.
  await until(() => terminal.shellIntegration?.cwd !== undefined, 'the shell integration of the terminal');
  await sleep(300);
  return terminal;
}
