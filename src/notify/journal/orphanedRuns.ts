import type { Run, Running } from '../../model/run/run';
import { isNear } from '../../system/processIdentity';
import type { ProcessSight } from '../../system/processWatch';
import type { Inheritance, RunWatchParts } from './ownRuns';
import { type FoundEntry, isExpected, type JournalEntry, longestCommand, runOf, WatchedRun } from './runJournal';
import { beganAfter, beginsWith, isEndOf, isLateEndAt, isLineIn, sameAs } from './sameRun';

export interface OrphanedRunsParts extends RunWatchParts {
  /** Whether a mail about the run with this id is in the outbox: its window died after writing it. */
  isMailed(id: string): boolean;
  /** The list has changed. */
  changed(): void;
}

interface Held {
  readonly watched: WatchedRun;
  /** By the monotonic clock. */
  readonly takenAt: number;
  /** Its process was already gone at takeover: nobody knows since when. */
  readonly wasGone: boolean;
}

/** How long a window leaves a run to one of the same workspace, which may be opening, in milliseconds. */
const courtesy = 20_000;
/** How long the editor may take to report a run whose process is gone to a new window, in milliseconds. */
const grace = 3_000;
/**
 * The same for a run that cannot be observed, and for a shell, which also shows its prompt between two commands of a
 * loop.
 */
const longGrace = 15_000;
/** A window closed longer ago than this, in ms, was not reloaded, and closing it ended what ran in it. */
const reloadTime = 60_000;
/** What ended longer ago than this is no news, in milliseconds. */
const staleAfter = 7 * 24 * 3_600_000;
/** How many reported runs are remembered. */
const memory = 100;

/** The runs that windows now gone left in the journal: takes them over, watches them, and reports their ends. */
export class OrphanedRuns {
  /** What this window has taken over, by run id. */
  private readonly held = new Map<string, Held>();
  /** Runs already reported, in case the editor reports their end after all. */
  private readonly told = new Map<string, { readonly entry: JournalEntry; readonly at: number }>();
  /** The ids under which runs were already reported, by their ids in this window. */
  private readonly aliases = new Map<string, string>();
  /** When the owner of a file was first seen to be gone. */
  private readonly ownerless = new Map<string, number>();
  /** By the run ids in this window. */
  readonly inherited = new Map<string, Inheritance>();

  constructor(private readonly parts: OrphanedRunsParts) {}

  /** Runs still going, oldest first. */
  get running(): readonly Running[] {
    return [...this.held.values()]
      .filter(({ watched }) => watched.overAt === undefined)
      .map(({ watched }) => watched.entry.running)
      .sort((one, other) => one.startedAt - other.startedAt);
  }

  has(id: string): boolean {
    return this.held.has(id);
  }

  /** Whether no known run could match an end. */
  get isEmpty(): boolean {
    return this.held.size + this.told.size + this.aliases.size + this.inherited.size === 0;
  }

  /** A mail about that run was requested, or is no longer. */
  mark(id: string): void {
    const held = this.held.get(id);
    if (held === undefined) return;
    const { requests } = this.parts;
    const told = requests.isTold(id) ? { told: true as const } : {};
    const entry = { ...held.watched.entry, asked: requests.isAsked(id), ...told };
    this.held.set(id, { ...held, watched: held.watched.changed(entry) });
    this.parts.journal.put(entry);
  }

  /** The end of a run has been dealt with. */
  settled(id: string): void {
    this.held.delete(id);
    this.inherited.delete(id);
    this.parts.journal.remove(id);
  }

  /** The window closes: leaves runs still going to the next one. Needs node:fs only. */
  close(): void {
    const { clock, journal } = this.parts;
    for (const [id, { watched, wasGone }] of this.held)
      if (!wasGone && journal.holds(id)) journal.put({ ...watched.entry, closedAt: clock.now() });
  }

