import { durationOf, type Run, type Running } from '../model/run';
import { isExpected, longestCommand, runOf, type JournalEntry } from './journalEntry';
import type { Inheritance, RunWatchParts } from './ownRuns';
import { isNear } from './processIdentity';
import type { ProcessSight } from './processWatch';
import type { FoundEntry } from './runJournal';
import { WatchedRun } from './watchedRun';

export interface AbandonedRunsParts extends RunWatchParts {
  /** Has a mail be asked for about the run with this id, or no longer. */
  ask(id: string, isAsked: boolean): void;
  /** Have the end of the run with this id be mailed: it was told that it goes on. */
  tellEnd(id: string): void;
  /** Whether a mail about the run with this id is in the outbox: its window died after that was written. */
  isMailed(id: string): boolean;
  /** What is listed has changed. */
  changed(): void;
}

interface Held {
  readonly watched: WatchedRun;
  /** On the clock that nobody sets. */
  readonly takenAt: number;
  /** Its process was gone already as it was taken over: nobody knows since when. */
  readonly wasGone: boolean;
}

/** How long a window of another workspace leaves a run to one of the same, which may be opening, in milliseconds. */
const courtesy = 20_000;
/** How long the editor may take to tell a new window what it knows of a run: of one whose process is seen to be gone. */
const grace = 3_000;
/** The same for one that nothing can be seen of, and for a shell, which is at its prompt between two commands of a loop too. */
const longGrace = 15_000;
/** Where a window was closed so long ago it was not to be reloaded, and what ran in it was ended by that. */
const reloadTime = 60_000;
/** What is told together lies no further apart, in milliseconds. */
const instant = 1_000;
/** How many runs that were told of are remembered. */
const memory = 100;

/** The runs that windows which are gone have left in the journal: takes them over, watches them, and tells their ends. */
export class AbandonedRuns {
  /** What this window has taken over, by the ids of the runs. */
  private readonly held = new Map<string, Held>();
  /** What was told of already, for ends that the editor tells after all. */
  private readonly told = new Map<string, { readonly entry: JournalEntry; readonly at: number }>();
  /** The ids of runs of this window that are others' as well, which were told of: by the new ids. */
  private readonly aliases = new Map<string, string>();
  /** When the owner of a file was first seen to be gone. */
  private readonly ownerless = new Map<string, number>();
  /** By the ids that the runs have in this window. */
  readonly inherited = new Map<string, Inheritance>();

  constructor(private readonly parts: AbandonedRunsParts) {}

  /** Those that go on, the oldest first. */
  get running(): readonly Running[] {
    return [...this.held.values()]
      .filter(({ watched }) => watched.overAt === undefined)
      .map(({ watched }) => watched.entry.running)
      .sort((one, other) => one.startedAt - other.startedAt);
  }

  has(id: string): boolean {
    return this.held.has(id);
  }

  /** A mail about that run was asked for, or no longer is. */
  mark(id: string): void {
    const held = this.held.get(id);
    if (held === undefined) return;
    const told = this.parts.isTold(id) ? { told: true as const } : {};
    const entry = { ...held.watched.entry, asked: this.parts.isAsked(id), ...told };
    this.held.set(id, { ...held, watched: new WatchedRun(entry) });
    this.parts.journal.put(entry);
  }

  /** The end of a run has been dealt with. */
  settled(id: string): void {
    this.held.delete(id);
    this.inherited.delete(id);
    this.parts.journal.remove(id);
  }

  /** The window closes: what goes on is left to the next one. Needs node:fs only. */
  close(): void {
    const { clock, journal } = this.parts;
    for (const [id, { watched, wasGone }] of this.held)
      if (!wasGone && journal.holds(id)) journal.put({ ...watched.entry, closedAt: clock.now() });
  }

