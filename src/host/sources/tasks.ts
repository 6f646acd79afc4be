import * as vscode from 'vscode';
import { TaskRuns, type RunningTask } from '../../model/taskRuns';
import { taskFacts } from '../taskFacts';
import { TaskStarts } from '../taskStarts';
import type { RunWatch, SourceOptions } from './source';

export interface TaskWatchOptions extends SourceOptions {
  /** What the workspace remembers (`workspaceState`): tells when a background task that outlived a reload started. */
  readonly memory: vscode.Memento;
}

/** The tasks of this window. */
export interface TaskWatch extends RunWatch {
  running(): readonly RunningTask[];
}

/** Watches the tasks of this window, those that are running already included. */
export function watchTasks({ emit, clock, log, memory }: TaskWatchOptions): TaskWatch {
  const changes = new vscode.EventEmitter<void>();
  const factsOf = ({ task }: vscode.TaskExecution) => taskFacts(task);
  const runs = new TaskRuns({ factsOf, ended: emit, changed: () => changes.fire() }, clock, log);
  const starts = new TaskStarts(memory, clock);
  const terminalEnded = async (terminal: vscode.Terminal, exitCode: number | undefined): Promise<void> => {
    const pid = await terminal.processId;
    if (pid !== undefined) runs.terminalEnded(pid, exitCode);
  };
  const watching = vscode.Disposable.from(
    vscode.tasks.onDidStartTask(({ execution }) => runs.started(execution)),
    vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => {
      // Measured: `processId` is undefined, whatever its type says, where the program is missing.
      runs.processStarted(execution, processId, starts.startOf(execution.task, processId));
    }),
    vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => runs.processEnded(execution, exitCode)),
    vscode.tasks.onDidEndTask(({ execution }) => runs.ended(execution)),
    vscode.window.onDidEndTerminalShellExecution(({ terminal, exitCode }) => void terminalEnded(terminal, exitCode)),
    vscode.window.onDidCloseTerminal((terminal) => {
      // Measured: on a reload this comes some 30 ms before the false ends, and the only sign where `deactivate` is late.
      if (terminal.exitStatus?.reason === vscode.TerminalExitReason.Shutdown) runs.shuttingDown();
      else void terminalEnded(terminal, terminal.exitStatus?.code);
    }),
    changes,
  );
  for (const execution of vscode.tasks.taskExecutions) runs.alreadyRunning(execution);
  return {
    running: () => runs.running,
    onDidChange: changes.event,
    dispose: () => {
      runs.shuttingDown();
      watching.dispose();
    },
  };
}