  /** @param own what runs in this window according to the editor */
  async check(own: readonly Running[]): Promise<void> {
    const { journal, look, scheduler, clock } = this.parts;
    const found = journal.others().filter(({ entry }) => isNear(entry.machine, this.parts.machine));
    for (const name of this.ownerless.keys()) if (!found.some((one) => one.name === name)) this.ownerless.delete(name);
    const held = [...this.held.values()].map(({ watched }) => watched.entry);
    const entries = [...found.map(({ entry }) => entry), ...held];
    const sights = await look([
      ...found.map(({ ownerPid }) => ownerPid),
      ...entries.flatMap(({ process }) => process?.pid ?? []),
    ]);
    const before = this.running.map(({ id }) => id).join();
    const taskIn = (line: JournalEntry) => entries.find((other) => isLineIn(other, line));
    for (const one of found) {
      const task = taskIn(one.entry);
      if (task !== undefined) this.leaveToTask(one, task.running.id, sights);
    }
    // What looks typed comes last: a task of this window that is in the journal itself has no other line there.
    const isTyped = ({ entry }: FoundEntry): number => Number(entry.running.source === 'terminal');
    const others = found.filter(({ entry }) => taskIn(entry) === undefined);
    for (const one of others.toSorted((one, other) => isTyped(one) - isTyped(other))) this.consider(one, own, sights);
    const [elapsed, now] = [scheduler.elapsed(), clock.now()];
    for (const [id, one] of this.held) {
      one.watched.see(sights, elapsed, now);
      const { entry } = one.watched;
      // Another window may know the same process by now.
      if (!journal.holds(id)) this.held.delete(id);
      else if (!this.joins(entry, sameAs(own, entry, sights, true, this.inherited))) this.judge(id, one, elapsed);
    }
    for (const [id, { entry, at }] of this.told) {
      // What began later is another run of the same thing.
      const earlier = own.filter((one) => !beganAfter(one, at));
      const same = sameAs(earlier, entry, sights, false, this.inherited);
      if (same !== undefined) this.aliases.set(same.id, id);
    }
    for (const [alias, id] of this.aliases)
      if (!this.told.has(id) && !own.some((one) => one.id === alias)) this.aliases.delete(alias);
    if (this.running.map(({ id }) => id).join() !== before) this.parts.changed();
  }

  /**
   * Adds what an earlier window knew to what the editor reports of a run of this window. A run reported before keeps
   * its earlier id.
   * @param isReported false if its end is known and will be reported later
   */
  recognize(run: Run, isReported = true): Run {
    const start = this.inherited.get(run.id);
    const began = start && start.startedAt < run.startedAt ? start : run;
    const alias = this.aliases.get(run.id);
    const known = { ...run, startedAt: began.startedAt, startKnown: began.startKnown };
    if (alias !== undefined) return { ...known, id: alias };
    if (start !== undefined) return known;
    const all = [...this.held.values()];
    // An unreported run is the only one in its terminal, so any end seen there is its end.
    const held =
      all.find((one) => isEndOf(run, one.watched.entry, one.wasGone)) ??
      all.find((one) => isLateEndAt(run, one.watched.entry));
    const earlier = held?.watched.entry ?? this.toldOf(run);
    if (earlier === undefined) return run;
    const { id, source, startedAt, startKnown, name, command } = earlier.running;
    if (isReported) {
      this.parts.log.info(`run ${run.id} is the end of ${id}, which began in an earlier window`);
      this.held.delete(id);
      this.told.delete(id);
    }
    // The line from the shell counts if it is not cut, not one from the screen.
    const isSaid = source !== run.source || run.command.slice(0, longestCommand) === command;
    const words = isSaid ? {} : { name, command };
    return { ...run, id, startedAt, startKnown, ...words };
  }

  private toldOf(run: Run): JournalEntry | undefined {
    // One seen to begin did so after that.
    if (run.startKnown) return undefined;
    const all = [...this.told.values()].map(({ entry }) => entry);
    return (
      all.find((entry) => isEndOf(run, entry, false)) ??
      all.find((entry) => isLateEndAt(run, entry) && beginsWith(run.command, entry.running.command))
    );
  }

  private consider(one: FoundEntry, own: readonly Running[], sights: ReadonlyMap<number, ProcessSight>): void {
    const { scheduler, clock, journal, log, machine, requests } = this.parts;
    const elapsed = scheduler.elapsed();
    const same = sameAs(own, one.entry, sights, !isOwned(one, sights), this.inherited);
    if (one.entry.end === undefined && this.joins(one.entry, same, one)) return;
    if (!this.isLeft(one, sights) || !journal.take(one)) return;
    if (one.entry.end !== undefined) {
      this.mailEnd(one.entry, one.entry.end);
      return;
    }
    const { process, ...rest } = one.entry;
    // No process outlives the boot, or the container, in which its pid is valid.
    const left: JournalEntry = process === undefined || rest.machine !== machine ? rest : one.entry;
    const wasGone = process !== undefined && sights.get(process.pid)?.startedAt !== process.startedAt;
    const { closedAt, ...going } = left;
    // Closing its window did not end what still runs.
    const entry: JournalEntry = wasGone ? left : going;
    const { id } = entry.running;
    log.info(`run ${id} is taken over from a window that is gone${closedAt === undefined ? '' : ', which was closed'}`);
    journal.put(entry);
    if (entry.asked) requests.ask(id);
    if (entry.told === true) requests.mailTheEnd(id);
    const watched = new WatchedRun(entry);
    watched.see(sights, elapsed, clock.now());
    this.held.set(id, { watched, takenAt: elapsed, wasGone });
  }

