import type { Transport } from '../mail/transport/transport';
import type { Clock } from '../model/clock';
import { Emitter } from '../model/emitter';
import type { Transcript } from '../model/failure/attempt';
import type { Message } from '../model/letter/message';
import type { Log } from '../model/log';
import { errorMessage } from '../model/unknown';
import { Disk } from '../system/disk';
import { DiskTrouble } from '../system/diskTrouble';
import { type ProcessIdentity, thisProcess } from '../system/processIdentity';
import { type Scheduler, systemScheduler } from '../system/scheduler';
import { Dispatcher } from './courier/dispatcher';
import { Gaps } from './courier/gaps';
import { holdFolder, Holds } from './courier/holds';
import { RateLimits } from './courier/rateLimits';
import { OutboxPoller } from './courier/outboxPoller';
import { HoldRecovery } from './courier/holdRecovery';
import { type ItemGroup, itemGroups, ItemList, type ListedItem } from './courier/itemList';
import type { OutboxEvent } from './courier/outboxEvent';
import { askSender, type Senders } from './courier/senders';
import { LocalRefusals } from './courier/localRefusals';
import { Cooldowns } from './courier/cooldowns';
import { AttemptRecorder } from './courier/attemptRecorder';
import { type Snapshot, takeSnapshot } from './courier/snapshot';
import { leaseFolder, Leases } from './lease/lease';
import { Presence, presenceFolder } from './lease/presence';
import { accountKey, type Entry } from './store/entry';
import type { About } from './store/record';
import { type HistoryPlan, usualHistory } from './store/retention';
import { Store, storeFolders } from './store/store';
import { hastened, woken } from './store/transition';
import { type RetryPlan, usualPlan } from './store/verdict';

/** Settings that may change while the outbox runs; read each time. */
export interface OutboxSettings {
  readonly retry: RetryPlan;
  readonly history: HistoryPlan;
}

export const usualSettings: OutboxSettings = { retry: usualPlan, history: usualHistory };

export interface OutboxParts {
  /** The folder of the outbox, the same for every window; created if missing. */
  readonly root: string;
  readonly transport: Transport;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly settings?: () => OutboxSettings;
  readonly scheduler?: Scheduler;
  readonly identity?: ProcessIdentity;
  readonly disk?: Disk;
}

/** The least time between two change events, in milliseconds. */
const changeGap = 100;

/**
 * The outbox: takes messages, keeps them on disk, and sends each exactly once as far as SMTP allows, even across
 * crashes. Each window has one, all on the same folder.
 */
export class Outbox {
  private readonly disk: Disk;
  private readonly scheduler: Scheduler;
  private readonly store: Store;
  private readonly holds: Holds;
  private readonly limits: RateLimits;
  private readonly list: ItemList;
  private readonly refusals: LocalRefusals;
  private readonly recovery: HoldRecovery;
  private readonly trouble: DiskTrouble;
  private readonly recorder: AttemptRecorder;
  private readonly dispatcher: Dispatcher;
  private readonly poller: OutboxPoller;
  private readonly presence: Presence;
  private readonly stopping = new AbortController();
  private readonly onError = (error: unknown): void =>
    this.parts.log.error(`a listener of the outbox failed: ${errorMessage(error)}`);
  private readonly news = new Emitter<OutboxEvent>(this.onError);
  private readonly changes = new Emitter(this.onError);
  private readonly unsaved = new Map<string, Message>();
  private cancelChange: (() => void) | undefined;
  /** Something happened that the user may have to know. */
  readonly onNews = this.news.event;
  /** Fires soon after a change in any window, once for many changes. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly parts: OutboxParts) {
    const { root, senders, clock, log, random, transport } = parts;
    const { news } = this;
    const settings = parts.settings ?? ((): OutboxSettings => usualSettings);
    const plan = (): RetryPlan => settings().retry;
    const history = (): HistoryPlan => settings().history;
    const scheduler = (this.scheduler = parts.scheduler ?? systemScheduler);
    const identity = parts.identity ?? thisProcess();
    const disk = (this.disk = parts.disk ?? new Disk(root, identity.instance));
    const presence = (this.presence = new Presence({ root, identity, scheduler, log }));
    const { signal } = this.stopping;
    const cooldowns = new Cooldowns(scheduler);
    const limits = (this.limits = new RateLimits(cooldowns));
    const refusals = (this.refusals = new LocalRefusals(cooldowns));
    const trouble = (this.trouble = new DiskTrouble({ scheduler, log, signal }));
    const store = (this.store = new Store({ disk, clock, scheduler, log, stopping: signal }));
    const holds = (this.holds = new Holds(disk));
    const leases = new Leases({ root, identity, presence, log });
    const gaps = new Gaps(clock, plan, this.onError);
    const common = { store, holds, gaps, refusals, cooldowns, senders, news, trouble, clock, scheduler, log };
    this.list = new ItemList({ ...common, limits });
    const recorder = (this.recorder = new AttemptRecorder({ ...common, stopping: signal, plan, random }));
    const dispatcher = (this.dispatcher = new Dispatcher({ ...common, limits, leases, recorder, transport, plan }));
    const prepare = (): void => disk.prepare([...storeFolders, holdFolder, leaseFolder, presenceFolder]);
    const poller = (this.poller = new OutboxPoller({ ...common, disk, presence, history, prepare, dispatcher }));
    this.recovery = new HoldRecovery({ ...common, stopping: signal, poller, dispatcher });

    for (const ours of [store.onDidChange, holds.onDidChange]) {
      ours(() => presence.sign());
      ours(() => this.changed());
    }
    for (const seen of [limits.onDidRest, trouble.onDidChange, poller.onDidRead]) seen(() => this.changed());
    store.onDidStale(() => poller.stale());
    store.onDidSetAside((paths) => news.fire({ kind: 'setAside', paths }));
    trouble.onDidChange((failure) => news.fire({ kind: 'trouble', failure }));
  }

  /** Resolves when the disk has been read once; until then a snapshot knows nothing of it. Call this first. */
  async start(): Promise<void> {
    await this.poller.start();
    await this.recovery.reviewAll();
  }

