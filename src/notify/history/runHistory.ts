import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../model/clock';
import { Emitter } from '../../model/emitter';
import { readRecord, recordLine, type RunEntry, type RunRecord, type MailResult } from '../../model/history/runRecord';
import { keptRun } from '../../model/run/keptRun';
import { maxRuns, RunRecords } from '../../model/history/runRecords';
import type { Log } from '../../model/log';
import type { Decision } from '../../model/rule/decision';
import type { LastRuns } from '../../model/run/lastRuns';
import type { Run } from '../../model/run/run';
import type { RunKind } from '../../model/run/usualDuration';
import { codeOf } from '../../system/diskFailure';
import type { Scheduler } from '../../system/scheduler';
import { SharedLines } from '../../system/sharedLines';
import { inTurns } from '../../system/turns';

export interface RunHistoryParts {
  /** Shared by all windows; created if missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
}

/** How often to read what other windows wrote, in milliseconds. */
const tick = 1_000;
/** More lines than this are compacted, and more than twice as many as the last compaction left. */
const maxLines = 4 * maxRuns;
/** How many lines to write before yielding: a few milliseconds. */
const portion = 50;
/** How long to wait after a compaction that the disk refused, in milliseconds. */
const rest = 10_000;

/**
 * The last runs, with the decision on each and why, as all windows know them. They are read when somebody asks for
 * them, not at the start of each window. Never throws: a line that the disk refuses is known in this window, and
 * written once the disk accepts it.
 */
export class RunHistory {
  private readonly records = new RunRecords();
  private readonly files: SharedLines;
  private readonly changed = new Emitter();
  private unwritten: RunRecord[] = [];
  /** Lines that were read, but not taken in yet. */
  private untaken: string[] = [];
  /** Somebody has asked for the runs. */
  private isOpen = false;
  private lines = 0;
  /** How many lines the last compaction left. */
  private left = 0;
  private isCompacting = false;
  /** When the next compaction may begin, by the monotonic clock. */
  private restsUntil = 0;
  /** The files hold cleared runs, or more than they should. */
  private isDue = false;
  /** A failure was logged, and nothing could be written since. */
  private isInTrouble = false;
  private cancelTick: (() => void) | undefined;
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: RunHistoryParts) {
    this.files = new SharedLines(parts.folder);
  }

  /** Keeps reading what other windows write, once somebody has asked for the runs. */
  start(): void {
    if (this.isOpen) this.look();
    this.cancelTick = this.parts.scheduler.after(tick, () => this.start());
  }

  /** Reads the runs, a little at a time: for whoever needs them soon, and at once. */
  async ready(): Promise<void> {
    if (this.isOpen) return;
    try {
      await this.readInTurns();
    } catch (error) {
      this.report(error);
    }
    this.open();
  }

  /** A run has ended. @param usual its usual duration so far, in milliseconds */
  add(run: Run, decision: Decision, usual: number | undefined): void {
    const entry: RunEntry = { run: keptRun(run), decision, usual };
    this.write({ at: this.next(), kind: 'run', id: run.id, entry });
  }

  /** A mail about the run was written, or its fate is known. Omitted fields keep their values. */
  noteMail(id: string, told: MailResult): void {
    this.write({ at: this.next(), kind: 'mail', id, ...this.records.mailOf(id), ...told });
  }

  /** The same of the one mail about all these runs, a little at a time: there may be thousands. */
  async noteMails(ids: readonly string[], told: MailResult): Promise<void> {
    for (let from = 0; from < ids.length; from += portion) {
      if (from > 0) await setImmediate();
      for (const id of ids.slice(from, from + portion))
        this.keep({ at: this.next(), kind: 'mail', id, ...this.records.mailOf(id), ...told });
      this.flush();
      this.changed.fire();
    }
  }

  /** The true end of a run whose end was unknown. The decision stays. */
  correct({ id, outcome, exitCode, endedAt, disconnected }: Run): void {
    const end = { outcome, exitCode, endedAt, ...(disconnected === undefined ? {} : { disconnected }) };
    this.write({ at: this.next(), kind: 'end', id, end });
  }

  /** The last runs, newest first. */
  all(): readonly RunEntry[] {
    this.open();
    return this.records.entries();
  }

