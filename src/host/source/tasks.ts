import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { KeptOutput } from '../../model/output/outputTail';
import { loaded } from '../../model/partLoading';
import type { Run } from '../../model/run/run';
import { TaskChains } from '../../model/source/taskChains';
import { asInterrupted, processTimeoutMs, type RunningTask, TaskRuns } from '../../model/source/taskRuns';
import type { WorkspaceStorage } from '../editor/storage';
import type { ShellExecutions } from './shellExecutions';
import type { RunWatch, SourceOptions } from './source';
import { missingProgram, taskFacts } from './taskFacts';
import { startOfProcess } from '../../system/processIdentity';
import { identityOf, TaskGraphs } from './taskGraphs';
import { TaskOutputs } from './taskOutputs';
import type { TaskProcesses } from './taskProcesses';
import { TaskStarts } from './taskStarts';

export interface TaskWatchOptions extends SourceOptions {
  /** Remembers when background tasks started that survive a reload. */
  readonly storage: WorkspaceStorage;
  /** The source of the tasks' output. */
  readonly executions: ShellExecutions;
  /** Gets the terminals of tasks. */
  readonly processes: TaskProcesses;
}

/** The tasks of this window. */
export interface TaskWatch extends RunWatch {
  running(): readonly RunningTask[];
}

/** Watches the tasks of this window, including those that are already running. */
export function watchTasks(options: TaskWatchOptions): TaskWatch {
  const { emit, clock, scheduler, log, storage, executions, processes } = options;
  let over = false;
  const changes = new vscode.EventEmitter<void>();
  const factsOf = ({ task }: vscode.TaskExecution) => taskFacts(task);
  const outputs = new TaskOutputs(executions, scheduler);
  /** Ended runs that wait for the rest of their output. */
  const ending = new Map<string, Run>();
  /** The output of ended processes, kept until their runs, or those of their chains, are known. */
  const printed = new Map<number, Promise<KeptOutput | undefined>>();
  const graphs = new TaskGraphs();
  const taskOf = (key: object) => (key as vscode.TaskExecution).task;
  const emitWithOutput = async (run: Run, links: readonly Run[]): Promise<void> => {
    const output = run.place?.terminal === undefined ? undefined : printed.get(run.place.terminal);
    for (const { place } of links) if (place?.terminal !== undefined) printed.delete(place.terminal);
    if (output === undefined) {
      emit(run);
      return;
    }
    ending.set(run.id, run);
    changes.fire();
    const kept = await output;
    if (!ending.has(run.id)) return;
    emit({ ...asInterrupted(run, kept?.output), ...kept });
    ending.delete(run.id);
  };
  const chains = new TaskChains(
    {
      graph: () => graphs.current,
      identityOf: (key) => identityOf(taskOf(key)),
      isBackground: (key) => taskOf(key).isBackground,
      listed: () => vscode.tasks.taskExecutions,
      later: (milliseconds, work) => void scheduler.after(milliseconds, work),
      ended: (run, links) => void emitWithOutput(run, links),
      changed: () => changes.fire(),
    },
    clock,
  );
  /** The background tasks whose cycles are followed, by process. */
  const cycles = new Map<number, vscode.Disposable>();
  const follow = async (task: vscode.Task, pid: number): Promise<void> => {
    const { followCycles } = await loaded(() => import('./taskCycles'));
    if (!over) cycles.set(pid, followCycles(task, pid, { emit, executions, clock, log }));
  };
  const ended = (run: Run): void => {
    const pid = run.place?.terminal;
    if (pid !== undefined) {
      processes.ended(pid);
      // Its last output may still come.
      scheduler.after(1000, () => {
        cycles.get(pid)?.dispose();
        cycles.delete(pid);
      });
      printed.set(pid, outputs.end(pid));
    }
    chains.ended(run);
  };
  const runs = new TaskRuns(
    { hasNegativeCodes: process.platform === 'win32', factsOf, ended, changed: () => changes.fire() },
    clock,
    log,
  );
  /**
   * Reports the end of a task whose program does not exist. Measured: the editor may report neither its start nor its
   * end.
   */
  const lookForProgram = (execution: vscode.TaskExecution): void => {
    const program = missingProgram(execution.task);
    if (program !== undefined) runs.notFound(execution, l10n.t('The program was not found: {0}', program));
    chains.look(runs.running);
  };
  const shuttingDown = (): void => {
    over = true;
    for (const one of cycles.values()) one.dispose();
    runs.shuttingDown();
    chains.flush();
    // No other window will report them.
    for (const run of [...ending.values()].filter(isCertain)) emit(run);
    ending.clear();
  };
  const starts = new TaskStarts(storage, clock, startOfProcess);
  const terminalEnded = async (terminal: vscode.Terminal, exitCode: number | undefined): Promise<void> => {
    const pid = await terminal.processId;
    if (pid !== undefined) runs.terminalEnded(pid, exitCode);
  };
  const watching = vscode.Disposable.from(
    vscode.tasks.onDidStartTask(({ execution }) => {
      runs.started(execution);
      chains.look(runs.running);
      scheduler.after(processTimeoutMs + 100, () => lookForProgram(execution));
    }),
    vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => {
      // Measured: `processId` is undefined, despite its type, if the program is missing.
      runs.processStarted(execution, processId, starts.startOf(execution.task, processId));
      chains.look(runs.running);
      if (!(processId > 0)) {
        lookForProgram(execution);
        return;
      }
      processes.add(processId);
      outputs.begin(processId);
      if (execution.task.isBackground) void follow(execution.task, processId);
    }),
    vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => runs.processEnded(execution, exitCode)),
    vscode.tasks.onDidEndTask(({ execution }) => {
      runs.ended(execution);
      chains.rootEnded(execution);
    }),
    vscode.window.onDidEndTerminalShellExecution(({ terminal, exitCode }) => void terminalEnded(terminal, exitCode)),
    vscode.window.onDidCloseTerminal((terminal) => {
      // Measured: on a reload this comes some 30 ms before the false ends, and is the only sign if `deactivate` is
      // late.
      if (terminal.exitStatus?.reason === vscode.TerminalExitReason.Shutdown) shuttingDown();
      else void terminalEnded(terminal, terminal.exitStatus?.code);
    }),
    graphs,
    changes,
  );
  for (const execution of vscode.tasks.taskExecutions) {
    // The editor lists it forever.
    if (missingProgram(execution.task) !== undefined) continue;
    runs.alreadyRunning(execution);
    processes.addNamed(execution.task.name);
  }
  chains.look(runs.running);
  return {
    running: () => chains.running(runs.running),
    ending: () => [...chains.ending, ...ending.values()].filter(isCertain),
    onDidChange: changes.event,
    printed: (id) => {
      const pid = chains.running(runs.running).find((task) => task.id === id)?.pid;
      return pid === undefined ? undefined : outputs.printed(pid);
    },
    dispose: () => {
      shuttingDown();
      watching.dispose();
    },
  };
}

/**
 * Whether a task has certainly ended. As a window closes or reloads, the editor reports ends without a code of tasks
 * that go on; where such an end is true, the next window sees it by the process.
 */
function isCertain({ exitCode, outcome }: Run): boolean {
  return exitCode !== undefined || outcome === 'failed';
}
