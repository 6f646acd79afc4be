import * as vscode from 'vscode';
import { TaskGraph, type TaskIdentity, type TaskList } from '../../model/source/taskGraph';

/** The dependencies of tasks, according to tasks.json. Read on demand, and again after a change. */
export class TaskGraphs {
  private graph: TaskGraph | undefined;
  private readonly listening: vscode.Disposable;

  constructor() {
    this.listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('tasks')) this.graph = undefined;
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.graph = undefined;
      }),
    );
  }

  get current(): TaskGraph {
    return (this.graph ??= new TaskGraph(taskLists()));
  }

  dispose(): void {
    this.listening.dispose();
  }
}

export function identityOf({ name, source, definition, scope }: vscode.Task): TaskIdentity {
  return { name, source, definition, scope: scopeWord(scope) };
}

/** The tasks of all tasks.json files, as they are written there. */
export function taskLists(): readonly TaskList[] {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const whole = vscode.workspace.getConfiguration('tasks').inspect<unknown>('tasks');
  const folders = workspaceFolders.map(({ uri }) => ({
    scope: uri.toString(),
    tasks: vscode.workspace.getConfiguration('tasks', uri).inspect<unknown>('tasks')?.workspaceFolderValue,
  }));
  // Without a workspace file, the editor reports the tasks of the only folder as those of the workspace, too.
  const workspace = workspaceFile === undefined ? [] : [{ scope: 'workspace', tasks: whole?.workspaceValue }];
  return [...folders, ...workspace, { scope: 'user', tasks: whole?.globalValue }];
}

function scopeWord(scope: vscode.Task['scope']): string {
  if (typeof scope === 'object') return scope.uri.toString();
  return scope === vscode.TaskScope.Global ? 'user' : 'workspace';
}
