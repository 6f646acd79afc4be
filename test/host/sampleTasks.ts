import * as vscode from 'vscode';

/** The folder that the tests run in. */
export function folder(): vscode.WorkspaceFolder {
  const first = vscode.workspace.workspaceFolders?.[0];
  if (first === undefined) throw new Error('These tests need an open folder');
  return first;
}

/** A task that runs a line in a shell. */
export function shellTask(name: string, line: string, close = false): vscode.Task {
  return task(name, 'shell', new vscode.ShellExecution(line), close);
}

/** A task that runs a program without a shell. */
export function processTask(name: string, program: string, args: string[]): vscode.Task {
  return task(name, 'process', new vscode.ProcessExecution(program, args));
}

/** A task whose terminal we play; it closes with the given code after a moment. */
export function customTask(name: string, exitCode: number | undefined): vscode.Task {
  const execution = new vscode.CustomExecution(() => {
    const closes = new vscode.EventEmitter<number | undefined>();
    const terminal: vscode.Pseudoterminal = {
      onDidWrite: new vscode.EventEmitter<string>().event,
      onDidClose: closes.event as vscode.Event<number>,
      open: () => void setTimeout(() => closes.fire(exitCode), 300),
      close: () => undefined,
    };
    return Promise.resolve(terminal);
  });
  return task(name, 'mailWhenDoneTest', execution);
}

/** Runs a task of tasks.json the way a person does, by *Tasks: Run Task*. */
export async function runFromMenu(label: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.tasks.runTask', label);
}

/** A task of tasks.json, to be started by `executeTask`. */
export async function taskNamed(label: string): Promise<vscode.Task> {
  const found = (await vscode.tasks.fetchTasks()).find(({ name }) => name === label);
  if (found === undefined) throw new Error(`No task ${label} in ${folder().uri.fsPath}`);
  return found;
}

function task(name: string, type: string, execution: vscode.Task['execution'], close = false): vscode.Task {
  const made = new vscode.Task({ type, name }, folder(), name, 'test', execution, []);
  made.presentationOptions = { reveal: vscode.TaskRevealKind.Never, close };
  return made;
}

/** Starts a task and waits until its process runs. */
export async function executing(started: vscode.Task): Promise<vscode.TaskExecution> {
  const process = new Promise<void>((resolve) => {
    const listener = vscode.tasks.onDidStartTaskProcess(({ execution }) => {
      if (execution.task.name !== started.name) return;
      listener.dispose();
      resolve();
    });
  });
  const execution = await vscode.tasks.executeTask(started);
  await process;
  return execution;
}

/** How long tasks take by what the editor tells, in milliseconds. */
export class TaskTimes {
  private readonly starts = new Map<string, number>();
  private readonly ends = new Map<string, number>();
  private readonly listening = vscode.Disposable.from(
    vscode.tasks.onDidStartTaskProcess(({ execution }) => void this.starts.set(execution.task.name, Date.now())),
    vscode.tasks.onDidEndTaskProcess(({ execution }) => void this.ends.set(execution.task.name, Date.now())),
  );

  of(name: string): number {
    return (this.ends.get(name) ?? 0) - (this.starts.get(name) ?? 0);
  }

  dispose(): void {
    this.listening.dispose();
  }
}