  find(id: string): RunEntry | undefined {
    return this.all().find(({ run }) => run.id === id);
  }

  /** How the last runs of the same thing ended. @param before the id of a run to exclude, with those after it */
  lastOf(kind: RunKind, before?: string): LastRuns {
    this.open();
    return this.records.lastOf(kind, before);
  }

  /** Whether there are runs, or may be: they need not be read for that. */
  get mayHaveRuns(): boolean {
    return this.isOpen ? this.all().length > 0 : this.attempt(() => !this.files.isEmpty) === true;
  }

  /** Forgets all runs, in every window and on disk. */
  clear(): void {
    this.isDue = true;
    this.write({ at: this.next(), kind: 'clear' });
  }

  dispose(): void {
    this.cancelTick?.();
    this.changed.dispose();
  }

  private open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    // Whoever looks is in the middle of something.
    this.attempt(() => this.read());
    if (this.records.size > 0) this.parts.scheduler.after(0, () => this.changed.fire());
  }

  private look(): void {
    const isNews = this.attempt(() => this.read()) === true;
    this.flush();
    if (isNews) this.changed.fire();
  }

  /** Takes in new lines. Returns whether any was news. */
  private read(): boolean {
    let isNews = false;
    this.fetch();
    while (this.untaken.length > 0) if (this.takeNext()) isNews = true;
    this.bound();
    return isNews;
  }

  /** The same, a little at a time. */
  private async readInTurns(): Promise<boolean> {
    let isNews = false;
    this.fetch();
    await inTurns([...this.untaken], () => {
      if (this.takeNext()) isNews = true;
    });
    this.bound();
    return isNews;
  }

  private fetch(): void {
    const { lines, count } = this.files.read();
    this.lines = count;
    this.untaken = [...this.untaken, ...lines];
  }

  /** Takes in one more line, if there is one. Returns whether it was news. */
  private takeNext(): boolean {
    const line = this.untaken.shift();
    if (line === undefined) return false;
    const record = readRecord(line);
    if (record === undefined) this.records.putUnread(line);
    return record !== undefined && this.records.put(record);
  }

  private bound(): void {
    if (this.records.size > 2 * maxRuns) this.records.compact();
  }

  private write(record: RunRecord): void {
    this.keep(record);
    this.flush();
    this.changed.fire();
  }

  private keep(record: RunRecord): void {
    this.records.put(record);
    this.unwritten.push(record);
  }

  private flush(): void {
    if (this.unwritten.length > 0) {
      this.attempt(() => {
        this.files.append(this.unwritten.map(recordLine));
        this.lines += this.unwritten.length;
        this.unwritten = [];
        this.isInTrouble = false;
      });
    }
    this.unwritten = this.unwritten.slice(-maxLines);
    if (this.isDue || this.lines > Math.max(maxLines, 2 * this.left)) void this.compact();
  }

  private async compact(): Promise<void> {
    const { scheduler } = this.parts;
    if (this.isCompacting || scheduler.elapsed() < this.restsUntil) return;
    this.isCompacting = true;
    const wasDue = this.isDue;
    // A clearing meanwhile needs another one.
    this.isDue = false;
    try {
      if (!(await this.files.compactInTurns(() => this.kept()))) this.isDue = wasDue;
      const isNews = await this.readInTurns();
      this.left = this.lines;
      if (isNews) this.changed.fire();
    } catch (error) {
      this.isDue ||= wasDue;
      this.restsUntil = scheduler.elapsed() + rest;
      this.report(error);
    } finally {
      this.isCompacting = false;
    }
  }

  /** The lines of all that is kept, made one by one. */
  private *kept(): Generator<string> {
    if (this.read()) this.changed.fire();
    for (const record of this.records.compact()) yield recordLine(record);
    yield* this.records.unread();
  }

  /** A time later than all known ones, even if the clock was set back. */
  private next(): number {
    this.open();
    return Math.max(this.parts.clock.now(), this.records.latest + 1);
  }

  private attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  private report(error: unknown): void {
    // Only the code: a message may contain what was being written.
    if (!this.isInTrouble) this.parts.log.warn(`the history of runs cannot be used: ${codeOf(error)}`);
    this.isInTrouble = true;
  }
}
