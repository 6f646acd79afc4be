import type { Memento } from 'vscode';
import type { DebugLines } from '../model/debugLines';
import { RunWatches } from './runWatches';
import { ShellExecutions } from './shellExecutions';
import { watchDebug } from './sources/debug';
import { watchNotebooks } from './sources/notebooks';
import type { SourceOptions } from './sources/source';
import { watchTasks } from './sources/tasks';
import { watchTerminals } from './sources/terminals';
import { TaskProcesses } from './taskProcesses';

export interface RunWatchOptions extends SourceOptions {
  /** What the workspace remembers. */
  readonly memory: Memento;
  readonly debugLines: DebugLines;
  /** The setting of this name. */
  readonly interactivePrograms: () => readonly string[];
  readonly own: (part: { dispose(): unknown }) => unknown;
}

/**
 * Watches everything that ends in this window, a line for each source. Runs of tests, which begin by a command of ours only,
 * are added by who has that.
 */
export function watchRuns(options: RunWatchOptions): RunWatches {
  const { emit, clock, log, memory, debugLines, interactivePrograms, own } = options;
  const [executions, processes] = [new ShellExecutions(clock), new TaskProcesses()];
  const runs = new RunWatches([
    watchTasks({ emit, clock, log, memory, executions, processes }),
    watchTerminals({ emit, clock, log, executions, processes, debugLines, interactivePrograms }),
    watchDebug({ emit, clock, log, debugLines }),
    watchNotebooks({ emit, clock, log }),
  ]);
  for (const part of [runs, executions, processes]) own(part);
  return runs;
}
