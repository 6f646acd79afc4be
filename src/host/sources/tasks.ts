import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import type { Log } from '../../model/log';
import type { Run } from '../../model/run';
import { TaskRuns, type RunningTask } from '../../model/taskRuns';
import { taskFacts } from '../taskFacts';
import { TaskStarts } from '../taskStarts';

/** What a source needs. `emit` gets every run, exactly once. */
export interface TaskWatchOptions {
  readonly emit: (run: Run) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** What the workspace remembers (`workspaceState`): tells when a background task that outlived a reload started. */
  readonly memory: vscode.Memento;
}

/**
 * The tasks of this window. To be disposed of first thing in `deactivate`: what the editor tells afterwards is not true.
 */
export interface TaskWatch extends vscode.Disposable {
  running(): readonly RunningTask[];
  readonly onDidChange: vscode.Event<void>;
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
