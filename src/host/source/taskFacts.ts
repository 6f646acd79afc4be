import { homedir, hostname } from 'node:os';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { commandLine, processLine, type CommandWord } from '../model/commandLine';
import type { TaskFacts } from '../model/taskRuns';

/** What the VS Code API says of a task. */
export function taskFacts(task: vscode.Task): TaskFacts {
  const scope = scopeFolder(task);
  return {
    name: task.name,
    command: commandOf(task.execution),
    folder: folderOf(task.execution, scope),
    workspace: vscode.workspace.name ?? scope?.name ?? '',
    host: computer(),
  };
}

/** The command line of a task; empty where an extension plays the terminal. The only place that reads commands. */
function commandOf(execution: vscode.Task['execution']): string {
  if (execution instanceof vscode.ProcessExecution) return processLine(execution.process, execution.args);
  if (!(execution instanceof vscode.ShellExecution)) return '';
  if (execution.commandLine !== undefined) return execution.commandLine;
  const { command, args } = execution;
  return command === undefined ? '' : commandLine(word(command), (args ?? []).map(word));
}

function word(text: string | vscode.ShellQuotedString): CommandWord {
  if (typeof text === 'string') return text;
  switch (text.quoting) {
    case vscode.ShellQuoting.Escape:
      return { value: text.value, quoting: 'escape' };
    case vscode.ShellQuoting.Weak:
      return { value: text.value, quoting: 'weak' };
    case vscode.ShellQuoting.Strong:
      return { value: text.value, quoting: 'strong' };
  }
}

/** The folder that a task belongs to; for one of the whole workspace, or of the user, the first of the workspace. */
function scopeFolder({ scope }: vscode.Task): vscode.WorkspaceFolder | undefined {
  return typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
}

/** Where a task runs: its `cwd` as far as it can be resolved, else the folder it belongs to. */
function folderOf(execution: vscode.Task['execution'], scope: vscode.WorkspaceFolder | undefined): string {
  const base = scope?.uri.fsPath ?? '';
  const hasFolder = execution instanceof vscode.ShellExecution || execution instanceof vscode.ProcessExecution;
  const cwd = hasFolder ? execution.options?.cwd : undefined;
  if (cwd === undefined || cwd === '') return base;
  const path = cwd
    .replaceAll(/\$\{(?:workspaceFolder|workspaceRoot)\}/g, () => base)
    .replaceAll(/\$\{workspaceFolder:([^}]+)\}/g, (variable, name) => folderNamed(String(name)) ?? variable)
    .replaceAll('${userHome}', homedir);
  // Another variable (the file that was open, an environment variable) cannot be known from here: show it as it is.
  return path.includes('${') ? path : resolve(base, path);
}

function folderNamed(name: string): string | undefined {
  return vscode.workspace.workspaceFolders?.find((folder) => folder.name === name)?.uri.fsPath;
}

/** The computer, and where the window is connected to it the kind of connection: `buildbox (ssh-remote)`. */
export function computer(): string {
  const remote = vscode.env.remoteName;
  // A VS Code server in a browser gives its address and port here, which is not a kind of connection.
  return remote === undefined || !/^[\w-]+$/.test(remote) ? hostname() : `${hostname()} (${remote})`;
}
