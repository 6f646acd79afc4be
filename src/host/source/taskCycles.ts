import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import type { Log } from '../../model/log';
import { longestUnredacted } from '../../model/redaction/secretForms';
import { type WatchCycle, WatchCycles } from '../../model/source/watchCycles';
import { limited } from '../../system/turns';
import { problemMatchersOf } from './problemMatchers';
import type { ShellExecutions } from './shellExecutions';
import type { SourceOptions } from './source';
import { taskFacts } from './taskFacts';

export interface TaskCyclesParts {
  readonly emit: SourceOptions['emit'];
  readonly executions: ShellExecutions;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Follows the cycles of a background task from the start of its process, with the problem matchers of the task. Each
 * cycle is a run. Dispose of the result when the task ends.
 */
export function followCycles(task: vscode.Task, pid: number, parts: TaskCyclesParts): vscode.Disposable {
  const { emit, executions, clock, log } = parts;
  const matchers = problemMatchersOf(task);
  const following: vscode.Disposable[] = [];
  let over = false;
  const end = (): void => {
    over = true;
    for (const one of following.splice(0)) one.dispose();
  };
  if (!matchers.some(({ background }) => background !== undefined)) return { dispose: end };
  const facts = taskFacts(task);
  const host = {
    ended: (cycle: WatchCycle) => {
      if (over) return;
      const run = { ...facts, ...asRun(cycle), place: { terminal: pid } };
      log.info(`run ${run.id}: cycle ${cycle.change}, ${cycle.errors} errors`);
      emit(run);
    },
    gaveUp: () => {
      log.warn(`task of process ${pid}: a problem matcher took too long for a few lines and is asked no more`);
    },
    limited,
  };
  void executions.ofProcess(pid).then((execution) => {
    if (execution === undefined || over) return;
    const cycles = new WatchCycles(matchers, host, clock, execution.startedAt);
    cycles.append(execution.tail.text());
    following.push(execution.onData((chunk) => cycles.append(chunk)));
  });
  return { dispose: end };
}

function asRun({ change, errors, firstError, startedAt, endedAt, ...printed }: WatchCycle) {
  const count = errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors);
  const details = errors === 0 ? [] : [count, (firstError ?? '').slice(0, longestUnredacted)];
  return {
    id: crypto.randomUUID(),
    source: 'task',
    outcome: errors === 0 ? 'done' : 'failed',
    exitCode: undefined,
    startedAt,
    startKnown: true,
    endedAt,
    ...(details.length === 0 ? {} : { details }),
    ...printed,
    cycle: change,
  } as const;
}
