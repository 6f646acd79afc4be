import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import type { Message } from '../model/message';
import type { Transcript } from '../model/transcript';
import type { Transport } from '../mail/transport';
import { Disk } from './disk';
import { DiskTrouble } from './diskTrouble';
import { Dispatcher } from './dispatcher';
import { accountKey, type Entry } from './entry';
import { usualHistory, type HistoryPlan } from './history';
import { holdFolder, Holds } from './holds';
import { leaseFolder, Leases } from './lease';
import { Lookout } from './lookout';
import { Mender } from './mender';
import type { OutboxHost } from './outboxHost';
import { Presence, presenceFolder } from './presence';
import { thisProcess, type ProcessIdentity } from './processIdentity';
import type { About } from './record';
import { Refusals } from './refusals';
import { systemScheduler, type Scheduler } from './scheduler';
import { Settlement } from './settlement';
import { Slots } from './slots';
import { takeSnapshot, type Snapshot } from './snapshot';
import { Store, storeFolders } from './store';
import { hastened, woken } from './transition';
import { usualPlan, type RetryPlan } from './verdict';
import { Waits } from './waits';

/** What may be changed while it works; asked for each time. */
export interface OutboxSettings {
  readonly retry: RetryPlan;
  readonly history: HistoryPlan;
}

export const usualSettings: OutboxSettings = { retry: usualPlan, history: usualHistory };

export interface OutboxParts {
  /** The folder of the outbox, the same for every window; made where it is missing. */
  readonly root: string;
  readonly transport: Transport;
  readonly host: OutboxHost;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly settings?: () => OutboxSettings;
  readonly scheduler?: Scheduler;
  readonly identity?: ProcessIdentity;
  readonly disk?: Disk;
}

/** Between two tellings that something changed, in milliseconds. */
const changeGap = 100;

/**
 * The outbox: takes messages, keeps them on disk, and sends each exactly once as far as SMTP allows, whatever dies.
 * Several live on one folder at the same time, one in each window.
 */
export class Outbox {
  private readonly disk: Disk;
  private readonly scheduler: Scheduler;
  private readonly store: Store;
  private readonly holds: Holds;
  private readonly slots: Slots;
  private readonly refusals: Refusals;
  private readonly mender: Mender;
  private readonly trouble: DiskTrouble;
  private readonly settlement: Settlement;
  private readonly dispatcher: Dispatcher;
  private readonly lookout: Lookout;
  private readonly presence: Presence;
  private readonly stopping = new AbortController();
  private readonly listeners = new Set<() => void>();
  private readonly unsaved = new Map<string, Message>();
  private cancelChange: (() => void) | undefined;

  constructor(private readonly parts: OutboxParts) {
    const { root, host, clock, log, random, transport } = parts;
    const settings = parts.settings ?? ((): OutboxSettings => usualSettings);
    const plan = (): RetryPlan => settings().retry;
    const scheduler = (this.scheduler = parts.scheduler ?? systemScheduler);
    const identity = parts.identity ?? thisProcess();
    const disk = (this.disk = parts.disk ?? new Disk(root, identity.instance));
    const presence = (this.presence = new Presence({ root, identity, scheduler, log }));
    const onChange = (): void => {
      presence.sign();
      this.changed();
    };
    const onTrouble = (failure: Parameters<OutboxHost['trouble']>[0]): void => {
      this.changed();
      host.trouble(failure);
    };
    const onStale = (): void => this.lookout.stale();
    const onSetAside = (paths: readonly string[]): void => host.setAside(paths);
    const { signal } = this.stopping;
    const waits = new Waits(scheduler);
    const slots = (this.slots = new Slots(waits, () => this.changed()));
    const refusals = (this.refusals = new Refusals(waits));
    const trouble = (this.trouble = new DiskTrouble({ scheduler, log, signal, onChange: onTrouble }));
    const store = (this.store = new Store({ disk, clock, log, onChange, onStale, onSetAside }));
    const holds = (this.holds = new Holds(disk, onChange, (found) => void this.mender.review(found)));
    const leases = new Leases({ root, identity, presence, log });
    const common = { store, holds, refusals, waits, host, trouble, clock, scheduler, log };
    const settlement = (this.settlement = new Settlement({ ...common, plan, random }));
    const scan = (): Promise<void> => this.lookout.scan();
    const wake = (accountId: string): void => this.wake(accountId);
    this.mender = new Mender({ ...common, stopping: signal, scan, wake });
    this.dispatcher = new Dispatcher({ ...common, slots, leases, settlement, transport, plan });
    const prepare = (): void => disk.prepare([...storeFolders, holdFolder, leaseFolder, presenceFolder]);
    const onNews = (): void => {
      this.changed();
      this.dispatcher.pump();
    };
    const history = (): HistoryPlan => settings().history;
    const onTick = (): void => this.dispatcher.pump();
    const isBusy = (): boolean => !this.dispatcher.isIdle;
    this.lookout = new Lookout({ ...common, disk, presence, history, prepare, isBusy, onNews, onTick });
  }

