import type * as vscode from 'vscode';
import type { RunMail } from '../../model/letter/runMail';
import type { Log } from '../../model/log';
import { keepAllOutput } from '../../model/output/outputTail';
import { loaded } from '../../model/partLoading';
import { type GoodRun, GoodRuns } from '../../model/report/goodRuns';
import type { Run } from '../../model/run/run';
import type { RunKind } from '../../model/run/usualDuration';
import type { RunHistory } from '../../notify/history/runHistory';
import type { Redaction } from '../../notify/redaction/redaction';
import type { Scheduler } from '../../system/scheduler';
import type { WorkspaceStorage } from '../editor/storage';
import type { Rules } from '../rule/rules';

export interface ReportCollectorParts {
  readonly history: Pick<RunHistory, 'find' | 'lastOf'>;
  /** The history knows runs redacted. */
  readonly redaction: Pick<Redaction, 'text'>;
  readonly log: Log;
  /** How long what is asked may take. */
  readonly scheduler: Scheduler;
  /** Stands for a name in the editor's storage, see `nameMarks`. */
  readonly mark: (name: string) => string;
  readonly rules: Pick<Rules, 'current' | 'onDidChange'>;
  readonly storage: WorkspaceStorage;
}

/** Milliseconds after a good run until its state is recorded: the list of problems takes a moment. */
const settling = 1_000;
/** For how many runs the previous good run is remembered: as many as may wait for their mail. */
const maxKnown = 100;

/**
 * Collects what is known in addition to a run, and remembers what that needs. The collecting part is loaded with the
 * first mail.
 */
export class ReportCollector {
  private readonly good: GoodRuns;
  /** The last good run before the run with this id. */
  private readonly before = new Map<string, GoodRun>();
  private readonly closing = new AbortController();
  private fresh: Run[] = [];
  private settled: NodeJS.Timeout | undefined;
  private readonly listening: vscode.Disposable;

  constructor(private readonly parts: ReportCollectorParts) {
    const { rules, storage } = parts;
    this.good = new GoodRuns({
      mark: (name) => parts.mark(name),
      load: () => storage.get('goodRuns'),
      save: (runs) => void storage.set('goodRuns', runs),
    });
    this.listening = rules.onDidChange(() => this.followRules());
    this.followRules();
  }

  /** Call it when a run has ended, before its mail is asked for. */
  ended(run: Run): void {
    const good = this.good.of(run);
    if (good !== undefined) this.before.set(run.id, good);
    for (const oldest of this.before.keys()) {
      if (this.before.size <= maxKnown) break;
      this.before.delete(oldest);
    }
    // A cycle of a watching compiler is not an end.
    if (run.outcome !== 'done' || run.cycle !== undefined) return;
    this.fresh.push(run);
    this.settled ??= setTimeout(() => void this.learn(), settling).unref();
  }

  async of(mail: RunMail): Promise<RunMail> {
    const { history, log, scheduler } = this.parts;
    const { run } = mail;
    // The usual duration was recorded before this run counted.
    const usual = history.find(run.id)?.usual;
    const before = { usual, past: history.lastOf(this.asKept(run), run.id), good: this.before.get(run.id) };
    try {
      const { collectReport } = await loaded(() => import('./collect'));
      return { ...mail, report: await collectReport(mail, before, { log, scheduler, hurry: this.closing.signal }) };
    } catch (error) {
      log.warn(`run ${run.id}: mailed without a report: ${error instanceof Error ? error.name : typeof error}`);
      return mail;
    }
  }

  /** Aborted when the window closes: nothing more is waited for. */
  get ending(): AbortSignal {
    return this.closing.signal;
  }

  /** The window closes: parts that are not known yet are left out. */
  hurry(): void {
    this.closing.abort();
  }

  dispose(): void {
    clearTimeout(this.settled);
    this.listening.dispose();
  }

  private asKept({ source, name, folder }: Run): RunKind {
    const { redaction } = this.parts;
    return { source, name: redaction.text(name), folder: redaction.text(folder) };
  }

  private async learn(): Promise<void> {
    const runs = this.fresh.splice(0);
    this.settled = undefined;
    const { standing } = await loaded(() => import('./standing'));
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
