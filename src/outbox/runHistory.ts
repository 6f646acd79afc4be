import type { Clock } from '../model/clock';
import type { Decision } from '../model/decision';
import type { LastRuns } from '../model/lastRuns';
import type { Log } from '../model/log';
import type { Run } from '../model/run';
import { keptRun, readRecord, recordLine, type RunEntry, type RunRecord, type ToldMail } from '../model/runRecord';
import { mostRuns, RunRecords } from '../model/runRecords';
import type { RunKind } from '../model/usualDuration';
import { RunFiles } from './runFiles';
import type { Scheduler } from './scheduler';
import { codeOf } from './storeFailure';

export interface RunHistoryParts {
  /** Shared by all windows; made where it is missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
}

/** How often the files are looked at for what other windows wrote, in milliseconds. */
const tick = 1_000;
/** More lines than that are compacted: twice what is kept where there is one about the mail of each run. */
const mostLines = 4 * mostRuns;

/**
 * The last runs, with what was decided of each and why, as all windows know them. Never throws: where the disk does not take
 * a line, it is known in this window, and written when the disk does.
 */
export class RunHistory {
  private readonly records = new RunRecords();
  private readonly files: RunFiles;
  private readonly listeners = new Set<() => void>();
  private unwritten: RunRecord[] = [];
  private lines = 0;
  /** Files hold what has been cleared, or more than they should. */
  private isDue = false;
  /** That was told, and nothing could be written since. */
  private isInTrouble = false;
  private cancelTick: (() => void) | undefined;

  constructor(private readonly parts: RunHistoryParts) {
    this.files = new RunFiles(parts.folder);
  }

  /** Reads what is there, and goes on looking for what other windows write. */
  start(): void {
    this.look();
    this.cancelTick = this.parts.scheduler.after(tick, () => this.start());
  }

  /** A run has ended. @param usual how long it usually took up to now, in milliseconds */
  add(run: Run, decision: Decision, usual: number | undefined): void {
    const entry: RunEntry = { run: keptRun(run), decision, usual };
    this.write({ at: this.next(), kind: 'run', id: run.id, entry });
  }

  /** A mail about the run was written, or something became of it. What is not told stays as it was told before. */
  noteMail(id: string, told: ToldMail): void {
    const { mail, mailNote, messageId } = this.find(id) ?? {};
    const known = {
      ...(mail === undefined ? {} : { mail }),
      ...(mailNote === undefined ? {} : { mailNote }),
      ...(messageId === undefined ? {} : { messageId }),
    };
    this.write({ at: this.next(), kind: 'mail', id, ...known, ...told });
  }

  /** A run of which the end was not known has truly ended so. What was decided stays. */
  correct({ id, outcome, exitCode, endedAt, disconnected }: Run): void {
    const end = { outcome, exitCode, endedAt, ...(disconnected === undefined ? {} : { disconnected }) };
    this.write({ at: this.next(), kind: 'end', id, end });
  }

  /** The last runs, the newest first. */
  all(): readonly RunEntry[] {
    return this.records.entries();
  }

  find(id: string): RunEntry | undefined {
    return this.all().find(({ run }) => run.id === id);
  }

  /** How the last runs of the same thing ended. @param before the id of a run that does not count, nor do those after it */
  lastOf(kind: RunKind, before?: string): LastRuns {
    return this.records.lastOf(kind, before);
  }

  /** Forgets all runs, in every window and on the disk. */
  clear(): void {
    this.isDue = true;
    this.write({ at: this.next(), kind: 'clear' });
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  dispose(): void {
    this.cancelTick?.();
    this.listeners.clear();
  }

  private look(): void {
    const isNews = this.attempt(() => this.read()) === true;
    this.flush();
    if (isNews) this.tell();
  }

  /** Takes in what was written since. Answers whether anything was new. */
  private read(): boolean {
    const { lines, count } = this.files.read();
    this.lines = count;
    let isNews = false;
    for (const line of lines) {
      const record = readRecord(line);
      if (record !== undefined && this.records.put(record)) isNews = true;
    }
    if (this.records.size > 2 * mostRuns) this.records.compact();
    return isNews;
  }

  private write(record: RunRecord): void {
    this.records.put(record);
    this.unwritten.push(record);
    this.flush();
    this.tell();
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
    this.unwritten = this.unwritten.slice(-mostLines);
    if (this.isDue || this.lines > mostLines) this.compact();
  }

  private compact(): void {
    this.attempt(() => {
      const isDone = this.files.compact(() => {
        this.read();
        return this.records.compact().map(recordLine);
      });
      this.isDue = !isDone;
      this.read();
    });
  }

  /** A time that comes after all that is known, also where the clock was set back. */
  private next(): number {
    return Math.max(this.parts.clock.now(), this.records.latest + 1);
  }

  private attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      // The code only: a message may hold what was being written.
      if (!this.isInTrouble) this.parts.log.warn(`the history of runs cannot be used: ${codeOf(error)}`);
      this.isInTrouble = true;
      return undefined;
    }
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
