import { StoreFailure } from '../../system/diskFailure';
import type { Lease } from '../lease/lease';
import { judged, released } from '../store/transition';
import { doubtOf } from '../store/verdict';
import { SendWorker, type SendWorkerParts, rest } from './sendWorker';
import { askSender } from './senders';
import type { LocalRefusal } from './localRefusals';
import { WorkerPool } from './workerPool';

/**
 * One round of the courier for one account: takes the lease, recovers what dead processes left, sends what is due. It
 * starts with one worker and adds more while the server accepts mails and many are due.
 */
export class AccountRound {
  private readonly pool = new WorkerPool();
  private readonly workers: Promise<void>[] = [];
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly parts: SendWorkerParts,
    private readonly account: string,
  ) {}

  /** Whether the body of a message may be out: then its answer is worth waiting for. */
  get bodyIsOut(): boolean {
    return this.pool.bodiesOut.size > 0;
  }

  async run(): Promise<void> {
    const { leases, store, holds, refusals, clock, log } = this.parts;
    const refusal = refusals.of(this.account);
    if (refusal !== undefined && (await this.isLeftToOthers(refusal))) return;
    const lease = leases.acquire(this.account);
    if (lease === undefined) return;
    try {
      if (lease.isHandedOver) {
        // What was sent meanwhile counts towards the limits, and claims may need recovery.
        await store.scan(['sending', 'inDoubt', 'sent']);
        // A password just refused in another window is not tried here.
        await holds.scan(clock.now());
      }
      await this.recover(lease);
      this.begin(lease);
      await this.settled();
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      this.parts.trouble.set(error);
      this.parts.cooldowns.rest(this.account, rest);
      log.warn(`round ended: ${error.message}`);
    } finally {
      leases.release(lease);
    }
  }

  /** What was refused here would be refused again; the window that lifted the hold goes on with it. */
  private async isLeftToOthers({ accountId }: LocalRefusal): Promise<boolean> {
    const { refusals, leases, store } = this.parts;
    if (leases.isAlone || store.index.of(this.account).urgent > 0) return false;
    const sender = await askSender(accountId, this.parts);
    if (sender !== undefined && !refusals.isOf(this.account, sender)) {
      refusals.forget(this.account);
      return false;
    }
    refusals.rest(this.account);
    return true;
  }

  /** Adds a worker. */
  private begin(lease: Lease): void {
    const worker = new SendWorker(this.parts, lease, this.pool, () => this.begin(lease));
    const run = worker.run().catch((error: unknown) => {
      this.failure ??= { error };
    });
    this.workers.push(run);
  }

  /** Resolves when all workers have ended, or then rejects with the error of the first that failed. */
  private async settled(): Promise<void> {
    // A new worker is added before the one that wants it ends.
    for (const worker of this.workers) await worker;
    if (this.failure !== undefined) throw this.failure.error;
  }

  /** Recovers what was claimed with an earlier lease: its holder is gone, or frozen and fenced off by this. */
  private async recover(lease: Lease): Promise<void> {
    const { store, clock, gaps, plan, recorder, log } = this.parts;
    for (const entry of [...store.index.of(this.account).open.values()]) {
      if (entry.claim === '' || entry.claim === lease.claim) continue;
      log.info(`message ${entry.id}: claimed by ${entry.claim}, which is gone; it was ${entry.state}`);
      const now = clock.now();
      if (store.freshResult(entry.id).receipt !== undefined) recorder.recovered(entry);
      // Whether it was sent could not be read: the next round knows more.
      else if (store.isResting(entry.id)) continue;
      else if (entry.state === 'sending') store.move(entry, released(gaps.resume(entry, entry.since), now));
      else {
        const verdict = doubtOf(entry, plan(), Math.min(entry.since, now));
        if (verdict.to === 'dead') await recorder.bury(entry, verdict.end, undefined);
        else store.move(entry, judged(gaps.resume(entry, entry.since), verdict, now));
      }
    }
  }
}
