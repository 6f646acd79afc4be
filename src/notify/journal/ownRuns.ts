import type { Clock } from '../../model/clock';
import type { Emitter } from '../../model/emitter';
import type { Log } from '../../model/log';
import { keptRun } from '../../model/run/keptRun';
import type { Run, Running } from '../../model/run/run';
import type { ProcessWatch } from '../../system/processWatch';
import type { Scheduler } from '../../system/scheduler';
import type { MailRequest, MailRequests } from '../mailRequests';
import {
  isExpected,
  type JournalEntry,
  processOf,
  type RunJournal,
  runOf,
  type WatchedProcess,
  WatchedRun,
} from './runJournal';
import { isLineOf } from './sameRun';

/** What runs of this window and of others are watched with. */
export interface RunWatchParts {
  readonly journal: RunJournal;
  readonly look: ProcessWatch;
  readonly clock: Clock;
  readonly scheduler: Pick<Scheduler, 'elapsed'>;
  readonly log: Log;
  /** The workspace open in this window. */
  readonly home: string;
  /** See `thisHost`. */
  readonly machine: string;
  /** What was requested of runs still going. */
  readonly requests: Pick<MailRequests, 'isAsked' | 'isTold' | 'ask' | 'mailTheEnd'>;
  /** Fires with each run that is over. */
  readonly ended: Pick<Emitter<Run>, 'fire'>;
}

export interface OwnRunsParts extends RunWatchParts {
  /** The workspace and computer names for mails. */
  surroundings(): Pick<Run, 'workspace' | 'host'>;
  /** Whether the editor still reports events to this window. */
  isConnected(): Promise<boolean>;
}

/** What an earlier window knew of a run that this one has found again. */
export interface Inheritance {
  readonly startedAt: number;
  readonly startKnown: boolean;
  readonly process?: WatchedProcess;
}

interface OwnRun {
  watched: WatchedRun;
  /** Its end was reported: by its source, or by us. */
  isEndTold: boolean;
}

/** How long a process may be gone before we check the connection to the editor, in milliseconds. */
const timeoutMs = 12_000;
/** How long the editor may be gone before a run without a process counts as lost, in milliseconds. */
const longSilence = 10 * 60_000;
/** How often to check the editor for such a run, in milliseconds. */
const askGap = 30_000;
/** How many ended runs are remembered. */
const memory = 500;

/** The runs of this window: keeps them in the journal, and reports their ends if the editor cannot. */
export class OwnRuns {
  private readonly runs = new Map<string, OwnRun>();
  private readonly over = new Set<string>();
  private listed: ReadonlySet<string> = new Set();
  private lastAsked = Number.NEGATIVE_INFINITY;
  private silentSince: number | undefined;

  constructor(private readonly parts: OwnRunsParts) {}

