import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** Opens a terminal with a bash that tells the editor what it executes, and waits until it does. */
export async function bash(options: vscode.TerminalOptions = {}): Promise<vscode.Terminal> {
  const terminal = vscode.window.createTerminal({ shellPath: '/bin/bash', ...options });
  const start = Date.now();
  while (terminal.shellIntegration === undefined) {
    if (Date.now() - start > 20_000) throw new Error('The terminal has no shell integration');
    await sleep(20);
  }
  // The first prompt follows the integration.
  await sleep(300);
  return terminal;
}
