import type { Transport } from '../../mail/transport/transport';
import { isLoopback } from '../../model/account/hostName';
import type { Clock } from '../../model/clock';
import type { Log } from '../../model/log';
import { StoreFailure } from '../../system/diskFailure';
import type { DiskTrouble } from '../../system/diskTrouble';
import type { Scheduler } from '../../system/scheduler';
import type { Lease, Leases } from '../lease/lease';
import type { Entry } from '../store/entry';
import type { Head } from '../store/record';
import type { Store } from '../store/store';
import { claimed, doubted } from '../store/transition';
import type { RetryPlan } from '../store/verdict';
import type { Gaps } from './gaps';
import type { Holds } from './holds';
import { nextSlot, type RateLimits, usualLimits } from './rateLimits';
import { heldSince, isWanted, manyDue, nextEntry } from './nextEntry';
import { askSender, type Senders, type Sender } from './senders';
import type { LocalRefusals } from './localRefusals';
import { partReceipt } from './owedRecipients';
import type { Cooldowns } from './cooldowns';
import type { AttemptRecorder } from './attemptRecorder';
import { Closed, type WorkerPool } from './workerPool';

/** The receipts of one worker being flushed while the next message is prepared. */
export class Receipts {
  private readonly pending = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  /** @param settling resolves when the receipt is on disk */
  add(settling: Promise<void>): void {
    const done = settling
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.pending.delete(done));
    this.pending.add(done);
  }

  /** Resolves when all are on disk, with whether there were any. Rejects if the disk refuses one. */
  async settled(): Promise<boolean> {
    const wereThere = this.pending.size > 0;
    await Promise.all(this.pending);
    if (this.failure !== undefined) throw this.failure.error;
    return wereThere;
  }
}

export interface SendWorkerParts {
  readonly store: Store;
  readonly holds: Holds;
  readonly gaps: Gaps;
  readonly refusals: LocalRefusals;
  readonly leases: Leases;
  readonly recorder: AttemptRecorder;
  readonly trouble: DiskTrouble;
  readonly cooldowns: Cooldowns;
  readonly limits: RateLimits;
  readonly transport: Transport;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly plan: () => RetryPlan;
  /** Messages of other accounts may be due. */
  readonly onWoken: () => void;
  /** No further message is begun. */
  readonly stopping: AbortSignal;
  /** What is being sent is ended too. */
  readonly ending: AbortSignal;
}

/** How long an account rests in this window if its sender is unknown or the disk fails; in milliseconds. */
export const rest = 30_000;
/** How many messages must be due for a further worker: fewer are sent in the time that its connection takes. */
const backlog = 32;

/** How long one successful lease check stays valid, in ms. */
const leaseFresh = 20;

/** Another process has our lease, or what we had claimed. */
class Fenced extends Error {}
/** Another process moved the message before we could claim it. */
class Gone extends Error {}

/**
 * Sends messages of an account one after the other. While a receipt is flushed, the next message is prepared up to its
 * body, which waits for that receipt: so of each worker the server has accepted at most one message without a receipt
 * on disk.
 */
export class SendWorker {
  private readonly receipts = new Receipts();

  /** @param widen begins one more worker */
  constructor(
    private readonly parts: SendWorkerParts,
    private readonly lease: Lease,
    private readonly pool: WorkerPool,
    private readonly widen: () => void,
  ) {}

  /** Sends until nothing is due or something blocks it. Rejects with a StoreFailure. */
  async run(): Promise<void> {
    const { pool, receipts } = this;
    pool.enter(this);
    try {
      while (!pool.isOver && !this.parts.stopping.aborted) {
        const entry = this.next();
        // Writing a receipt may lift the hold of the others.
        if (entry === undefined && (await receipts.settled())) continue;
        if (entry === undefined || !(await this.take(entry))) break;
      }
      await receipts.settled();
    } catch (error) {
      pool.end();
      throw error;
    } finally {
      await receipts.settled().catch(() => undefined);
      pool.leave(this);
    }
  }

  private next(): Entry | undefined {
    const { store, clock } = this.parts;
    const taken = { has: (id: string) => this.pool.taken.has(id) || store.isResting(id) };
    return nextEntry(store.index.of(this.lease.account), this.heldSince, clock.now(), taken);
  }

  private get heldSince(): number | undefined {
    return heldSince(this.parts, this.lease.account, this.parts.clock.now());
  }

