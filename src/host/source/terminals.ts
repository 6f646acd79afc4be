import * as vscode from 'vscode';
import type { DebugLines } from '../../model/source/debugLines';
import { isInteractive } from '../../model/source/interactivePrograms';
import { TerminalRuns } from '../../model/source/terminalRuns';
import { pause, within } from '../../system/within';
import type { ShellExecution } from './shellExecution';
import type { ShellExecutions } from './shellExecutions';
import type { RunWatch, SourceOptions } from './source';
import { computer } from './taskFacts';
import type { TaskProcesses } from './taskProcesses';

export interface TerminalWatchOptions extends SourceOptions {
  readonly executions: ShellExecutions;
  /** The terminals of tasks. */
  readonly processes: TaskProcesses;
  /** Remembers the command lines that debuggers type. */
  readonly debugLines: DebugLines;
  /** The setting of this name. */
  readonly interactivePrograms: () => readonly string[];
}

/** Milliseconds until it is known whose command it is. */
const clearAfter = 1000;

/** Watches the commands typed in the terminals of this window, as far as their shells report them to the editor. */
export function watchTerminals(options: TerminalWatchOptions): RunWatch {
  const { emit, clock, scheduler, log, executions, processes, debugLines, interactivePrograms } = options;
  const changes = new vscode.EventEmitter<void>();
  const runs = new TerminalRuns<ShellExecution>(
    {
      factsOf: ({ commandLine, cwd }) => ({
        command: commandLine,
        folder: cwd,
        workspace: vscode.workspace.name ?? '',
        host: computer(),
      }),
      isScreenLine: (execution) => execution.isScreenLine,
      isInteractive: (command) => isInteractive(command, interactivePrograms()),
      suspended: () => vscode.l10n.t('It was suspended and has not ended; “fg” continues it.'),
      ended: emit,
      changed: () => changes.fire(),
    },
    clock,
    log,
  );
  const going = new Set<ShellExecution>();
  /** Those that have ended, and are not settled. */
  const ending = new Set<ShellExecution>();
  const isOwned = (execution: ShellExecution, pid: number | undefined): boolean =>
    (pid !== undefined && processes.has(pid)) ||
    (!execution.startKnown && processes.hasNamed(execution.terminal.name)) ||
    isTaskLine(execution) ||
    isDebuggers(execution) ||
    debugLines.has(pid, execution.commandLine, execution.startedAt);
  const soon = <T>(promise: PromiseLike<T>, milliseconds: number): Promise<T | undefined> =>
    within(scheduler, milliseconds, promise);
  const look = async (execution: ShellExecution): Promise<void> => {
    const pid = await soon(execution.terminal.processId, clearAfter);
    if (!going.has(execution)) return;
    if (isOwned(execution, pid)) runs.disowned(execution);
    else runs.clear(execution, pid);
  };
  const start = (execution: ShellExecution): void => {
    const { startedAt: at, startKnown: isKnown, isInherited } = execution;
    runs.started(execution, { at, isKnown, isInherited });
  };
  const settle = async (execution: ShellExecution): Promise<void> => {
    const early = execution.startKnown ? clearAfter - (clock.now() - execution.startedAt) : 0;
    const process = execution.terminal.processId;
    const owner = await soon(process, clearAfter);
    if (!isOwned(execution, owner)) {
      runs.clear(execution, owner);
      // The process of a very short task may be reported after the end of its execution.
      if (early > 0) await pause(scheduler, early);
    }
    const pid = await soon(process, clearAfter);
    if (isOwned(execution, pid)) {
      runs.disowned(execution);
      return;
    }
    await execution.finished;
    runs.settle(execution, { terminal: pid, ...execution.tail.kept() });
  };
  const shuttingDown = (): void => {
    runs.shuttingDown();
    going.clear();
  };
  const watching = vscode.Disposable.from(
    executions.onDidStart((execution) => {
      start(execution);
      going.add(execution);
      scheduler.after(clearAfter, () => void look(execution));
    }),
    executions.onDidEnd(({ execution, exitCode, closed }) => {
      if (!going.delete(execution)) start(execution);
      if (closed === undefined) runs.ended(execution, exitCode);
      else runs.closed(execution, exitCode, closed === vscode.TerminalExitReason.Process);
      ending.add(execution);
      void settle(execution).finally(() => ending.delete(execution));
    }),
    executions.onShutdown(shuttingDown),
    processes.onDidAdd((pid) => {
      for (const execution of [...going, ...ending]) {
        void soon(execution.terminal.processId, clearAfter).then((found) => {
          if (found === pid) runs.disowned(execution);
        });
      }
    }),
    changes,
  );
  return {
    running: () => runs.running,
    ending: () => runs.ending,
    onDidChange: changes.event,
    printed: (id) => runs.keyOf(id)?.printed(),
    dispose: () => {
      shuttingDown();
      watching.dispose();
    },
  };
}

/** The line that the editor prints above the output of a process task, and then takes for the command. */
function isTaskLine({ commandLine, isCertain }: ShellExecution): boolean {
  return !isCertain && /^\s*\*\s/.test(commandLine);
}

/** A line that a debugger types into its terminal: a long one that sets variables or names its launcher. */
function isDebuggers({ commandLine, terminal }: ShellExecution): boolean {
  if (/\benv\s.*?'?(?:NODE_OPTIONS|VSCODE_INSPECTOR_OPTIONS)=/.test(commandLine)) return true;
  const { iconPath } = terminal.creationOptions as vscode.TerminalOptions;
  const isItsTerminal = iconPath instanceof vscode.ThemeIcon && iconPath.id.startsWith('debug');
  return isItsTerminal && /\/env\s|\bdebugpy\b|\$\{env:|\bset "/.test(commandLine);
}
