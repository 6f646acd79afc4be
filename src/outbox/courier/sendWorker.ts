import type { Clock } from '../model/clock';
import { isLoopback } from '../model/host';
import type { Log } from '../model/log';
import type { Transport } from '../mail/transport';
import { askSender } from './askSender';
import type { DiskTrouble } from './diskTrouble';
import type { Entry } from './entry';
import { heldSince } from './heldSince';
import type { Holds } from './holds';
import type { Lease, Leases } from './lease';
import { isWanted, manyDue, nextEntry } from './nextEntry';
import type { OutboxHost, Sender } from './outboxHost';
import { nextSlot, usualLimits } from './rate';
import { Receipts } from './receipts';
import type { Head } from './record';
import type { Refusals } from './refusals';
import type { Scheduler } from './scheduler';
import type { Settlement } from './settlement';
import type { Slots } from './slots';
import type { Store } from './store';
import { StoreFailure } from './storeFailure';
import { Closed, type Traffic } from './traffic';
import { claimed, doubted } from './transition';
import type { RetryPlan } from './verdict';
import type { Waits } from './waits';

export interface LaneParts {
  readonly store: Store;
  readonly holds: Holds;
  readonly refusals: Refusals;
  readonly leases: Leases;
  readonly settlement: Settlement;
  readonly trouble: DiskTrouble;
  readonly waits: Waits;
  readonly slots: Slots;
  readonly transport: Transport;
  readonly host: OutboxHost;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly plan: () => RetryPlan;
  /** Messages of other accounts are due, perhaps. */
  readonly onWoken: () => void;
  /** No further message is begun. */
  readonly stopping: AbortSignal;
  /** What is being sent ends too. */
  readonly ending: AbortSignal;
}

/** How long an account rests in this window where we do not learn how to send, or the disk fails us; in milliseconds. */
export const rest = 30_000;
/** How many messages have to be due for a further lane: fewer are sent in the time that its connection takes. */
const backlog = 32;

/** How long the lease is taken to count once it was seen to, in milliseconds. */
const leaseFresh = 20;

/** Somebody has our lease, or what we had claimed. */
class Fenced extends Error {}
/** Somebody did something with a message before we claimed it. */
class Gone extends Error {}

/**
 * Sends messages of an account one after the other. While the disk takes a receipt the next message is prepared, up to its
 * body, which waits for that receipt: at no time is more than one message of a lane taken by the server without the disk
 * knowing.
 */
export class Lane {
  private readonly receipts = new Receipts();

  /** @param widen begins one more lane */
  constructor(
    private readonly parts: LaneParts,
    private readonly lease: Lease,
    private readonly traffic: Traffic,
    private readonly widen: () => void,
  ) {}

  /** Goes on until nothing is due or something stands in the way. Rejects with a StoreFailure. */
  async run(): Promise<void> {
    const { traffic, receipts } = this;
    traffic.enter(this);
    try {
      while (!traffic.isOver && !this.parts.stopping.aborted) {
        const entry = this.next();
        // A receipt that is written down may lift what holds the others.
        if (entry === undefined && (await receipts.settled())) continue;
        if (entry === undefined || !(await this.take(entry))) break;
      }
      await receipts.settled();
    } catch (error) {
      traffic.end();
      throw error;
    } finally {
      await receipts.settled().catch(() => undefined);
      traffic.leave(this);
    }
  }

  private next(): Entry | undefined {
    const { store, clock } = this.parts;
    return nextEntry(store.ledger.of(this.lease.account), this.heldSince, clock.now(), this.traffic.taken);
  }

  private get heldSince(): number | undefined {
    return heldSince(this.parts, this.lease.account, this.parts.clock.now());
  }

  private mustWait(entry: Entry): boolean {
    return this.heldSince !== undefined && !isWanted(entry, this.heldSince);
  }

  /** Sends one message that no other lane has in hand meanwhile. Answers whether this lane goes on. */
  private async take(entry: Entry): Promise<boolean> {
    const { traffic } = this;
    traffic.taken.add(entry.id);
    let isAccepted = false;
    try {
      const done = await this.deliver(entry);
      isAccepted = done === 'accepted';
      return done !== 'stop';
    } finally {
      // An accepted one is in hand until its receipt is written.
      if (!isAccepted) traffic.taken.delete(entry.id);
      traffic.settled(this, isAccepted);
    }
  }

  private async deliver(entry: Entry): Promise<'accepted' | 'next' | 'stop'> {
    const { store, clock, waits, slots, holds, settlement, stopping } = this.parts;
    const { lease, traffic } = this;
    const head = store.headOf(entry, true);
    if (head === undefined) return 'next';
    if (entry.attempts > 0 && store.freshFacts(entry.id).receipt !== undefined) {
      // The server took it; the process that knew could not say so in time.
      settlement.recovered(entry);
      return 'next';
    }
    const sender = await askSender(head.accountId, this.parts);
    if (sender === undefined) {
      waits.rest(lease.account, rest);
      return this.stopAll();
    }
    // Looked at here, after what takes time.
    if (traffic.isOver || stopping.aborted) return 'stop';
    if (!this.holdsLease()) return this.stopAll();
    if (this.mustWait(entry)) return 'next';
    const isKnown = 'account' in sender;
    const now = clock.now();
    if (isKnown) slots.learn(lease.account, head.accountId, sender.limits);
    if (isKnown && !entry.urgent) {
      const slot = this.slot(entry, sender, now);
      if (slot > now) {
        // What another lane has in hand may fail and leave its slot. Otherwise it is looked at again every minute: while a
        // computer sleeps, only the time of day goes on.
        if (traffic.isAlone) slots.rest(lease.account, Math.min(slot - now, 60_000));
        return 'stop';
      }
    }
    if (!isKnown) {
      const heldBefore = holds.of(lease.account);
      const taken = claimed(entry, lease.claim, now);
      if (store.move(entry, taken)) await settlement.fail(taken, head, sender, { transcript: [], heldBefore });
      return 'next';
    }
    const done = await this.send(entry, head, sender);
    if (done === 'accepted' && traffic.onAccepted(this) && this.isWorthWidening(entry, sender)) this.widen();
    return done;
  }