  /**
   * Takes a message. When this resolves, it is on disk and will be sent, even across crashes. While the disk is full or
   * not writable, it waits in memory, which a snapshot shows; it rejects with a StoreFailure only when `stop` ends
   * that.
   * @param notBefore the earliest time to send it unless released, in milliseconds since 1970
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
   * A mail of that account is expected: opens a connection for it and keeps it for `timeoutMs` milliseconds. Does
   * nothing while the account is held, since repeated bad sign-ins lock accounts. Never rejects.
   */
  async expect(accountId: string, timeoutMs: number): Promise<void> {
    const { scheduler } = this;
    const { transport, senders, clock, log } = this.parts;
    const stopping = this.stopping.signal;
    const key = accountKey(accountId);
    const isHeld = (): boolean => this.holds.isHeld(key, clock.now()) || this.refusals.of(key) !== undefined;
    if (transport.open === undefined || isHeld()) return;
    const sender = await askSender(accountId, { senders, scheduler, stopping, log });
    if (sender === undefined || !('account' in sender) || isHeld() || stopping.aborted) return;
    log.debug(`a mail is to be expected: connecting to ${sender.account.host} ahead of it`);
    await transport.open(sender.account, sender.credential, timeoutMs, sender.proxy);
  }

  /**
   * What an account waits for may be there: its settings or secret changed, or a test passed. Makes all its messages
   * due. Without an account: the network is back, and what waits for it is due.
   */
  wake(accountId?: string): void {
    if (accountId !== undefined) this.recovery.wake(accountId);
    else
      void this.trouble.once(async () => {
        await this.recorder.networkIsBack();
        this.dispatcher.pump();
      });
  }

  /** The limits of accounts may have changed: tries again what waits for a limit alone. */
  limitsChanged(): void {
    this.limits.end();
    this.dispatcher.pump();
  }

  /** Makes every waiting message due, for any reason and any account; one in doubt waits for its own time. */
  wakeAll(): void {
    void this.trouble.once(async () => {
      await this.recovery.liftAll();
      this.dispatcher.pump();
    });
  }

  /** Releases a message that was to wait until a certain time. Returns whether it was still waiting. */
  release(id: string): Promise<boolean> {
    return this.change(id, (entry) => {
      const now = this.parts.clock.now();
      return entry.state !== 'queued' || entry.due <= now || this.store.move(entry, woken(entry, now));
    });
  }

  /**
   * Sends a message at once, whatever it waits for: a second time if in doubt, from the beginning if parked or given
   * up. Returns whether it can be sent.
   */
  sendNow(id: string): Promise<boolean> {
    return this.change(id, (entry) => this.store.move(entry, hastened(entry, this.parts.clock.now())));
  }

