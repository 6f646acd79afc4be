import type { Clock } from '../../model/clock';
import type { Log } from '../../model/log';
import type { DiskTrouble } from '../../system/diskTrouble';
import type { Scheduler } from '../../system/scheduler';
import { accountKey, type Entry } from '../store/entry';
import type { Store } from '../store/store';
import { woken } from '../store/transition';
import { type Hold, type Holds, isSameHold, wakeQueued } from './holds';
import { askSender, type Senders } from './senders';
import { senderFingerprint, type LocalRefusals } from './localRefusals';
import type { Cooldowns } from './cooldowns';
import type { Dispatcher } from './dispatcher';
import type { OutboxPoller } from './outboxPoller';

export interface HoldRecoveryParts {
  readonly store: Store;
  readonly holds: Holds;
  readonly cooldowns: Cooldowns;
  readonly refusals: LocalRefusals;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly stopping: AbortSignal;
  readonly trouble: DiskTrouble;
  readonly poller: Pick<OutboxPoller, 'scan'>;
  readonly dispatcher: Pick<Dispatcher, 'pump'>;
}

/** Resumes accounts that may work again, or that work in this window. */
export class HoldRecovery {
  constructor(private readonly parts: HoldRecoveryParts) {
    parts.holds.onDidFind((found) => this.review(found));
  }

  /** The account may work again: makes due everything of it that waits for another try or for the user. */
  wake(accountId: string): void {
    const { trouble, dispatcher } = this.parts;
    void trouble.once(async () => {
      await this.lift(accountKey(accountId));
      dispatcher.pump();
    });
  }

  private async lift(account: string): Promise<void> {
    const { store, holds, cooldowns, refusals, clock } = this.parts;
    const now = clock.now();
    // Still held meanwhile: what waited for long is not tried before its time counts anew.
    try {
      await wakeQueued(store, account, holds.of(account), now);
      const isParked = (entry: Entry): boolean => entry.account === account && entry.state === 'parked';
      await store.moveAll([...store.index.all()].filter(isParked), (entry) =>
        isParked(entry) ? woken(entry, now) : entry,
      );
    } finally {
      holds.lift(account);
      refusals.forget(account);
      cooldowns.end(account);
    }
  }

  /** Makes every waiting message due, for any reason and any account; one in doubt waits for its own time. */
  async liftAll(): Promise<void> {
    const { store, clock } = this.parts;
    for (const account of store.index.accounts) await this.lift(account);
    const now = clock.now();
    await store.moveAll(store.index.all(), (entry) =>
      entry.state === 'queued' && entry.due > now ? woken(entry, now) : entry,
    );
  }

  /** Settings may have been fixed while no window was open: then nothing holds the account any more. */
  async reviewAll(): Promise<void> {
    for (const hold of this.parts.holds.all)
      if ((await this.knowsBetter(hold)) && this.stands(hold)) this.wake(hold.accountId);
  }

  /** Another window was refused or lacks something: that does not hold one with other settings or another secret. */
  private async review(found: readonly Hold[]): Promise<void> {
    const { poller, log } = this.parts;
    for (const hold of found) {
      if (hold.until !== null || !(await this.knowsBetter(hold))) continue;
      // What it parked may not be known yet.
      await poller.scan();
      if (!this.stands(hold)) continue;
      log.info(`an account that another window could not use (${hold.failure.cause}) is tried in this one`);
      this.wake(hold.accountId);
    }
  }

  private stands(hold: Hold): boolean {
    return isSameHold(hold, this.parts.holds.of(accountKey(hold.accountId)));
  }

  /** Whether this window has other settings or another secret than those refused, and its own were not refused here. */
  private async knowsBetter({ accountId, fingerprint }: Hold): Promise<boolean> {
    const sender = await askSender(accountId, this.parts);
    const own = senderFingerprint(sender);
    if (sender === undefined || own === null || own === fingerprint) return false;
    return !this.parts.refusals.isOf(accountKey(accountId), sender);
  }
}
