import type * as vscode from 'vscode';
import { GoodRuns, type GoodRun } from '../model/goodRuns';
import type { Log } from '../model/log';
import { keepAllOutput } from '../model/outputTail';
import type { Run } from '../model/run';
import type { RunMail } from '../model/runMail';
import type { RunHistory } from '../outbox/runHistory';
import type { Rules } from './rules';

export interface ReportGatheringParts {
  readonly history: Pick<RunHistory, 'find' | 'lastOf'>;
  readonly log: Log;
  /** Stands for a name in the editor's storage, see `nameMarks`. */
  readonly mark: (name: string) => string;
  readonly rules: Pick<Rules, 'current' | 'onDidChange'>;
  readonly workspaceState: vscode.Memento;
}

const key = 'mailWhenDone.goodRuns';
/** How long after a good run it is looked how things stand, in milliseconds: the list of problems takes a moment. */
const settling = 1_000;
/** For so many runs it is known how things stood before: as many as may wait for their mail. */
const mostKnown = 100;

/** Gathers what is known beside a run, and remembers what that takes. What gathers is loaded with the first mail. */
export class ReportGathering {
  private readonly good: GoodRuns;
  /** How things stood as it last ended well, before the run with this id. */
  private readonly before = new Map<string, GoodRun>();
  private readonly closing = new AbortController();
  private fresh: Run[] = [];
  private settled: NodeJS.Timeout | undefined;
  private readonly listening: vscode.Disposable;

  constructor(private readonly parts: ReportGatheringParts) {
    const { rules, workspaceState } = parts;
    this.good = new GoodRuns({
      mark: (name) => parts.mark(name),
      load: () => workspaceState.get(key),
      save: (runs) => void workspaceState.update(key, runs),
    });
    this.listening = rules.onDidChange(() => this.followRules());
    this.followRules();
  }

  /** A run has ended: comes before its mail is asked for. */
  ended(run: Run): void {
    const good = this.good.of(run);
    if (good !== undefined) this.before.set(run.id, good);
    for (const oldest of this.before.keys()) {
      if (this.before.size <= mostKnown) break;
      this.before.delete(oldest);
    }
    // A cycle of a compiler that watches is not its end.
    if (run.outcome !== 'done' || run.cycle !== undefined) return;
    this.fresh.push(run);
    this.settled ??= setTimeout(() => void this.learn(), settling).unref();
  }

  async of(mail: RunMail): Promise<RunMail> {
    const { history, log } = this.parts;
    const { run } = mail;
    // What is usual was written down before this run was learnt.
    const usual = history.find(run.id)?.usual;
    const before = { usual, past: history.lastOf(run, run.id), good: this.before.get(run.id) };
    try {
      const { gatherReport } = await import('./report/gather');
      return { ...mail, report: await gatherReport(mail, before, log, this.closing.signal) };
    } catch (error) {
      log.warn(`run ${run.id}: mailed without a report: ${error instanceof Error ? error.name : typeof error}`);
      return mail;
    }
  }

  /** Aborted as the window closes: nothing more is waited for. */
  get ending(): AbortSignal {
    return this.closing.signal;
  }

  /** The window closes: what is not known yet is left out. */
  hurry(): void {
    this.closing.abort();
  }

  dispose(): void {
    clearTimeout(this.settled);
    this.listening.dispose();
  }

  private async learn(): Promise<void> {
    const runs = this.fresh.splice(0);
    this.settled = undefined;
    const { standing } = await import('./report/standing');
    for (const folder of new Set(runs.map((run) => run.folder)))
      this.good.learn(
        runs.filter((run) => run.folder === folder),
        standing(folder),
      );
  }

  private followRules(): void {
    const { current } = this.parts.rules;
    keepAllOutput(current.some(({ rule }) => rule.enabled && rule.mails && rule.content === 'everything'));
  }
}