  /** Removes a message that nobody has tried to send. Returns whether it could. */
  withdraw(id: string): Promise<boolean> {
    return this.change(id, (entry) => isUntried(entry) && this.store.remove(entry));
  }

  /** Whether a message is known to wait for its time. */
  isWaiting(id: string): boolean {
    const entry = this.store.index.get(id);
    return entry !== undefined && isUntried(entry);
  }

  /**
   * Removes a message for good. Returns whether it could: one being sent cannot be recalled. A sent one still counts
   * towards the limits.
   */
  delete(id: string): Promise<boolean> {
    const { store } = this;
    const remove = (entry: Entry): boolean => (entry.state === 'sent' ? store.erase(entry) : store.remove(entry));
    return this.change(id, remove, 'sent too');
  }

  /** Whether a message with this id was ever taken, for as long as that is remembered. */
  has(id: string): boolean {
    return this.unsaved.has(id) || this.store.index.get(id) !== undefined;
  }

  /** The message with its body; `undefined` if it is no longer kept. Throws a StoreFailure. */
  message(id: string): Message | undefined {
    const entry = this.store.index.get(id);
    return entry === undefined ? this.unsaved.get(id) : this.store.message(entry);
  }

  /** The conversation with the server at the last attempt; empty if there was none. Throws a StoreFailure. */
  transcript(id: string): Transcript {
    return this.store.transcript(id);
  }

  snapshot(): Snapshot {
    const { store, holds, limits, list, parts, poller, trouble, unsaved } = this;
    const { index } = store;
    return takeSnapshot(index, holds, limits, parts.clock.now(), {
      folder: parts.root,
      groups: list.counts(),
      isLoaded: poller.hasRead,
      trouble: trouble.current,
      unsaved: unsaved.size,
    });
  }

  /** A message without its body; `undefined` if it is not there, or cannot be read. Throws a StoreFailure. */
  item(id: string): ListedItem | undefined {
    return this.list.find(id);
  }

  /**
   * The messages without their bodies, oldest first, once the disk has been looked at; of sent ones, only those that
   * the history keeps. Reads what is not known yet, a little at a time.
   * @param most how many of each group, the newest
   */
  async items(groups: readonly ItemGroup[] = itemGroups, most = Infinity): Promise<readonly ListedItem[]> {
    await this.poller.looked;
    return this.list.read(groups, most);
  }

  /** How many messages of an account are still to be sent. */
  unsentOf(accountId: string): number {
    const key = accountKey(accountId);
    const isUnsent = ({ account, state }: Entry): boolean => account === key && state !== 'sent' && state !== 'dead';
    return [...this.store.index.all()].filter(isUnsent).length;
  }

  /** Resolves when everything being sent at the time of the call has ended. */
  async settled(): Promise<void> {
    await this.poller.settled();
    await this.dispatcher.settled();
  }

  /**
   * Begins nothing more; a mail whose body is out gets time for its answer. The next window sends the rest. Needs
   * nothing from the editor.
   * @param most the longest this may take, in milliseconds
   */
  async stop(most?: number): Promise<void> {
    this.stopping.abort();
    this.cancelChange?.();
    this.changes.dispose();
    await this.dispatcher.stop(most);
    this.poller.stop();
    this.disk.close();
  }

  /** Changes a message that nobody is sending; retries once after a scan if this knowledge was stale. */
  private async change(id: string, work: (entry: Entry) => boolean, reach?: 'sent too'): Promise<boolean> {
    for (const isSecond of [false, true]) {
      if (isSecond) await this.poller.scan();
      const entry = this.store.index.get(id);
      if (entry === undefined) continue;
      if (entry.claim !== '' || (entry.state === 'sent' && reach === undefined)) return false;
      if (!work(entry)) continue;
      this.dispatcher.pump();
      return true;
    }
    return false;
  }

  private changed(): void {
    if (!this.changes.isHeard || this.cancelChange !== undefined || this.stopping.signal.aborted) return;
    this.cancelChange = this.scheduler.after(changeGap, () => {
      this.cancelChange = undefined;
      this.changes.fire();
    });
  }
}

function isUntried({ state, attempts, claim }: Entry): boolean {
  return state === 'queued' && attempts === 0 && claim === '';
}
