import { askSender } from './askSender';
import { Lane, rest, type LaneParts } from './lane';
import type { Lease } from './lease';
import type { Refusal } from './refusals';
import { StoreFailure } from './storeFailure';
import { Traffic } from './traffic';
import { judged, released } from './transition';
import { doubtOf } from './verdict';

/**
 * One round of the courier for one account: get the lease, take care of what dead ones left, send what is due. It begins
 * with one lane; while the server accepts what it gets and much is due, there are more.
 */
export class Round {
  private readonly traffic = new Traffic();
  private readonly lanes: Promise<void>[] = [];
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly parts: LaneParts,
    private readonly account: string,
  ) {}

  /** Whether the body of a message may be on its way: then its answer is worth waiting for. */
  get bodyIsOut(): boolean {
    return this.traffic.bodiesOut.size > 0;
  }

  async run(): Promise<void> {
    const { leases, store, holds, refusals, clock, log } = this.parts;
    const refusal = refusals.of(this.account);
    if (refusal !== undefined && (await this.isLeftToOthers(refusal))) return;
    const lease = leases.acquire(this.account);
    if (lease === undefined) return;
    try {
      if (lease.isHandedOver) {
        // What was sent meanwhile counts for the limits, and what was claimed may have to be taken care of.
        await store.scan(['sending', 'inDoubt', 'sent']);
        // A password that was refused there a moment ago is not tried here.
        await holds.scan(clock.now());
      }
      await this.recover(lease);
      this.begin(lease);
      await this.settled();
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      this.parts.trouble.set(error);
      this.parts.waits.rest(this.account, rest);
      log.warn(`round ended: ${error.message}`);
    } finally {
      leases.release(lease);
    }
  }

  /** What was refused here would be refused again; another window has lifted what held the account, and goes on with it. */
  private async isLeftToOthers({ accountId }: Refusal): Promise<boolean> {
    const { refusals, leases, store } = this.parts;
    if (leases.isAlone || store.ledger.of(this.account).urgent > 0) return false;
    const sender = await askSender(accountId, this.parts);
    if (sender !== undefined && !refusals.isOf(this.account, sender)) {
      refusals.forget(this.account);
      return false;
    }
    refusals.rest(this.account);
    return true;
  }

  /** A lane more. */
  private begin(lease: Lease): void {
    const lane = new Lane(this.parts, lease, this.traffic, () => this.begin(lease));
    const run = lane.run().catch((error: unknown) => {
      this.failure ??= { error };
    });
    this.lanes.push(run);
  }

  /** Resolves when the last lane has ended. Rejects then with what ended the first that failed. */
  private async settled(): Promise<void> {
    // Each lane that begins does so before the one that wants it ends.
    for (const lane of this.lanes) await lane;
    if (this.failure !== undefined) throw this.failure.error;
  }

  /** What was claimed with an earlier lease: its holder is gone, or frozen and fenced off by what happens here. */
  private async recover(lease: Lease): Promise<void> {
    const { store, clock, plan, settlement, log } = this.parts;
    for (const entry of [...store.ledger.of(this.account).open.values()]) {
      if (entry.claim === '' || entry.claim === lease.claim) continue;
      log.info(`message ${entry.id}: claimed by ${entry.claim}, which is gone; it was ${entry.state}`);
      const now = clock.now();
      if (store.freshFacts(entry.id).receipt !== undefined) settlement.recovered(entry);
      else if (entry.state === 'sending') store.move(entry, released(entry, now));
      else {
        const verdict = doubtOf(entry, plan(), Math.min(entry.since, now));
        if (verdict.to === 'dead') await settlement.bury(entry, verdict.end, undefined);
        else store.move(entry, judged(entry, verdict, now));
      }
    }
  }
}
