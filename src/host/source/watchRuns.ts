import type { DebugLines } from '../../model/source/debugLines';
import type { WorkspaceStorage } from '../editor/storage';
import { watchDebug } from './debug';
import { watchNotebooks } from './notebooks';
import { ShellExecutions } from './shellExecutions';
import { RunSources, type SourceOptions } from './source';
import { TaskProcesses } from './taskProcesses';
import { watchTasks } from './tasks';
import { watchTerminals } from './terminals';
import { TestRuns } from './tests';

export interface RunWatchOptions extends Omit<SourceOptions, 'emit'> {
  readonly storage: WorkspaceStorage;
  readonly debugLines: DebugLines;
  /** The setting of this name. */
  readonly interactivePrograms: () => readonly string[];
  readonly own: (part: { dispose(): unknown }) => unknown;
}

/** Watches everything that ends in this window, one line for each source. Only our own command starts test runs. */
export function watchRuns(options: RunWatchOptions): { readonly runs: RunSources; readonly tests: TestRuns } {
  const { storage, debugLines, interactivePrograms, own } = options;
  const { clock, scheduler, log } = options;
  const runs = new RunSources(log);
  const source = { emit: runs.emit, clock, scheduler, log };
  const [executions, processes] = [new ShellExecutions(clock, scheduler), new TaskProcesses()];
  const tests = new TestRuns(source);
  runs.add(watchTasks({ ...source, storage, executions, processes }));
  runs.add(watchTerminals({ ...source, executions, processes, debugLines, interactivePrograms }));
  runs.add(watchDebug({ ...source, debugLines }));
  runs.add(watchNotebooks(source));
  runs.add(tests);
  for (const part of [runs, executions, processes]) own(part);
  return { runs, tests };
}