  /** Resolves when the disk has been read once. Before that, a snapshot knows nothing of it. To be called first. */
  async start(): Promise<void> {
    await this.lookout.start();
    await this.mender.reviewAll();
  }

  /**
   * Takes a message. When this resolves it is on the disk and will be sent, whatever dies. While the disk is full or cannot
   * be written it waits in memory, which a snapshot tells; it rejects with a StoreFailure only when `stop` ends that.
   * @param notBefore when it goes at the earliest, in milliseconds since 1970, unless it is released
   */
  async enqueue(message: Message, accountId: string, about: About = {}, notBefore = 0): Promise<void> {
    this.unsaved.set(message.id, message);
    try {
      await this.trouble.insist(() => this.store.add(message, accountId, about, notBefore));
    } finally {
      this.unsaved.delete(message.id);
    }
    this.dispatcher.pump();
  }

  /**
   * A mail of that account is to be expected: opens a connection for it and keeps it for `patience` milliseconds. Does
   * nothing while the account is held, since repeated bad sign-ins lock accounts. Never rejects.
   */
  async expect(accountId: string, patience: number): Promise<void> {
    const { transport, host, clock, log } = this.parts;
    const key = accountKey(accountId);
    const isHeld = (): boolean => this.holds.isHeld(key, clock.now()) || this.refusals.of(key) !== undefined;
    if (transport.open === undefined || isHeld()) return;
    const sender = await host.sender(accountId).catch(() => undefined);
    if (sender === undefined || !('account' in sender) || isHeld() || this.stopping.signal.aborted) return;
    log.debug(`a mail is to be expected: connecting to ${sender.account.host} ahead of it`);
    await transport.open(sender.account, sender.credential, patience, sender.proxy);
  }

  /**
   * What an account waits for may be there: its settings or its secret changed, a test passed. Everything of it is due.
   * Without an account: the network is back, and what waits for the network is due.
   */
  wake(accountId?: string): void {
    void this.trouble.once(() => {
      if (accountId === undefined) this.settlement.networkIsBack();
      else this.mender.lift(accountKey(accountId));
      this.dispatcher.pump();
    });
  }

  /** How many mails accounts may send may have changed: what waits for that alone is looked at anew. */
  limitsChanged(): void {
    this.slots.end();
    this.dispatcher.pump();
  }

  /** Everything that waits is due, whatever for and whatever its account; what is in doubt waits for its own time. */
  wakeAll(): void {
    void this.trouble.once(() => {
      this.mender.liftAll();
      this.dispatcher.pump();
    });
  }

  /** Lets a message go that was not to go before a certain time. Answers whether it still waited for that. */
  release(id: string): Promise<boolean> {
    return this.change(id, (entry) => {
      const now = this.parts.clock.now();
      return entry.state !== 'queued' || entry.due <= now || this.store.move(entry, woken(entry, now));
    });
  }

