import * as vscode from 'vscode';
import type { Run } from '../../model/run';
import { TaskRuns, type RunningTask } from '../../model/taskRuns';
import type { ShellExecutions } from '../shellExecutions';
import { taskFacts } from '../taskFacts';
import { TaskOutputs } from '../taskOutputs';
import type { TaskProcesses } from '../taskProcesses';
import { TaskStarts } from '../taskStarts';
import type { RunWatch, SourceOptions } from './source';

export interface TaskWatchOptions extends SourceOptions {
  /** What the workspace remembers (`workspaceState`): tells when a background task that outlived a reload started. */
  readonly memory: vscode.Memento;
  /** Has what the tasks print. */
  readonly executions: ShellExecutions;
  /** Is told which terminals are those of tasks. */
  readonly processes: TaskProcesses;
}

/** The tasks of this window. */
export interface TaskWatch extends RunWatch {
  running(): readonly RunningTask[];
}

/** Watches the tasks of this window, those that are running already included. */
export function watchTasks(options: TaskWatchOptions): TaskWatch {
  const { emit, clock, log, memory, executions, processes } = options;
  const changes = new vscode.EventEmitter<void>();
  const factsOf = ({ task }: vscode.TaskExecution) => taskFacts(task);
  const outputs = new TaskOutputs(executions);
  /** Those that have ended, and wait for the last of what they printed. */
  const ending = new Map<string, Run>();
  const ended = async (run: Run): Promise<void> => {
    const pid = run.place?.terminal;
    if (pid === undefined) {
      emit(run);
      return;
    }
    ending.set(run.id, run);
    processes.ended(pid);
    const output = await outputs.end(pid);
    if (ending.delete(run.id)) emit(output === undefined ? run : { ...run, output });
  };
  const runs = new TaskRuns({ factsOf, ended: (run) => void ended(run), changed: () => changes.fire() }, clock, log);
  const shuttingDown = (): void => {
    runs.shuttingDown();
    // What has a code did end, and no other window will tell it.
    for (const run of ending.values()) if (run.exitCode !== undefined) emit(run);
    ending.clear();
  };
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
      if (!(processId > 0)) return;
      processes.add(processId);
      outputs.begin(processId);
    }),
    vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => runs.processEnded(execution, exitCode)),
    vscode.tasks.onDidEndTask(({ execution }) => runs.ended(execution)),
    vscode.window.onDidEndTerminalShellExecution(({ terminal, exitCode }) => void terminalEnded(terminal, exitCode)),
    vscode.window.onDidCloseTerminal((terminal) => {
      // Measured: on a reload this comes some 30 ms before the false ends, and the only sign where `deactivate` is late.
      if (terminal.exitStatus?.reason === vscode.TerminalExitReason.Shutdown) shuttingDown();
      else void terminalEnded(terminal, terminal.exitStatus?.code);
    }),
    changes,
  );
  for (const execution of vscode.tasks.taskExecutions) {
    runs.alreadyRunning(execution);
    processes.addNamed(execution.task.name);
  }
  return {
    running: () => runs.running,
    onDidChange: changes.event,
    printed: (id) => {
      const pid = runs.running.find((task) => task.id === id)?.pid;
      return pid === undefined ? undefined : outputs.printed(pid);
    },
    dispose: () => {
      shuttingDown();
      watching.dispose();
    },
  };
}
