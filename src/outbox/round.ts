import type { Clock } from '../model/clock';
import type { Failure } from '../model/failure';
import { isLoopback } from '../model/host';
import type { Log } from '../model/log';
import type { Attempted, Transport } from '../mail/transport';
import type { DiskTrouble } from './diskTrouble';
import type { Entry } from './entry';
import type { Holds } from './holds';
import type { Lease, Leases } from './lease';
import { nextEntry } from './nextEntry';
import type { OutboxHost, Sender } from './outboxHost';
import { nextSlot, usualLimits } from './rate';
import { Receipts } from './receipts';
import type { Head } from './record';
import type { Scheduler } from './scheduler';
import type { Settlement } from './settlement';
import type { Store } from './store';
import { StoreFailure } from './storeFailure';
import { claimed, delivered, doubted, judged, released } from './transition';
import { doubtOf, type RetryPlan } from './verdict';
import type { Waits } from './waits';

export interface RoundParts {
  readonly store: Store;
  readonly holds: Holds;
  readonly leases: Leases;
  readonly settlement: Settlement;
  readonly trouble: DiskTrouble;
  readonly waits: Waits;
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

/** How long the host may take to say how to send: after that another window may know it better. */
const hostPatience = 10_000;
/** How long an account then rests in this window; the same where the disk did not let us go on. */
const rest = 30_000;

class Fenced extends Error {}

/**
 * One round of the courier for one account: get the lease, take care of what dead ones left, send what is due. While the
 * disk takes a receipt the next message is prepared, up to its body, which waits for that receipt: at no time is more than
 * one message of an account taken by the server without the disk knowing.
 */
export class Round {
  /** Whether the body of a message may be on its way: then its answer is worth waiting for. */
  bodyIsOut = false;
  private readonly receipts = new Receipts();

  constructor(
    private readonly parts: RoundParts,
    private readonly account: string,
  ) {}

  async run(): Promise<void> {
    const { leases, stopping, log } = this.parts;
    const lease = leases.acquire(this.account);
    if (lease === undefined) return;
    try {
      // What was sent meanwhile counts for the limits, and what was claimed may have to be taken care of.
      if (lease.isHandedOver) await this.parts.store.scan(['sending', 'inDoubt', 'sent']);
      await this.recover(lease);
      while (!stopping.aborted) {
        const entry = this.next();
        // A receipt that is written down may lift what holds the others.
        if (entry === undefined && (await this.receipts.settled())) continue;
        // Whether the lease still counts is looked at there, after what takes time.
        if (entry === undefined || !(await this.deliver(entry, lease))) break;
      }
      await this.receipts.settled();
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      this.parts.trouble.set(error);
      this.parts.waits.rest(this.account, rest);
      log.warn(`round ended: ${error.message}`);
    } finally {
      await this.receipts.settled().catch(() => undefined);
      leases.release(lease);
    }
  }

  private next(): Entry | undefined {
    const { store, holds, waits, clock } = this.parts;
    const now = clock.now();
    const isHeld = waits.isResting(this.account) || holds.isHeld(this.account, now);
    return nextEntry(store.ledger.of(this.account), isHeld, now);
  }

  /** What was claimed with an earlier lease: its holder is gone, or frozen and fenced off by what happens here. */
  private async recover(lease: Lease): Promise<void> {
    const { store, clock, plan, settlement, log } = this.parts;
    for (const entry of [...store.ledger.of(this.account).open.values()]) {
      if (entry.claim === '' || entry.claim === lease.claim) continue;
      log.info(`message ${entry.id}: claimed by ${entry.claim}, which is gone; it was ${entry.state}`);
      const now = clock.now();
      if (store.freshFacts(entry.id).receipt !== undefined) store.move(entry, delivered(entry, now));
      else if (entry.state === 'sending') store.move(entry, released(entry, now));
      else {
        const verdict = doubtOf(entry, plan(), Math.min(entry.since, now));
        if (verdict.to === 'dead') await settlement.bury(entry, verdict.end, undefined);
        else store.move(entry, judged(entry, verdict, now));
      }
    }
  }