  /** Sends a message at once, whatever it waits for; one in doubt a second time. Answers whether it can be. */
  sendNow(id: string): Promise<boolean> {
    return this.change(id, (entry) => this.store.move(entry, hastened(entry, this.parts.clock.now())));
  }

  /** Begins anew with a message that is parked or was given up. Answers whether it can. */
  retry(id: string): Promise<boolean> {
    return this.sendNow(id);
  }

  /** Takes a message back that nobody has tried to send. Answers whether it could. */
  withdraw(id: string): Promise<boolean> {
    return this.change(id, (entry) => isUntried(entry) && this.store.remove(entry));
  }

  /** Whether a message waits for its time, as far as is known. */
  isWaiting(id: string): boolean {
    const entry = this.store.ledger.get(id);
    return entry !== undefined && isUntried(entry);
  }

  /**
   * Removes a message for good. Answers whether it could: what is being sent cannot be taken back. That one was sent counts
   * for the limits all the same.
   */
  delete(id: string): Promise<boolean> {
    const { store } = this;
    const remove = (entry: Entry): boolean => (entry.state === 'sent' ? store.erase(entry) : store.remove(entry));
    return this.change(id, remove, 'sent too');
  }

  /** Whether a message with this id was taken, whatever became of it, as long as that is remembered. */
  has(id: string): boolean {
    return this.unsaved.has(id) || this.store.ledger.get(id) !== undefined;
  }

  /** The message with its body; `undefined` where it is no longer kept. Throws a StoreFailure. */
  message(id: string): Message | undefined {
    const entry = this.store.ledger.get(id);
    return entry === undefined ? this.unsaved.get(id) : this.store.message(entry);
  }

  /** The conversation with the server at the last attempt; empty where there was none. Throws a StoreFailure. */
  transcript(id: string): Transcript {
    return this.store.transcript(id);
  }

  snapshot(): Snapshot {
    const { store, holds, slots, parts, lookout, trouble, unsaved } = this;
    const rest = { folder: parts.root, hasRead: lookout.hasRead, trouble: trouble.current, unsaved: unsaved.size };
    return takeSnapshot(store, holds, slots, parts.clock.now(), rest);
  }

  /** Told soon after something changed, once for many changes, whichever window they were made in. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Resolves when nothing is being sent any more that was when this was called, or when its time has come. */
  async settled(): Promise<void> {
    await this.lookout.settled();
    await this.dispatcher.settled();
  }

  /**
   * Ends. Nothing is begun; a mail whose body is out gets the time for its answer. What is left goes from the next window.
   * Needs nothing of the editor.
   * @param most how long it takes at most, in milliseconds
   */
  async stop(most?: number): Promise<void> {
    this.stopping.abort();
    this.cancelChange?.();
    this.listeners.clear();
    await this.dispatcher.stop(most);
    this.lookout.stop();
    this.disk.close();
  }

  /** Does something with a message that nobody is sending; a second time with fresh knowledge where the first was stale. */
  private async change(id: string, work: (entry: Entry) => boolean, reach?: 'sent too'): Promise<boolean> {
    for (const isSecond of [false, true]) {
      if (isSecond) await this.lookout.scan();
      const entry = this.store.ledger.get(id);
      if (entry === undefined) continue;
      if (entry.claim !== '' || (entry.state === 'sent' && reach === undefined)) return false;
      if (!work(entry)) continue;
      this.dispatcher.pump();
      return true;
    }
    return false;
  }

  private changed(): void {
    if (this.listeners.size === 0 || this.cancelChange !== undefined || this.stopping.signal.aborted) return;
    this.cancelChange = this.scheduler.after(changeGap, () => {
      this.cancelChange = undefined;
      for (const listener of this.listeners) listener();
    });
  }
}

function isUntried({ state, attempts, claim }: Entry): boolean {
  return state === 'queued' && attempts === 0 && claim === '';
}