  /** @param own what goes on in this window by what the editor tells */
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
    for (const one of found) this.consider(one, own, sights);
    const [elapsed, now] = [scheduler.elapsed(), clock.now()];
    for (const [id, one] of this.held) {
      one.watched.see(sights, elapsed, now);
      const { entry } = one.watched;
      // Another window may have been told of the same process meanwhile.
      if (!journal.holds(id)) this.held.delete(id);
      else if (!this.joins(entry, sameAs(own, entry, sights, true))) this.judge(id, one, elapsed);
    }
    for (const [id, { entry, at }] of this.told) {
      // What began after that is another run of the same.
      const earlier = own.filter((one) => !beganAfter(one, at));
      const same = sameAs(earlier, entry, sights, false);
      if (same !== undefined) this.aliases.set(same.id, id);
    }
    for (const [alias, id] of this.aliases)
      if (!this.told.has(id) && !own.some((one) => one.id === alias)) this.aliases.delete(alias);
    if (this.running.map(({ id }) => id).join() !== before) this.parts.changed();
  }

  /**
   * What the editor tells of a run of this window, with what an earlier window knew of it. One that was told of already
   * gets the id that it had then.
   */
  recognize(run: Run): Run {
    const start = this.inherited.get(run.id);
    const began = start && start.startedAt < run.startedAt ? start : run;
    const alias = this.aliases.get(run.id);
    const known = { ...run, startedAt: began.startedAt, startKnown: began.startKnown };
    if (alias !== undefined) return { ...known, id: alias };
    if (start !== undefined) return known;
    const all = [...this.held.values()];
    // What was not told of yet has its terminal to itself: whatever the screen shows there, it is its end.
    const held =
      all.find((one) => isEndOf(run, one.watched.entry, one.wasGone)) ??
      all.find((one) => isLateEndAt(run, one.watched.entry));
    const earlier = held?.watched.entry ?? this.toldOf(run);
    if (earlier === undefined) return run;
    const { id, startedAt, startKnown, name, command } = earlier.running;
    this.parts.log.info(`run ${run.id} is the end of ${id}, which began in an earlier window`);
    this.held.delete(id);
    this.told.delete(id);
    // The line that the shell told counts, if not cut, and not one from the screen.
    const words = run.command.slice(0, longestCommand) === command ? {} : { name, command };
    return { ...run, id, startedAt, startKnown, ...words };
  }

  private toldOf(run: Run): JournalEntry | undefined {
    // Of one that is seen to begin it is known that it did so after that.
    if (run.startKnown) return undefined;
    const all = [...this.told.values()].map(({ entry }) => entry);
    return (
      all.find((entry) => isEndOf(run, entry, false)) ??
      all.find((entry) => isLateEndAt(run, entry) && beginsWith(run.command, entry.running.command))
    );
  }

  private consider(one: FoundEntry, own: readonly Running[], sights: ReadonlyMap<number, ProcessSight>): void {
    const { scheduler, clock, journal, log, home, machine } = this.parts;
    const elapsed = scheduler.elapsed();
    const owner = sights.get(one.ownerPid);
    const isOwned = owner !== undefined && one.isOwner(owner.startedAt);
    if (this.joins(one.entry, sameAs(own, one.entry, sights, !isOwned), one)) return;
    if (isOwned) {
      this.ownerless.delete(one.name);
      return;
    }
    const since = this.ownerless.get(one.name) ?? elapsed;
    this.ownerless.set(one.name, since);
    if (one.entry.home !== home && elapsed - since < courtesy) return;
    if (!journal.take(one)) return;
    const { process, ...rest } = one.entry;
    // No process outlives the boot, or the container, that its number counts in.
    const left: JournalEntry = process === undefined || rest.machine !== machine ? rest : one.entry;
    const wasGone = process !== undefined && sights.get(process.pid)?.startedAt !== process.startedAt;
    const { closedAt, ...going } = left;
    // What goes on was not ended by that its window was closed.
    const entry: JournalEntry = wasGone ? left : going;
    const { id } = entry.running;
    log.info(`run ${id} is taken over from a window that is gone${closedAt === undefined ? '' : ', which was closed'}`);
    journal.put(entry);
    if (entry.asked) this.parts.ask(id, true);
    if (entry.told === true) this.parts.tellEnd(id);
    const watched = new WatchedRun(entry);
    watched.see(sights, elapsed, clock.now());
    this.held.set(id, { watched, takenAt: elapsed, wasGone });
  }

  /** Where a run of this window is the same one, it alone goes on. Answers whether nothing is left to do. */
  private joins(entry: JournalEntry, same: Running | undefined, found?: FoundEntry): boolean {
    const { journal, log, machine } = this.parts;
    if (same === undefined || entry.machine !== machine) return false;
    if (found !== undefined && !journal.take(found)) return true;
    const { process, asked, told, running } = entry;
    const { id, startedAt, startKnown } = running;
    log.info(`run ${id} of an earlier window goes on as ${same.id}`);
    this.inherited.set(same.id, { startedAt, startKnown, ...(process === undefined ? {} : { process }) });
    if (asked) {
      this.parts.ask(same.id, true);
      this.parts.ask(id, false);
    }
    if (told === true) this.parts.tellEnd(same.id);
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
    this.parts.emit(runOf(entry, outcome, at));
  }
}