  /** Takes in the current runs. A run stays in the journal until `settled`, whatever the list says. */
  async list(running: readonly Running[], inherited: ReadonlyMap<string, Inheritance>): Promise<void> {
    this.listed = new Set(running.map(({ id }) => id));
    this.leaveLinesToTasks(running);
    const fresh = running.filter(({ id }) => !this.over.has(id));
    const sights = await this.parts.look(fresh.flatMap((one) => processOf(one)?.pid ?? []));
    for (const one of fresh) {
      if (this.over.has(one.id)) continue;
      const heir = inherited.get(one.id);
      const found = processOf(one);
      const { process: known, end } = this.runs.get(one.id)?.watched.entry ?? {};
      // What was first seen counts: its pid may belong to another process by now.
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
        ...(end === undefined ? {} : { end }),
      });
    }
  }

  /**
   * Takes in the ends that sources know and have not reported yet, because they wait for more: on disk when this
   * returns. One that is missing later, and was not reported, is no end: its run goes on if it is listed, and otherwise
   * was none of its source.
   */
  ending(ends: readonly Run[], listed: ReadonlySet<string>): void {
    for (const [id, { watched, isEndTold }] of this.runs) {
      const { end, ...going } = watched.entry;
      if (end === undefined || isEndTold || ends.some((one) => one.id === id)) continue;
      if (listed.has(id)) this.keep(going);
      else this.settled(id);
    }
    for (const end of ends) if (!this.over.has(end.id)) this.keep(this.entryOf(keptRun(end), this.wishes(end.id)));
  }

  /** Drops what was listed as typed until the editor told that its terminal is a task's. */
  private leaveLinesToTasks(running: readonly Running[]): void {
    const { requests } = this.parts;
    for (const [id, { watched, isEndTold }] of this.runs) {
      const task = running.find((one) => isLineOf(one, watched.entry.running));
      if (task === undefined || isEndTold) continue;
      if (requests.isAsked(id)) requests.ask(task.id);
      if (requests.isTold(id)) requests.mailTheEnd(task.id);
      this.settled(id);
    }
  }

  /** Whether this window has a run with this id that is still going. */
  has(id: string): boolean {
    return this.runs.has(id);
  }

  /** A mail about that run was requested or cancelled, or one said that it is still going. */
  mark(id: string): void {
    const entry = this.runs.get(id)?.watched.entry;
    if (entry !== undefined) this.keep({ ...entry, ...this.wishes(id) });
  }

  /**
   * A source has reported the end of a run: on disk when this returns, with what was requested of it, so that whatever
   * becomes of this window, the next one mails it.
   */
  ended(run: Run, { asked, told }: MailRequest): void {
    const entry = this.entryOf(run, { asked, ...(told ? { told } : {}) });
    this.runs.set(run.id, { watched: new WatchedRun(entry), isEndTold: true });
    this.parts.journal.put(entry);
  }

  /** The end of a run has been dealt with: its mail is in the outbox, or it gets none. */
  settled(id: string): void {
    this.over.add(id);
    for (const oldest of this.over) {
      if (this.over.size <= memory) break;
      this.over.delete(oldest);
    }
    this.runs.delete(id);
    this.parts.journal.remove(id);
  }

  /** Checks whether runs have ended without a report from the editor. */
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
    const late = all.filter(([, own]) => isGoing(own) && (own.watched.overFor(elapsed) ?? 0) >= timeoutMs);
    if (late.length === 0) return;
    const isConnected = await this.parts.isConnected();
    for (const [id, own] of late) {
      if (this.runs.get(id) !== own) continue;
      if (!this.listed.has(id)) {
        // Its source has found that it was no run.
        log.debug(`run ${id} is no longer listed`);
        this.settled(id);
      } else if (isConnected) {
        // The editor will report more.
        own.watched.forget();
      } else {
        this.tell(id, own, 'ended', own.watched.overAt ?? clock.now());
      }
    }
  }

  /** Checks requested runs that have no process to watch; only the editor can report their end. */
  private async checkBlind(): Promise<void> {
    const elapsed = this.parts.scheduler.elapsed();
    const blind = [...this.runs].filter(
      ([, own]) => isGoing(own) && isExpected(own.watched.entry) && own.watched.entry.process === undefined,
    );
    if (blind.length === 0 || elapsed - this.lastAsked < askGap) return;
    // Too long since the last check: its result says nothing now.
    if (elapsed - this.lastAsked > 2 * askGap) this.silentSince = undefined;
    this.lastAsked = elapsed;
    if (await this.parts.isConnected()) this.silentSince = undefined;
    else this.silentSince ??= elapsed;
    if (this.silentSince === undefined || elapsed - this.silentSince < longSilence) return;
    for (const [id, own] of blind) if (this.runs.get(id) === own) this.tell(id, own, 'lost', this.parts.clock.now());
  }

  private tell(id: string, own: OwnRun, outcome: 'ended' | 'lost', at: number): void {
    own.isEndTold = true;
    // Otherwise another window knows the same process, and reports its end.
    if (!this.parts.journal.holds(id)) return;
    this.parts.log.info(`run ${id}: ${outcome}, and the editor is not there to tell more`);
    this.parts.ended.fire(runOf(own.watched.entry, outcome, at));
  }

  /** The window closes: leaves runs still going to the next one. Needs node:fs only. */
  close(): void {
    const closedAt = this.parts.clock.now();
    for (const [id, { watched }] of this.runs) {
      this.runs.delete(id);
      if (this.parts.journal.holds(id)) this.parts.journal.put({ ...watched.entry, closedAt });
    }
  }

  /** A run with its end. */
  private entryOf(end: Run, wishes: Pick<JournalEntry, 'asked' | 'told'>): JournalEntry {
    const { workspace, host } = end;
    const { home, machine } = this.parts;
    const known = this.runs.get(end.id)?.watched.entry;
    return { running: plain(end), workspace, host, home, machine, ...known, ...wishes, end };
  }

  private wishes(id: string): Pick<JournalEntry, 'asked' | 'told'> {
    const { requests } = this.parts;
    return { asked: requests.isAsked(id), ...(requests.isTold(id) ? { told: true } : {}) };
  }

  private keep(entry: JournalEntry): void {
    const { id } = entry.running;
    const known = this.runs.get(id);
    // Without a process the only news could be that nothing is known, which matters only if a mail is expected.
    const isMute = entry.process === undefined && entry.end === undefined && !isExpected(entry);
    if (isMute && known === undefined) return;
    if (known !== undefined && JSON.stringify(known.watched.entry) === JSON.stringify(entry)) return;
    if (known?.isEndTold === true) return;
    this.runs.set(id, { watched: known?.watched.changed(entry) ?? new WatchedRun(entry), isEndTold: false });
    this.parts.journal.put(entry);
  }
}

/** Whether its end is still to be found out. */
function isGoing({ watched, isEndTold }: OwnRun): boolean {
  return !isEndTold && watched.entry.end === undefined;
}

/** Omits what only its source knows. */
function plain(running: Running): Running {
  const { id, source, name, command, folder, startedAt, startKnown, pid, place, interactive } = running;
  const rest = {
    ...(pid === undefined ? {} : { pid }),
    ...(place === undefined ? {} : { place }),
    ...(interactive === true ? { interactive } : {}),
  };
  return { id, source, name, command, folder, startedAt, startKnown, ...rest };
}
