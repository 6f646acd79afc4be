import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { inputValues, inputValuesIn, secretInputs } from '../../model/source/inputValues';

/** More tasks with hidden inputs than anybody starts one after another. */
const most = 50;

/**
 * What users type for inputs of tasks.json and launch.json that are hidden as they type (`"password": true`). The
 * editor does not tell it: it is what a task or a debug session was started with, in place of `${input:…}`.
 */
export class InputSecrets {
  private readonly listening: vscode.Disposable;
  /** How tasks with such inputs are written that were started, the latest last: some are over at once. */
  private readonly started = new Set<string>();

  /** @param add gets each value */
  constructor(private readonly add: (value: string) => void) {
    this.listening = vscode.Disposable.from(
      vscode.tasks.onDidStartTask(({ execution }) => {
        this.remember(execution.task);
      }),
      vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => void this.task(execution.task, processId)),
      ...[vscode.window.onDidStartTerminalShellExecution, vscode.window.onDidEndTerminalShellExecution].map((event) =>
        event(({ execution }: { readonly execution: vscode.TerminalShellExecution }) => {
          this.terminal(execution.commandLine.value);
        }),
      ),
      vscode.debug.onDidStartDebugSession((session) => {
        this.session(session);
      }),
    );
  }

  dispose(): void {
    this.listening.dispose();
  }

  private remember({ execution }: vscode.Task): void {
    if (execution === undefined || secretsOf('tasks').size === 0) return;
    for (const one of written(execution)) if (one.includes('${input:')) this.started.add(one);
    for (const one of this.started) if (this.started.size > most) this.started.delete(one);
  }

  /** Where the system tells with which arguments and variables a process was started. */
  private async task({ execution }: vscode.Task, pid: number): Promise<void> {
    const secret = secretsOf('tasks');
    if (secret.size === 0 || execution === undefined || process.platform !== 'linux' || !(pid > 0)) return;
    const [line, environment] = await Promise.all([listOf(pid, 'cmdline'), listOf(pid, 'environ')]);
    for (const one of written(execution)) this.all(inputValues(one, line.join(' '), secret));
    if (execution instanceof vscode.CustomExecution) return;
    const variables = Object.fromEntries(environment.map((one) => one.split(/=([^]*)/, 2) as [string, string]));
    this.all(inputValuesIn(execution.options?.env, variables, secret));
  }

  /** The editor shows in the terminal of a task how it is started; of a short one, when it is over already. */
  private terminal(line: string): void {
    if (this.started.size === 0) return;
    const secret = secretsOf('tasks');
    for (const one of this.started) this.all(inputValues(one, line, secret));
  }

  private session({ configuration, workspaceFolder }: vscode.DebugSession): void {
    const secret = secretsOf('launch', workspaceFolder);
    if (secret.size === 0) return;
    const all = vscode.workspace.getConfiguration('launch', workspaceFolder).get<unknown>('configurations');
    const written = (Array.isArray(all) ? (all as readonly unknown[]) : []).find(
      (one) => (one as { name?: unknown } | null)?.name === configuration.name,
    );
    this.all(inputValuesIn(written, configuration, secret));
  }

  private all(values: readonly string[]): void {
    for (const value of values) this.add(value);
  }
}

/** What is written in tasks.json of how a task is started. */
function written(execution: NonNullable<vscode.Task['execution']>): readonly string[] {
  if (execution instanceof vscode.ProcessExecution) return [[execution.process, ...execution.args].join(' ')];
  if (!(execution instanceof vscode.ShellExecution)) return [];
  const { args = [], command = '', commandLine } = execution;
  const textOf = (part: string | vscode.ShellQuotedString): string => (typeof part === 'string' ? part : part.value);
  return [commandLine ?? [command, ...args].map(textOf).join(' ')];
}

function secretsOf(section: 'tasks' | 'launch', folder?: vscode.WorkspaceFolder): ReadonlySet<string> {
  const folders = folder === undefined ? (vscode.workspace.workspaceFolders ?? []) : [folder];
  return new Set(folders.flatMap((one) => secretInputs(vscode.workspace.getConfiguration(section, one).get('inputs'))));
}

/** A file of proc(5) whose parts end with NUL; nothing if it cannot be read. */
async function listOf(pid: number, file: 'cmdline' | 'environ'): Promise<readonly string[]> {
  const text = await readFile(`/proc/${String(pid)}/${file}`, 'utf8').catch(() => '');
  return text.split('\0').slice(0, -1);
}
