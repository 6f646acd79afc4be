import type { Clock } from '../../model/clock';
import { Emitter } from '../../model/emitter';
import type { Log } from '../../model/log';
import { type Disk, temporaryFolder } from '../../system/disk';
import type { DiskTrouble } from '../../system/diskTrouble';
import type { Scheduler } from '../../system/scheduler';
import type { Presence } from '../lease/presence';
import { type HistoryPlan, trim } from '../store/retention';
import type { Entry } from '../store/entry';
import type { Store } from '../store/store';
import { clockSlack, isWaiting, rescheduled } from '../store/transition';
import type { Dispatcher } from './dispatcher';
import type { Gaps } from './gaps';
import type { Holds } from './holds';

export interface OutboxPollerParts {
  readonly store: Store;
  readonly disk: Disk;
  readonly holds: Holds;
  readonly gaps: Gaps;
  readonly presence: Presence;
  readonly trouble: DiskTrouble;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly log: Log;
  readonly history: () => HistoryPlan;
  /** Creates missing folders. */
  readonly prepare: () => void;
  readonly dispatcher: Pick<Dispatcher, 'pump' | 'isIdle'>;
}

/** How often to check the other copies and what is due, in milliseconds. */
const tick = 1_000;
/** The least time between two listings of the folders. */
const scanGap = 200;
const trimGap = 60_000;
const probeSize = 65_536;

/** Watches the clock, the disk and the other copies of the extension. */
export class OutboxPoller {
  private cancelTick: (() => void) | undefined;
  private cancelScan: (() => void) | undefined;
  private scanning: Promise<void> | undefined;
  private resuming: Promise<void> | undefined;
  private isStopped = false;
  private isRead = false;
  private lastScan = Number.NEGATIVE_INFINITY;
  private lastTrim = Number.NEGATIVE_INFINITY;
  private lastNow = 0;
  private tellLooked: () => void = () => undefined;
  private readonly readings = new Emitter();
  /** The disk has been read once more. */
  readonly onDidRead = this.readings.event;
  /** Resolves once the disk has been read, or does not allow it. */
  readonly looked = new Promise<void>((resolve) => (this.tellLooked = resolve));

  constructor(private readonly parts: OutboxPollerParts) {
    parts.gaps.onDidPass(({ from, to }) => void parts.trouble.once(() => this.resume(() => from, to)));
  }

  /** Resolves when the disk has been read once. */
  async start(): Promise<void> {
    const { presence, trouble, clock, gaps } = this.parts;
    this.lastNow = clock.now();
    gaps.look();
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

  /** The disk differs from the index: reads it again soon. */
  stale(): void {
    if (this.isStopped || this.cancelScan !== undefined) return;
    const wait = Math.max(0, this.lastScan + scanGap - this.parts.scheduler.elapsed());
    this.cancelScan = this.parts.scheduler.after(wait, () => {
      this.cancelScan = undefined;
      void this.scan();
    });
  }

  /** Reads the disk; a call during a scan gets one that began after the call. */
  async scan(): Promise<void> {
    while (this.scanning !== undefined) await this.scanning;
    if (this.isStopped) return;
    this.scanning = this.read().finally(() => (this.scanning = undefined));
    await this.scanning;
  }

  /** Resolves when no scan is running. */
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
    const { presence, holds, trouble, clock, gaps, dispatcher } = this.parts;
    gaps.look();
    presence.beat();
    this.stir();
    const now = clock.now();
    const wasSetBack = now < this.lastNow - clockSlack;
    this.lastNow = now;
    if (wasSetBack || trouble.current !== undefined) this.stale();
    if (!trouble.isInsisting) void trouble.once(() => (trouble.current === undefined ? holds.save() : this.probe()));
    this.trim();
    // Something may be due.
    dispatcher.pump();
  }

