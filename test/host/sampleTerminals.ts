import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { installPackages } from '../support/aptPackages';
import { until } from './extension';

/** Opens a terminal with a bash that tells the editor what it executes, and waits until it does. */
export function bash(options: vscode.TerminalOptions = {}): Promise<vscode.Terminal> {
  return shell('bash', options);
}

/** The same with another shell that has shell integration. */
export async function shell(name: string, options: vscode.TerminalOptions = {}): Promise<vscode.Terminal> {
  const shellPath = pathsOf(name).find((path) => existsSync(path)) ?? name;
  const terminal = vscode.window.createTerminal({ shellPath, ...options });
  // It tells its folder right before its first prompt.
  await until(() => terminal.shellIntegration?.cwd !== undefined, 'the shell integration of the terminal');
  await sleep(300);
  return terminal;
}

/** A home folder with this start-up file of bash. */
export async function homeWith(bashrc: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'mail-when-done-home-'));
  await writeFile(join(home, '.bashrc'), bashrc);
  return home;
}

/** Whether there is this shell, a Debian package of the same name: installed, if this is root's Debian. */
export async function hasShell(name: string): Promise<boolean> {
  const isThere = (): boolean => pathsOf(name).some((path) => existsSync(path));
  if (!isThere() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) await installPackages([name]);
  return isThere();
}

function pathsOf(shell: string): readonly string[] {
  return ['/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].map((folder) => `${folder}/${shell}`);
}