  private mustWait(entry: Entry): boolean {
    return this.heldSince !== undefined && !isWanted(entry, this.heldSince);
  }

  /** Sends one message while no other worker has it in hand. Returns whether this worker goes on. */
  private async take(entry: Entry): Promise<boolean> {
    const { pool } = this;
    pool.taken.add(entry.id);
    let isAccepted = false;
    try {
      const done = await this.deliver(entry);
      isAccepted = done === 'accepted';
      return done !== 'stop';
    } finally {
      // An accepted message is in hand until its receipt is written.
      if (!isAccepted) pool.taken.delete(entry.id);
      pool.settled(this, isAccepted);
    }
  }

  private async deliver(entry: Entry): Promise<'accepted' | 'next' | 'stop'> {
    const { store, clock, gaps, cooldowns, limits, holds, recorder, stopping } = this.parts;
    const { lease, pool } = this;
    const head = store.headOf(entry, true);
    if (head === undefined) return 'next';
    if (entry.attempts > 0 && store.freshResult(entry.id).receipt !== undefined) {
      // The server accepted it, but that was not recorded in time.
      recorder.recovered(entry);
      return 'next';
    }
    // Whether it was sent could not be read.
    if (store.isResting(entry.id)) return 'next';
    const sender = await askSender(head.accountId, this.parts);
    if (sender === undefined) {
      cooldowns.rest(lease.account, rest);
      return this.stopAll();
    }
    // Checked here, after the slow steps.
    if (pool.isOver || stopping.aborted) return 'stop';
    if (!this.holdsLease()) return this.stopAll();
    if (this.mustWait(entry)) return 'next';
    const isKnown = 'account' in sender;
    const now = clock.now();
    if (isKnown) limits.learn(lease.account, head.accountId, sender.limits);
    if (isKnown && !entry.urgent) {
      const slot = this.slot(entry, sender, now);
      if (slot > now) {
        // What another worker has in hand may fail and free its slot. Otherwise look again every minute: while a
        // computer sleeps, only the time of day goes on.
        if (pool.isAlone) limits.rest(lease.account, Math.min(slot - now, 60_000));
        return 'stop';
      }
    }
    if (!isKnown) {
      const heldBefore = holds.of(lease.account);
      const taken = claimed(gaps.upToDate(entry), lease.claim, now);
      if (store.move(entry, taken)) await recorder.fail(taken, head, sender, { transcript: [], heldBefore });
      return 'next';
    }
    const done = await this.send(entry, head, sender);
    if (done === 'accepted' && pool.onAccepted(this) && this.isWorthWidening(entry, sender)) this.widen();
    return done;
  }