/**
 * What goes on in this window that is the run of the journal.
 * @param isOwnerless no other window watches it any longer
 */
function sameAs(
  own: readonly Running[],
  { running, process }: JournalEntry,
  sights: ReadonlyMap<number, ProcessSight>,
  isOwnerless: boolean,
): Running | undefined {
  const isAlive = process !== undefined && sights.get(process.pid)?.startedAt === process.startedAt;
  return own.find((one) => {
    if (one.source !== running.source || one.command.slice(0, longestCommand) !== running.command) return false;
    if (process !== undefined) {
      if (!isAlive) return false;
      // One that is seen to begin is the same line once more.
      if (process.isShell) return one.place?.terminal === process.pid && !beganAfter(one, running.startedAt + instant);
      if (one.pid !== undefined) return one.pid === process.pid;
    }
    // The editor lists it to the new window without its process, for instance where the extension host died.
    const isUnknown = isOwnerless && !one.startKnown && one.pid === undefined;
    return isUnknown && one.name === running.name && one.folder === running.folder;
  });
}

/** @param moment milliseconds since 1970 */
function beganAfter({ startKnown, startedAt }: Pick<Running, 'startKnown' | 'startedAt'>, moment: number): boolean {
  return startKnown && startedAt > moment;
}

/** Whether a run that this window was told of only as it ended is the end of the run of the journal. */
function isEndOf(run: Run, { running, process }: JournalEntry, wasGone: boolean): boolean {
  if (run.source !== running.source || run.command.slice(0, longestCommand) !== running.command) return false;
  // Measured: after a reload the editor tells start and end of a terminal command together, as it ends.
  if (process?.isShell === true) return run.place?.terminal === process.pid && durationOf(run) < instant;
  return wasGone && !run.startKnown && run.name === running.name && run.folder === running.folder;
}

/**
 * Whether a run of which only the end was told is that of a command in the same terminal, as after a reload. Measured: then
 * the editor reads the line from the screen, from the command up to where the last output ends, row by row.
 */
function isLateEndAt(run: Run, { running, process }: JournalEntry): boolean {
  if (run.screenLine !== true || run.startKnown || running.source !== 'terminal' || run.source !== 'terminal')
    return false;
  return process?.isShell === true && run.place?.terminal === process.pid && durationOf(run) <= instant;
}

/** Whether a line from the screen is a command, and what that printed: the ends of rows are cut there. */
function beginsWith(line: string, command: string): boolean {
  return line.replace(/\s/g, '').startsWith(command.replace(/\s/g, ''));
}