  /** Sends one message. Answers whether the round goes on. */
  private async deliver(entry: Entry, lease: Lease): Promise<boolean> {
    const { store, leases, clock, waits, settlement, stopping } = this.parts;
    const head = store.headOf(entry);
    if (head === undefined) return true;
    if (entry.attempts > 0 && store.freshFacts(entry.id).receipt !== undefined) {
      // The server took it; the process that knew could not say so in time.
      store.move(entry, delivered(entry, clock.now()));
      return true;
    }
    const sender = await this.sender(head.accountId);
    if (sender === undefined) {
      waits.rest(this.account, rest);
      return false;
    }
    if (stopping.aborted || !leases.holds(lease)) return false;
    const isKnown = 'account' in sender;
    const now = clock.now();
    if (isKnown && !entry.urgent) {
      const slot = nextSlot(store.ledger.of(this.account).sent, sender.limits ?? usualLimits, now);
      if (slot > now) {
        // Looked at again every minute: while a computer sleeps, only the time of day goes on.
        waits.rest(this.account, Math.min(slot - now, 60_000));
        return false;
      }
    }
    const taken = claimed(entry, lease.claim, now);
    if (!store.move(entry, taken)) return true;
    if (!isKnown) {
      await settlement.fail(taken, head, sender, [], undefined);
      return true;
    }
    const done = await this.send(taken, head, sender, lease);
    if (done.attempted?.ok === true && !isLoopback(sender.account.host) && settlement.networkIsBack())
      this.parts.onWoken();
    return done.goesOn;
  }

  private async send(
    taken: Entry,
    head: Head,
    sender: Sender,
    lease: Lease,
  ): Promise<{ readonly attempted?: Attempted; readonly goesOn: boolean }> {
    const { store, leases, clock, transport, settlement, trouble, waits, ending, log } = this.parts;
    const message = store.message(taken);
    if (message === undefined) return { goesOn: true };
    let entry = taken;
    let hindrance: unknown;
    const beforeBody = async (): Promise<void> => {
      try {
        // The rename is what fences: where somebody took the message over, there is no file of this name.
        const doubtful = doubted(entry, clock.now());
        if (!leases.holds(lease) || !store.move(entry, doubtful))
          throw new Fenced(`message ${entry.id} was taken over`);
        entry = doubtful;
        await Promise.all([store.settle(entry), this.receipts.settled()]);
        this.bodyIsOut = true;
      } catch (error) {
        hindrance = error;
        throw error;
      }
    };
    const { account, credential, proxy } = sender;
    const attempted = await transport.send({ message, account, credential, proxy, signal: ending, beforeBody });
    this.bodyIsOut = false;
    if (hindrance instanceof Fenced) {
      log.warn(hindrance.message);
      return { attempted, goesOn: false };
    }
    if (hindrance instanceof StoreFailure) {
      trouble.set(hindrance);
      waits.rest(this.account, rest);
    }
    // Without doubt on the disk no byte of the body went out.
    if (attempted.ok) this.receipts.add(settlement.deliver(entry, head, attempted, sender));
    else {
      await this.receipts.settled();
      await settlement.fail(entry, head, attempted.failure, attempted.transcript, sender);
    }
    return { attempted, goesOn: hindrance === undefined };
  }

  private sender(accountId: string): Promise<Sender | Failure | undefined> {
    const { host, scheduler, stopping, log } = this.parts;
    return new Promise((resolve) => {
      const end = (sender: Sender | Failure | undefined): void => {
        cancel();
        stopping.removeEventListener('abort', giveUp);
        resolve(sender);
      };
      const giveUp = (): void => end(undefined);
      const cancel = scheduler.after(hostPatience, () => {
        log.warn(`how to send is not known after ${hostPatience} ms`);
        giveUp();
      });
      stopping.addEventListener('abort', giveUp);
      host.sender(accountId).then(end, (error: unknown) => {
        log.error(`how to send is not known: ${error instanceof Error ? error.message : String(error)}`);
        giveUp();
      });
    });
  }
}