  private async send(first: Entry, head: Head, sender: Sender): Promise<'accepted' | 'next' | 'stop'> {
    const { store, clock, gaps, transport, recorder, trouble, cooldowns, holds, ending, log, plan } = this.parts;
    const { lease, pool } = this;
    let entry = first;
    let hindrance: unknown;
    const claim = (): void => {
      if (entry.claim !== '') return;
      const taken = claimed(gaps.upToDate(entry), lease.claim, clock.now());
      if (!store.move(entry, taken)) throw new Gone(`message ${entry.id} was taken by somebody else`);
      entry = taken;
    };
    // One of several workers claims as late as possible: over an open connection, claim and doubt are one rename.
    // Nobody else sends while we have the lease, and a message that is gone by then is not sent.
    if (pool.isAlone && !this.has(claim)) return 'next';
    const message = store.message(entry);
    if (message === undefined) {
      if (entry.claim !== '' && store.index.get(entry.id) === entry) recorder.postpone(entry);
      return 'next';
    }
    const gate = (work: () => Promise<void>) => async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        hindrance = error;
        throw error;
      }
    };
    const beforeOpen = gate(async () => {
      await pool.mayOpen(this);
      // Another worker may have been refused since this one began.
      if (this.mustWait(first)) throw new Closed('the account has to wait');
      claim();
    });
    const beforeBody = gate(async () => {
      // The rename fences: if the message was taken over, no file has this name.
      const wasClaimed = entry.claim !== '';
      const ours = wasClaimed ? entry : claimed(gaps.upToDate(entry), lease.claim, clock.now());
      const doubtful = doubted(ours, clock.now());
      if (!this.holdsLease()) throw new Fenced(`the lease for message ${entry.id} was taken over`);
      if (!store.move(entry, doubtful)) {
        const text = `message ${entry.id} was taken over`;
        throw wasClaimed ? new Fenced(text) : new Gone(text);
      }
      entry = doubtful;
      await Promise.all([store.settle(entry), this.receipts.settled()]);
      pool.bodiesOut.add(entry.id);
    });
    const { account, credential, proxy } = sender;
    const heldBefore = holds.of(lease.account);
    const isOneOfMany = !pool.isAlone;
    // Our exit may then leave it in doubt needlessly: fine if it is repeated, not if it would be given up.
    const asksEarly = isOneOfMany && first.state === 'queued' && first.repeats === 0 && plan().repeatInDoubt === 'once';
    const gates = { asksEarly, beforeOpen, beforeBody };
    const isRetry = first.attempts > 0 || first.repeats > 0;
    const attempted = await transport.send({ message, account, credential, proxy, isRetry, signal: ending, ...gates });
    pool.bodiesOut.delete(entry.id);
    if (hindrance instanceof Fenced) {
      log.warn(hindrance.message);
      return this.stopAll();
    }
    if (hindrance instanceof StoreFailure) {
      trouble.set(hindrance);
      cooldowns.rest(lease.account, rest);
    }
    // Unless doubt is on disk, no byte of the body went out.
    if (attempted.ok) {
      const { settled, owed } = partReceipt(message, attempted.receipt);
      // Before the receipt: whoever is still owed the mail must not depend on us.
      if (owed.length > 0) await recorder.owe(head, owed);
      const taken = { ...attempted, receipt: settled };
      const written = recorder.deliver(entry, head, taken, { sender, heldBefore, isOneOfMany, owed });
      this.receipts.add(written.finally(() => pool.taken.delete(entry.id)));
      if (!isLoopback(account.host)) void this.networkIsBack();
      return 'accepted';
    }
    const { failure, transcript } = attempted;
    await this.receipts.settled();
    // What was not yet claimed is refused like any other; if it is gone, there is nothing to record.
    if (hindrance instanceof Gone || (!(hindrance instanceof Closed) && !this.has(claim))) return 'next';
    if (hindrance instanceof Closed || pool.isCrowded(failure)) {
      log.info(`message ${entry.id}: waits, no further connection is to be had: ${failure.cause} (${failure.code})`);
      if (entry.claim !== '') recorder.postpone(entry);
      return 'stop';
    }
    await recorder.fail(entry, head, failure, { transcript, sender, heldBefore });
    return hindrance === undefined ? 'next' : this.stopAll();
  }

  private async networkIsBack(): Promise<void> {
    const { recorder, trouble, onWoken } = this.parts;
    if ((await trouble.once(() => recorder.networkIsBack())) === true) onWoken();
  }

  /** Claims a message. Returns whether it is ours. */
  private has(claim: () => void): boolean {
    try {
      claim();
      return true;
    } catch (error) {
      if (error instanceof Gone) return false;
      throw error;
    }
  }

  /** Checked only every few milliseconds: it is taken only from a long silent holder, and file names fence anyway. */
  private holdsLease(): boolean {
    const { leases, scheduler } = this.parts;
    const now = scheduler.elapsed();
    if (now - this.pool.leaseSeen < leaseFresh) return true;
    const isOurs = leases.holds(this.lease);
    if (isOurs) this.pool.leaseSeen = now;
    return isOurs;
  }

  private stopAll(): 'stop' {
    this.pool.end();
    return 'stop';
  }

  /** When this message may be sent beside what is in hand and `more` others, in milliseconds since 1970. */
  private slot({ id: own }: Entry, { limits = usualLimits }: Sender, now: number, more = 0): number {
    const { index } = this.parts.store;
    const inHand = [...this.pool.taken].filter((id) => id !== own && index.get(id)?.state !== 'sent');
    return nextSlot(index.of(this.lease.account).sent, limits, now, inHand.length + more);
  }

  private isWorthWidening(entry: Entry, sender: Sender): boolean {
    const { store, clock } = this.parts;
    const now = clock.now();
    return (
      this.heldSince === undefined &&
      manyDue(store.index.of(this.lease.account), backlog, now) &&
      this.slot(entry, sender, now, backlog) <= now
    );
  }
}