  private async send(first: Entry, head: Head, sender: Sender): Promise<'accepted' | 'next' | 'stop'> {
    const { store, clock, transport, settlement, trouble, waits, holds, ending, log, plan } = this.parts;
    const { lease, traffic } = this;
    let entry = first;
    let hindrance: unknown;
    const claim = (): void => {
      if (entry.claim !== '') return;
      const taken = claimed(entry, lease.claim, clock.now());
      if (!store.move(entry, taken)) throw new Gone(`message ${entry.id} was taken by somebody else`);
      entry = taken;
    };
    // One among several lanes claims when it has to: over an open connection that and doubt are one rename. Nobody else
    // sends meanwhile what we have the lease for, and a message that is gone by then is not sent.
    if (traffic.isAlone && !this.has(claim)) return 'next';
    const message = store.message(entry);
    if (message === undefined) return 'next';
    const gate = (work: () => Promise<void>) => async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        hindrance = error;
        throw error;
      }
    };
    const beforeOpen = gate(async () => {
      await traffic.mayOpen(this);
      // Another lane may have been refused since this one began.
      if (this.mustWait(first)) throw new Closed('the account has to wait');
      claim();
    });
    const beforeBody = gate(async () => {
      // The rename is what fences: where somebody took the message over, there is no file of this name.
      const wasClaimed = entry.claim !== '';
      const doubtful = doubted(wasClaimed ? entry : claimed(entry, lease.claim, clock.now()), clock.now());
      if (!this.holdsLease()) throw new Fenced(`the lease for message ${entry.id} was taken over`);
      if (!store.move(entry, doubtful)) {
        const text = `message ${entry.id} was taken over`;
        throw wasClaimed ? new Fenced(text) : new Gone(text);
      }
      entry = doubtful;
      await Promise.all([store.settle(entry), this.receipts.settled()]);
      traffic.bodiesOut.add(entry.id);
    });
    const { account, credential, proxy } = sender;
    const heldBefore = holds.of(lease.account);
    const isOneOfMany = !traffic.isAlone;
    // Where our end would leave it in doubt without need, it is repeated; it is not where it would be given up.
    const asksEarly = isOneOfMany && first.state === 'queued' && first.repeats === 0 && plan().repeatInDoubt === 'once';
    const gates = { asksEarly, beforeOpen, beforeBody };
    const attempted = await transport.send({ message, account, credential, proxy, signal: ending, ...gates });
    traffic.bodiesOut.delete(entry.id);
    if (hindrance instanceof Fenced) {
      log.warn(hindrance.message);
      return this.stopAll();
    }
    if (hindrance instanceof StoreFailure) {
      trouble.set(hindrance);
      waits.rest(lease.account, rest);
    }
    // Without doubt on the disk no byte of the body went out.
    if (attempted.ok) {
      const written = settlement.deliver(entry, head, attempted, {
        sender,
        heldBefore,
        isOneOfMany,
      });
      this.receipts.add(written.finally(() => traffic.taken.delete(entry.id)));
      if (!isLoopback(account.host) && settlement.networkIsBack()) this.parts.onWoken();
      return 'accepted';
    }
    const { failure, transcript } = attempted;
    await this.receipts.settled();
    // What was not even claimed by then is refused as any other; where it is gone, there is nothing to write down.
    if (hindrance instanceof Gone || (!(hindrance instanceof Closed) && !this.has(claim))) return 'next';
    if (hindrance instanceof Closed || traffic.isCrowded(failure)) {
      log.info(`message ${entry.id}: waits, no further connection is to be had: ${failure.cause} (${failure.code})`);
      if (entry.claim !== '') settlement.postpone(entry);
      return 'stop';
    }
    await settlement.fail(entry, head, failure, { transcript, sender, heldBefore });
    return hindrance === undefined ? 'next' : this.stopAll();
  }

  /** Does what claims a message. Answers whether it is ours. */
  private has(claim: () => void): boolean {
    try {
      claim();
      return true;
    } catch (error) {
      if (error instanceof Gone) return false;
      throw error;
    }
  }

  /** Looked at every few milliseconds: it is taken only from who was silent for long, and names of files fence anyway. */
  private holdsLease(): boolean {
    const { leases, scheduler } = this.parts;
    const now = scheduler.elapsed();
    if (now - this.traffic.leaseSeen < leaseFresh) return true;
    const isOurs = leases.holds(this.lease);
    if (isOurs) this.traffic.leaseSeen = now;
    return isOurs;
  }

  private stopAll(): 'stop' {
    this.traffic.end();
    return 'stop';
  }

  /** When this message may be sent beside what else is in hand, and beside `more` further ones, in milliseconds since 1970. */
  private slot({ id: own }: Entry, { limits = usualLimits }: Sender, now: number, more = 0): number {
    const { ledger } = this.parts.store;
    const inHand = [...this.traffic.taken].filter((id) => id !== own && ledger.get(id)?.state !== 'sent');
    return nextSlot(ledger.of(this.lease.account).sent, limits, now, inHand.length + more);
  }

  private isWorthWidening(entry: Entry, sender: Sender): boolean {
    const { store, clock } = this.parts;
    const now = clock.now();
    return (
      this.heldSince === undefined &&
      manyDue(store.ledger.of(this.lease.account), backlog, now) &&
      this.slot(entry, sender, now, backlog) <= now
    );
  }
}
