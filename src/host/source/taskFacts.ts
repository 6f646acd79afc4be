import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { commandLine, type CommandWord, processLine } from '../../model/source/commandLine';
import type { TaskFacts } from '../../model/source/taskRuns';

/** What the VS Code API says about a task. */
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

/** The command line of a task; empty for a `CustomExecution`. The only place that reads commands. */
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

/** The folder that a task belongs to; for tasks of the workspace or the user, the first workspace folder. */
function scopeFolder({ scope }: vscode.Task): vscode.WorkspaceFolder | undefined {
  return typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
}

/** Where a task runs: its `cwd`, resolved as far as possible, or else its folder. */
function folderOf(execution: vscode.Task['execution'], scope: vscode.WorkspaceFolder | undefined): string {
  const base = scope?.uri.fsPath ?? '';
  const hasFolder = execution instanceof vscode.ShellExecution || execution instanceof vscode.ProcessExecution;
  const cwd = hasFolder ? execution.options?.cwd : undefined;
  if (cwd === undefined || cwd === '') return base;
  const path = cwd
    .replaceAll(/\$\{(?:workspaceFolder|workspaceRoot)\}/g, () => base)
    .replaceAll(/\$\{workspaceFolder:([^}]+)\}/g, (variable, name) => folderNamed(String(name)) ?? variable)
    .replaceAll('${userHome}', homedir);
  // Other variables (the open file, an environment variable) cannot be resolved here: they are shown unresolved.
  return path.includes('${') ? path : resolve(base, path);
}

function folderNamed(name: string): string | undefined {
  return vscode.workspace.workspaceFolders?.find((folder) => folder.name === name)?.uri.fsPath;
}

/** The name of the computer, with the kind of a remote connection: `buildbox (ssh-remote)`. */
export function computer(): string {
  const remote = vscode.env.remoteName;
  // A VS Code server in a browser has its address and port here, which is not a kind of connection.
  return remote === undefined || !/^[\w-]+$/.test(remote) ? hostname() : `${hostname()} (${remote})`;
}

/** The program of a process task if it certainly does not exist; `undefined` if it exists or that cannot be known. */
export function missingProgram(task: vscode.Task): string | undefined {
  const { execution } = task;
  if (!(execution instanceof vscode.ProcessExecution)) return undefined;
  const { process: program, options } = execution;
  const { folder } = taskFacts(task);
  // Only the editor can resolve variables. If the folder does not exist here, the task runs on another computer.
  if (program === '' || program.includes('${') || folder.includes('${') || !existsSync(folder)) return undefined;
  const path = options?.env?.['PATH'] ?? process.env['PATH'] ?? '';
  if (path.includes('${')) return undefined;
  const isPath = isAbsolute(program) || /[\\/]/.test(program);
  const places = isPath ? [resolve(folder, program)] : path.split(delimiter).map((one) => join(one, program));
  return places.some(canRun) ? undefined : program;
}

function canRun(file: string): boolean {
  const endings = process.platform === 'win32' ? ['', ...(process.env['PATHEXT'] ?? '').split(';')] : [''];
  return endings.some((ending) => {
    try {
      accessSync(file + ending, constants.X_OK);
      return statSync(file + ending).isFile();
    } catch {
      return false;
    }
  });
}
