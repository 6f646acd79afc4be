import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import type { Run, Running } from '../model/run';
import { isExpected, processOf, runOf, type JournalEntry, type WatchedProcess } from './journalEntry';
import type { ProcessWatch } from './processWatch';
import type { RunJournal } from './runJournal';
import type { Scheduler } from './scheduler';
import { WatchedRun } from './watchedRun';

/** What the runs of this window and those of others are watched with. */
export interface RunWatchParts {
  readonly journal: RunJournal;
  readonly look: ProcessWatch;
  readonly clock: Clock;
  readonly scheduler: Pick<Scheduler, 'elapsed'>;
  readonly log: Log;
  /** Which workspace this window has open. */
  readonly home: string;
  /** See `thisHost`. */
  readonly machine: string;
  /** Whether the user asked for a mail about the run with this id. */
  isAsked(id: string): boolean;
  /** Whether it was told that the run with this id goes on. */
  isTold(id: string): boolean;
  /** A run is over. */
  emit(run: Run): void;
}

export interface OwnRunsParts extends RunWatchParts {
  /** The names that a mail gives as workspace and computer. */
  surroundings(): Pick<Run, 'workspace' | 'host'>;
  /** Whether the editor still tells this window what happens. */
  isConnected(): Promise<boolean>;
}

/** What an earlier window knew of a run that this one was told of anew. */
export interface Inheritance {
  readonly startedAt: number;
  readonly startKnown: boolean;
  readonly process?: WatchedProcess;
}

interface OwnRun {
  watched: WatchedRun;
  /** That it has ended, by us. */
  isEndTold: boolean;
}

/** How long a process may be gone before the editor is asked whether it is there, in milliseconds. */
const patience = 12_000;
/** How long the editor may be gone until nothing is known any longer of a run without a process, in milliseconds. */
const longSilence = 10 * 60_000;
/** How often it is asked for such a run, in milliseconds. */
const askGap = 30_000;
/** How many runs that are over are remembered. */
const memory = 500;

/** The runs of this window: keeps them in the journal, and tells their ends where the editor cannot. */
export class OwnRuns {
  private readonly runs = new Map<string, OwnRun>();
  private readonly over = new Set<string>();
  private listed: ReadonlySet<string> = new Set();
  private lastAsked = Number.NEGATIVE_INFINITY;
  private silentSince: number | undefined;

  constructor(private readonly parts: OwnRunsParts) {}

  /** Takes in what goes on now. A run stays in the journal until `settled`, whatever the list says. */
  async list(running: readonly Running[], inherited: ReadonlyMap<string, Inheritance>): Promise<void> {
    this.listed = new Set(running.map(({ id }) => id));
    const fresh = running.filter(({ id }) => !this.over.has(id));
    const sights = await this.parts.look(fresh.flatMap((one) => processOf(one)?.pid ?? []));
    for (const one of fresh) {
      if (this.over.has(one.id)) continue;
      const heir = inherited.get(one.id);
      const found = processOf(one);
      const known = this.runs.get(one.id)?.watched.entry.process;
      // What was seen of it first counts: its number may be another process's by now.
      const process =
        known?.pid === found?.pid && known !== undefined
          ? known
          : ((found && { ...found, startedAt: sights.get(found.pid)?.startedAt ?? '' }) ?? heir?.process);
      const start = heir && heir.startedAt < one.startedAt ? heir : one;
      this.keep({
        running: plain({ ...one, startedAt: start.startedAt, startKnown: start.startKnown }),
        ...this.parts.surroundings(),
        ...this.wishes(one.id),
        home: this.parts.home,
        machine: this.parts.machine,
        ...(process === undefined ? {} : { process }),
      });
    }
  }

  /** Whether the run with this id is one of this window that goes on. */
  has(id: string): boolean {
    return this.runs.has(id);
  }

  /** A mail about that run was asked for, or no longer is; or it was told that it goes on. */
  mark(id: string): void {
    const entry = this.runs.get(id)?.watched.entry;
    if (entry !== undefined) this.keep({ ...entry, ...this.wishes(id) });
  }

  /** The end of a run has been dealt with: its mail is in the outbox, or it gets none. */
  settled(id: string): void {
    this.over.add(id);
    for (const oldest of this.over) {
      if (this.over.size <= memory) break;
      this.over.delete(oldest);
    }
    this.runs.delete(id);
    this.attempt(() => this.parts.journal.remove(id));
  }