  /** Whether its window is gone, and no other one of its workspace, which may be opening, is to have it first. */
  private isLeft(one: FoundEntry, sights: ReadonlyMap<number, ProcessSight>): boolean {
    const { scheduler, home } = this.parts;
    if (isOwned(one, sights)) {
      this.ownerless.delete(one.name);
      return false;
    }
    const elapsed = scheduler.elapsed();
    const since = this.ownerless.get(one.name) ?? elapsed;
    this.ownerless.set(one.name, since);
    return one.entry.home === home || elapsed - since >= courtesy;
  }

  /** Drops a line of a task that is in the journal too. */
  private leaveToTask(line: FoundEntry, task: string, sights: ReadonlyMap<number, ProcessSight>): void {
    const { journal, log, requests } = this.parts;
    if (!this.isLeft(line, sights) || !journal.take(line)) return;
    const { asked, told, running } = line.entry;
    log.info(`run ${running.id} is the line of the task ${task}`);
    if (asked) requests.ask(task);
    if (told === true) requests.mailTheEnd(task);
    this.settled(running.id);
  }

  /** A window that is gone knew the end of a run, and did not come to its mail. */
  private mailEnd({ asked, told }: JournalEntry, end: Run): void {
    const { log, requests, ended } = this.parts;
    const { id } = end;
    const isStale = this.parts.clock.now() - end.endedAt > staleAfter;
    if (isStale || this.parts.isMailed(id)) {
      log.info(`run ${id}: ${isStale ? 'it ended too long ago' : 'its mail was written by its own window'}`);
      this.settled(id);
      return;
    }
    log.info(`run ${id}: its window ended before its mail was written`);
    if (asked) requests.ask(id);
    if (told === true) requests.mailTheEnd(id);
    ended.fire(end);
  }

  /** If a run of this window is the same, only that one goes on. Returns whether nothing is left to do. */
  private joins(entry: JournalEntry, same: Running | undefined, found?: FoundEntry): boolean {
    const { journal, log, machine, requests } = this.parts;
    if (same === undefined || entry.machine !== machine) return false;
    if (found !== undefined && !journal.take(found)) return true;
    const { running } = entry;
    const { id, startedAt, startKnown } = running;
    const isLine = running.source !== same.source;
    // The shell of a task ends with it.
    const process = entry.process && (isLine ? { ...entry.process, isShell: false } : entry.process);
    const [asked, told] = [entry.asked || requests.isAsked(id), entry.told === true || requests.isTold(id)];
    log.info(`run ${id} of an earlier window goes on as ${same.id}`);
    if (!isLine || !this.inherited.has(same.id))
      this.inherited.set(same.id, { startedAt, startKnown, ...(process === undefined ? {} : { process }) });
    if (asked) {
      requests.ask(same.id);
      requests.ask(id, false);
    }
    if (told) requests.mailTheEnd(same.id);
    this.settled(id);
    return true;
  }

  private judge(id: string, { watched, takenAt, wasGone }: Held, elapsed: number): void {
    const { clock, log } = this.parts;
    const { process, closedAt } = watched.entry;
    const expected = isExpected(watched.entry);
    const drop = (why: string): void => {
      log.info(`run ${id}: ${why}`);
      this.settled(id);
    };
    if (process === undefined) {
      if (elapsed - takenAt < longGrace) return;
      if (expected && !this.parts.isMailed(id)) this.tell(id, watched.entry, 'lost', clock.now());
      else drop('nothing can be known of it, and nobody asked');
      return;
    }
    const overFor = watched.overFor(elapsed);
    if (overFor === undefined || overFor < (process.isShell && !wasGone ? longGrace : grace)) return;
    if (this.parts.isMailed(id)) drop('its mail was written by its own window');
    else if (wasGone && !expected && closedAt !== undefined && clock.now() - closedAt > reloadTime)
      drop('it was ended as its window was closed');
    else this.tell(id, watched.entry, 'ended', watched.overAt ?? clock.now());
  }

  private tell(id: string, entry: JournalEntry, outcome: 'ended' | 'lost', at: number): void {
    this.held.delete(id);
    this.told.set(id, { entry, at: this.parts.clock.now() });
    for (const oldest of this.told.keys()) {
      if (this.told.size <= memory) break;
      this.told.delete(oldest);
    }
    this.parts.log.info(`run ${id}: ${outcome}, seen from outside`);
    this.parts.ended.fire(runOf(entry, outcome, at));
  }
}

/** Whether the window of an entry is there. */
function isOwned(one: FoundEntry, sights: ReadonlyMap<number, ProcessSight>): boolean {
  const owner = sights.get(one.ownerPid);
  return owner !== undefined && one.isOwner(owner.startedAt);
}
