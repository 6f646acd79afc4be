import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import { temporaryFolder, type Disk } from './disk';
import type { DiskTrouble } from './diskTrouble';
import { trim, type HistoryPlan } from './history';
import type { Holds } from './holds';
import type { Presence } from './presence';
import type { Scheduler } from './scheduler';
import type { Store } from './store';
import { clockSlack, rescheduled } from './transition';

export interface LookoutParts {
  readonly store: Store;
  readonly disk: Disk;
  readonly holds: Holds;
  readonly presence: Presence;
  readonly trouble: DiskTrouble;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly log: Log;
  readonly history: () => HistoryPlan;
  /** Makes the folders that are missing. */
  readonly prepare: () => void;
  /** Whether something is being sent. */
  readonly isBusy: () => boolean;
  /** Something is known that was not. */
  readonly onNews: () => void;
  /** Time has passed: something may be due. */
  readonly onTick: () => void;
}

/** How often the others are looked at and what is due is looked for, in milliseconds. */
const tick = 1_000;
/** At least so much lies between two listings of the folders. */
const scanGap = 200;
const trimGap = 60_000;
/** How many heads are read without letting anything else happen: about a millisecond. */
const portion = 50;
/** How many mails of a kind are shown, the last ones: as much as anybody scrolls through. */
export const mostShown = 200;
/**
 * How long after a portion nothing is read while something is being sent, in milliseconds: what is sent soon is read for
 * that, and what is not shown is in no hurry.
 */
const pause = { shown: 100, rest: 1_000 } as const;
const probeSize = 65_536;

/** Keeps an eye on the clock, the disk and the other copies of the extension. */
export class Lookout {
  private cancelTick: (() => void) | undefined;
  private cancelScan: (() => void) | undefined;
  private scanning: Promise<void> | undefined;
  private isStopped = false;
  private isRead = false;
  private lastScan = Number.NEGATIVE_INFINITY;
  private lastTrim = Number.NEGATIVE_INFINITY;
  private lastNow = 0;
  private loading = 0;

  constructor(private readonly parts: LookoutParts) {}

  /** Resolves when the disk has been read once. */
  async start(): Promise<void> {
    const { presence, trouble, clock } = this.parts;
    this.lastNow = clock.now();
    await trouble.once(() => {
      this.parts.prepare();
      presence.start(() => this.stir());
    });
    await this.scan();
    if (this.isStopped) return;
    this.tidy();
    this.arm();
  }

  /** Whether the disk has been read once. */
  get hasRead(): boolean {
    return this.isRead;
  }

  /** The disk is not as it was thought to be: it is read again soon. */
  stale(): void {
    if (this.isStopped || this.cancelScan !== undefined) return;
    const wait = Math.max(0, this.lastScan + scanGap - this.parts.scheduler.elapsed());
    this.cancelScan = this.parts.scheduler.after(wait, () => {
      this.cancelScan = undefined;
      void this.scan();
    });
  }

  /** Reads the disk; who comes while that goes on gets a listing that began after he came. */
  async scan(): Promise<void> {
    while (this.scanning !== undefined) await this.scanning;
    if (this.isStopped) return;
    this.scanning = this.read().finally(() => (this.scanning = undefined));
    await this.scanning;
  }

  /** Resolves when the disk is not being read. */
  async settled(): Promise<void> {
    await this.scanning;
  }

  stop(): void {
    this.isStopped = true;
    this.cancelTick?.();
    this.cancelScan?.();
    this.parts.presence.stop();
  }

  private stir(): void {
    if (!this.isStopped && this.parts.presence.look()) this.stale();
  }

  private arm(): void {
    this.cancelTick = this.parts.scheduler.after(tick, () => {
      this.look();
      if (!this.isStopped) this.arm();
    });
  }

  private look(): void {
    const { presence, holds, trouble, clock, onTick } = this.parts;
    presence.beat();
    this.stir();
    const now = clock.now();
    const wasSetBack = now < this.lastNow - clockSlack;
    this.lastNow = now;
    if (wasSetBack || trouble.current !== undefined) this.stale();
    if (!trouble.isInsisting) void trouble.once(() => (trouble.current === undefined ? holds.save() : this.probe()));
    this.trim();
    onTick();
  }

  /** Whether the disk takes a file again, larger than nearly every message, and what it owes us. */
  private async probe(): Promise<void> {
    const { disk, holds, trouble } = this.parts;
    const place = { folder: temporaryFolder, name: 'probe' };
    await disk.write(place, [new Uint8Array(probeSize)]);
    disk.remove(place);
    await holds.save();
    trouble.set(undefined);
  }

  private async read(): Promise<void> {
    const { store, holds, trouble, clock, prepare, scheduler, onNews } = this.parts;
    const isRead = await trouble.once(async () => {
      if (trouble.current?.failureCause === 'missing') prepare();
      await store.scan();
      await holds.scan(clock.now());
      this.reschedule();
      return true;
    });
    this.lastScan = scheduler.elapsed();
    if (isRead !== true) return;
    this.isRead = true;
    void this.load();
    onNews();
  }

  /** Waits that were counted by a clock that has been set back since begin anew. */
  private reschedule(): void {
    const { store, clock, log } = this.parts;
    const now = clock.now();
    for (const entry of [...store.ledger.all()]) {
      const next = rescheduled(entry, now);
      if (next === entry) continue;
      log.info(`message ${entry.id}: the clock was set back; its waiting time is counted anew`);
      store.move(entry, next);
    }
  }

  /** Reads what is shown of each message, a little at a time; the last first, since whoever sends begins with the first. */
  private async load(): Promise<void> {
    const { store, trouble, isBusy, onNews } = this.parts;
    this.loading += 1;
    const turn = this.loading;
    let read = 0;
    for (const entry of [...store.ledger.all()].reverse()) {
      if (entry.bodyless || store.isLoaded(entry) || store.ledger.get(entry.id) !== entry) continue;
      await trouble.once(() => {
        if (store.headOf(entry) !== undefined) store.factsOf(entry.id);
      });
      read += 1;
      if (read % portion !== 0) continue;
      const gap = read < mostShown ? pause.shown : pause.rest;
      await (isBusy() ? setTimeout(gap, undefined, { ref: false }) : setImmediate());
      if (this.isStopped || turn !== this.loading) return;
    }
    if (read > 0) onNews();
  }

  private trim(): void {
    const { store, history, clock, scheduler, trouble, isBusy } = this.parts;
    const now = scheduler.elapsed();
    if (now - this.lastTrim < trimGap) return;
    this.lastTrim = now;
    void trouble.once(() => {
      const isMore = trim(store, history(), clock);
      if (!isMore) store.tidyReceipts();
      // While something is being sent, that goes first.
      else if (!isBusy()) this.lastTrim = Number.NEGATIVE_INFINITY;
    });
  }

  /** Removes what dead processes left half done: nothing of it had been accepted. */
  private tidy(): void {
    const { disk, presence, trouble } = this.parts;
    void trouble.once(() => {
      // Listed first: whoever had begun a file by then had shown himself before.
      const names = disk.namesNow(temporaryFolder);
      presence.look();
      for (const name of names) {
        const [owner = ''] = name.split('.');
        if (!presence.isKnown(owner)) disk.remove({ folder: temporaryFolder, name });
      }
    });
  }
}
