import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import { askSender } from './askSender';
import { accountKey, type Entry } from './entry';
import { isSameHold, type Hold, type Holds } from './holds';
import type { OutboxHost } from './outboxHost';
import { fingerprintOf, type Refusals } from './refusals';
import type { Scheduler } from './scheduler';
import type { Store } from './store';
import { renewed, woken } from './transition';
import type { Waits } from './waits';

export interface MenderParts {
  readonly store: Store;
  readonly holds: Holds;
  readonly waits: Waits;
  readonly refusals: Refusals;
  readonly host: OutboxHost;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly stopping: AbortSignal;
  /** Reads the disk. */
  readonly scan: () => Promise<void>;
  /** Lifts what holds the account, and goes on with it. */
  readonly wake: (accountId: string) => void;
}

/** Lets accounts go on that may work again, or that work in this window. */
export class Mender {
  constructor(private readonly parts: MenderParts) {}

  /** Everything of the account is due that waits for another try or for somebody. */
  lift(account: string): void {
    const { store, holds, waits, refusals, clock } = this.parts;
    const now = clock.now();
    const hold = holds.of(account);
    holds.lift(account);
    refusals.forget(account);
    waits.end(account);
    wakeQueued(store, account, hold, now);
    for (const entry of [...store.ledger.all()])
      if (entry.account === account && entry.state === 'parked') store.move(entry, woken(entry, now));
  }

  /** Everything that waits is due, whatever for and whatever its account; what is in doubt waits for its own time. */
  liftAll(): void {
    const { store, clock } = this.parts;
    for (const account of store.ledger.accounts) this.lift(account);
    const now = clock.now();
    for (const entry of [...store.ledger.all()])
      if (entry.state === 'queued' && entry.due > now) store.move(entry, woken(entry, now));
  }

  /** While no window was open, settings may have been mended: then nothing holds the account any more. */
  async reviewAll(): Promise<void> {
    for (const hold of this.parts.holds.all)
      if ((await this.knowsBetter(hold)) && this.stands(hold)) this.parts.wake(hold.accountId);
  }

  /** Another window was refused or lacks something: one with other settings or another secret is not held by that. */
  async review(found: readonly Hold[]): Promise<void> {
    const { scan, wake, log } = this.parts;
    for (const hold of found) {
      if (hold.until !== null || !(await this.knowsBetter(hold))) continue;
      // What is parked for it may not be known yet.
      await scan();
      if (!this.stands(hold)) continue;
      log.info(`an account that another window could not use (${hold.failure.cause}) is tried in this one`);
      wake(hold.accountId);
    }
  }

  private stands(hold: Hold): boolean {
    return isSameHold(hold, this.parts.holds.of(accountKey(hold.accountId)));
  }

  /** Whether this window has other settings or another secret than those that were refused, and not refused here too. */
  private async knowsBetter({ accountId, fingerprint }: Hold): Promise<boolean> {
    const sender = await askSender(accountId, this.parts);
    const own = fingerprintOf(sender);
    if (sender === undefined || own === null || own === fingerprint) return false;
    return !this.parts.refusals.isOf(accountKey(accountId), sender);
  }
}

/**
 * Wakes what is queued for an account whose hold is lifted.
 * @param hold what held it: until somebody mended it, then what waited behind that begins anew
 */
export function wakeQueued(store: Store, account: string, hold: Hold | undefined, now: number): void {
  let begun = now;
  for (const entry of [...store.ledger.of(account).queued.values()]) {
    let next = isDelayed(entry, now) ? woken(entry, now) : entry;
    // A millisecond apart: that is their order for whoever reads them from the disk.
    if (hold?.until === null) next = renewed(next, begun++);
    if (next !== entry) store.move(entry, next);
  }
}

/** Whether it waits for another try; one that was never tried waits for its time, which nothing else brings nearer. */
function isDelayed({ due, attempts }: Entry, now: number): boolean {
  return due > now && attempts > 0;
}