  /** Checks that the disk accepts a file larger than nearly every message, then writes and flushes what is owed. */
  private async probe(): Promise<void> {
    const { disk, holds, store, trouble } = this.parts;
    const place = { folder: temporaryFolder, name: 'probe' };
    await disk.write(place, [new Uint8Array(probeSize)]);
    disk.remove(place);
    await holds.save();
    await store.settleAll();
    trouble.set(undefined);
  }

  private async read(): Promise<void> {
    const { store, holds, trouble, clock, prepare, scheduler, dispatcher } = this.parts;
    const isRead = await trouble.once(async () => {
      if (trouble.current?.failureCause === 'missing') prepare();
      await store.scan();
      await holds.scan(clock.now());
      await this.reschedule();
      // No window may have been open: what was due had nobody to try it.
      if (!this.isRead)
        await this.resume(({ due, account }) => Math.max(due, holds.of(account)?.until ?? 0), clock.now());
      return true;
    });
    this.lastScan = scheduler.elapsed();
    if (isRead === true) this.isRead = true;
    this.tellLooked();
    if (isRead !== true) return;
    this.readings.fire();
    dispatcher.pump();
  }

  /** Restarts waits measured by a clock that has since been set back. */
  private async reschedule(): Promise<void> {
    const { store, clock, log } = this.parts;
    const now = clock.now();
    const restart = (entry: Entry): Entry => rescheduled(entry, now);
    const restarted = await store.moveAll(changedBy(restart, store.index.all()), restart);
    if (restarted > 0) log.info(`the clock was set back: ${restarted} messages wait anew`);
  }

  /**
   * Does not count against waiting messages the time in which nobody could try them.
   * @param since when that began
   * @param to when it ended
   */
  private resume(since: (entry: Entry) => number, to: number): Promise<void> {
    const { store, gaps, log } = this.parts;
    const pass = (entry: Entry): Entry =>
      isWaiting(entry) && since(entry) < to - clockSlack ? gaps.resume(entry, since(entry), to) : entry;
    const end = gaps.begin(pass);
    const work = async (): Promise<void> => {
      let last = 0;
      const resumed = await store.moveAll(changedBy(pass, store.index.all()), (entry) => {
        const next = pass(entry);
        if (next === entry) return entry;
        // A millisecond apart at least, which keeps their order.
        last = Math.max(next.begun, last + 1);
        return { ...next, begun: last };
      });
      if (resumed > 0)
        log.info(`${resumed} messages could not be tried for a while, which does not count against them`);
    };
    // One time after the other: a message is in its state since the end of the last one.
    const before = this.resuming;
    const done = (before === undefined ? work() : before.then(work, work)).finally(() => {
      end();
      if (this.resuming === done) this.resuming = undefined;
    });
    this.resuming = done;
    return done;
  }

  private trim(): void {
    const { store, history, clock, scheduler, trouble, dispatcher } = this.parts;
    const now = scheduler.elapsed();
    if (now - this.lastTrim < trimGap) return;
    this.lastTrim = now;
    void trouble.once(() => {
      const isMore = trim(store, history(), clock);
      if (!isMore) store.tidyReceipts();
      // Sending goes first.
      else if (dispatcher.isIdle) this.lastTrim = Number.NEGATIVE_INFINITY;
    });
  }

  /** Removes what dead processes left unfinished: none of it had been accepted. */
  private tidy(): void {
    const { disk, presence, trouble } = this.parts;
    void trouble.once(() => {
      // List first: a copy that had begun a file by then had already shown its presence.
      const names = disk.namesNow(temporaryFolder);
      presence.look();
      for (const name of names) {
        const [owner = ''] = name.split('.');
        if (!presence.isKnown(owner)) disk.remove({ folder: temporaryFolder, name });
      }
    });
  }
}

/** Those that a step changes: of ten thousand mostly none. */
function changedBy(step: (entry: Entry) => Entry, entries: Iterable<Entry>): readonly Entry[] {
  return [...entries].filter((entry) => step(entry) !== entry);
}