  /** Looks whether runs have ended without the editor telling it. */
  async check(): Promise<void> {
    await this.checkProcesses();
    await this.checkBlind();
  }

  private async checkProcesses(): Promise<void> {
    const { look, scheduler, clock, log } = this.parts;
    const all = [...this.runs].filter(([, { watched }]) => watched.entry.process !== undefined);
    const sights = await look(all.map(([, { watched }]) => watched.entry.process?.pid ?? 0));
    const elapsed = scheduler.elapsed();
    for (const [, { watched }] of all) watched.see(sights, elapsed, clock.now());
    const late = all.filter(([, { watched, isEndTold }]) => !isEndTold && (watched.overFor(elapsed) ?? 0) >= patience);
    if (late.length === 0) return;
    const isConnected = await this.parts.isConnected();
    for (const [id, own] of late) {
      if (this.runs.get(id) !== own) continue;
      if (!this.listed.has(id)) {
        // Its source has found out that it was none.
        log.debug(`run ${id} is no longer listed`);
        this.settled(id);
      } else if (isConnected) {
        // It will tell, and knows more.
        own.watched.forget();
      } else {
        this.tell(id, own, 'ended', own.watched.overAt ?? clock.now());
      }
    }
  }

  /** Those that were asked for and nothing can be seen of but what the editor tells. */
  private async checkBlind(): Promise<void> {
    const elapsed = this.parts.scheduler.elapsed();
    const blind = [...this.runs].filter(
      ([, { watched, isEndTold }]) => !isEndTold && isExpected(watched.entry) && watched.entry.process === undefined,
    );
    if (blind.length === 0 || elapsed - this.lastAsked < askGap) return;
    // Nobody has asked for a while: what was then says nothing.
    if (elapsed - this.lastAsked > 2 * askGap) this.silentSince = undefined;
    this.lastAsked = elapsed;
    if (await this.parts.isConnected()) this.silentSince = undefined;
    else this.silentSince ??= elapsed;
    if (this.silentSince === undefined || elapsed - this.silentSince < longSilence) return;
    for (const [id, own] of blind) if (this.runs.get(id) === own) this.tell(id, own, 'lost', this.parts.clock.now());
  }

  private tell(id: string, own: OwnRun, outcome: 'ended' | 'lost', at: number): void {
    own.isEndTold = true;
    // Else another window was told of the same process, and tells its end.
    if (!this.parts.journal.holds(id)) return;
    this.parts.log.info(`run ${id}: ${outcome}, and the editor is not there to tell more`);
    this.parts.emit(runOf(own.watched.entry, outcome, at));
  }

  /** The window closes: what goes on is left to the next one. Needs node:fs only. */
  close(): void {
    const closedAt = this.parts.clock.now();
    for (const [id, { watched }] of this.runs) {
      this.runs.delete(id);
      this.attempt(() => {
        if (this.parts.journal.holds(id)) this.parts.journal.put({ ...watched.entry, closedAt });
      });
    }
  }

  private wishes(id: string): Pick<JournalEntry, 'asked' | 'told'> {
    return { asked: this.parts.isAsked(id), ...(this.parts.isTold(id) ? { told: true } : {}) };
  }

  private keep(entry: JournalEntry): void {
    const { id } = entry.running;
    const known = this.runs.get(id);
    // Of one without a process nothing could be told but that nothing is known, which only who expects a mail wants to hear.
    if (entry.process === undefined && !isExpected(entry) && known === undefined) return;
    if (known !== undefined && JSON.stringify(known.watched.entry) === JSON.stringify(entry)) return;
    if (known?.isEndTold === true) return;
    this.runs.set(id, { watched: new WatchedRun(entry), isEndTold: false });
    this.attempt(() => this.parts.journal.put(entry));
  }

  /** A journal that cannot be written must not keep a run from being told of. */
  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.parts.log.warn(`the journal of runs: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Without what only its source knows. */
function plain(running: Running): Running {
  const { id, source, name, command, folder, startedAt, startKnown, pid, place, interactive } = running;
  const rest = {
    ...(pid === undefined ? {} : { pid }),
    ...(place === undefined ? {} : { place }),
    ...(interactive === true ? { interactive } : {}),
  };
  return { id, source, name, command, folder, startedAt, startKnown, ...rest };
}
