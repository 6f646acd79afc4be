import * as vscode from 'vscode';
import type { DebugLines } from '../../model/source/debugLines';
import { isCut, isInteractiveRun } from '../../model/source/reportedLine';
import { type CommandFacts, TerminalRuns } from '../../model/source/terminalRuns';
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
      factsOf: (execution) => ({
        ...namesOf(execution),
        folder: execution.cwd,
        workspace: vscode.workspace.name ?? '',
        host: computer(),
      }),
      isScreenLine: (execution) => execution.isScreenLine,
      isInteractive: ({ commandLine, seen }) => isInteractiveRun(commandLine.trim(), seen, interactivePrograms()),
      isCut: ({ commandLine, seen }) => isCut(commandLine, seen, interactivePrograms()),
      cut: () => vscode.l10n.t('The shell reported only a part of what was typed.'),
      unreported: () =>
        vscode.l10n.t('The shell did not report this command: its line and its exit code are not known.'),
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
    if (!isOwned(execution, pid)) runs.clear(execution, pid);
    // Whose a command is that is only seen shows as the shell reports it after all.
    else if (execution.commandLine !== '') runs.disowned(execution);
  };
  const start = (execution: ShellExecution): void => {
    const { startedAt: at, startKnown: isKnown, isInherited, isReadLate } = execution;
    runs.started(execution, { at, isKnown, isInherited, isReadLate });
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
    executions.onDidEnd(({ execution, exitCode, closed, at, isSuspended }) => {
      if (!going.delete(execution)) start(execution);
      if (closed === undefined) runs.ended(execution, exitCode, { at, isSuspended });
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
    printed: (id) => {
      const execution = runs.keyOf(id);
      return execution?.isReported === true ? execution.printed() : undefined;
    },
    dispose: () => {
      shuttingDown();
      watching.dispose();
    },
  };
}

/** The name and the line of a command: what was seen to run in the place of a line that the shell does not report. */
function namesOf({
  commandLine,
  seen,
  terminal,
}: ShellExecution): Pick<CommandFacts, 'name' | 'command' | 'unreported'> {
  if (seen === undefined || commandLine.trim() !== '') return { name: commandLine, command: commandLine };
  const name = seen.name || vscode.l10n.t('A command in “{0}”', terminal.name);
  return { name, command: '', unreported: true };
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
  return isItsTerminal && /^$|\/env\s|\bdebugpy\b|\$\{env:|\bset "/.test(commandLine);
}
