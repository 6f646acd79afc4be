import type { Clock } from '../model/clock';
import type { Failure } from '../model/failure';
import type { Log } from '../model/log';
import type { Transcript } from '../model/transcript';
import type { Attempted } from '../mail/transport';
import type { DiskTrouble } from './diskTrouble';
import { accountKey, type Entry } from './entry';
import type { Facts } from './facts';
import { isSameHold, type Hold, type Holds } from './holds';
import { itemOf, type Item } from './item';
import { wakeQueued } from './mender';
import type { OutboxHost, Sender } from './outboxHost';
import type { Head } from './record';
import type { Refusals } from './refusals';
import type { Store } from './store';
import { delivered, judged, woken } from './transition';
import { isExpired, isOfAccount, networkCauses, verdictOn, type End, type RetryPlan, type Verdict } from './verdict';

export interface SettlementParts {
  readonly store: Store;
  readonly holds: Holds;
  readonly refusals: Refusals;
  readonly trouble: DiskTrouble;
  readonly host: OutboxHost;
  readonly clock: Clock;
  readonly log: Log;
  readonly plan: () => RetryPlan;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** What is known of an attempt that failed. */
export interface FailedAttempt {
  readonly transcript: Transcript;
  /** `undefined` where the account cannot be used. */
  readonly sender?: Sender | undefined;
  /** What held the account when it began, whether or not the time of that was over. */
  readonly heldBefore: Hold | undefined;
}

/** What is known of one that the server took. */
export interface TakenAttempt {
  readonly sender: Sender;
  readonly heldBefore: Hold | undefined;
  /** Others are under way beside it: their receipts go to the disk together. */
  readonly isOneOfMany: boolean;
}

/** Writes down how an attempt ended, and tells who has to know. */
export class Settlement {
  constructor(private readonly parts: SettlementParts) {}

  /** The server took it. */
  async deliver(
    entry: Entry,
    head: Head,
    attempted: Attempted & { readonly ok: true },
    { sender, heldBefore, isOneOfMany }: TakenAttempt,
  ): Promise<void> {
    const { host, log } = this.parts;
    const { receipt, transcript } = attempted;
    const { to } = head.envelope;
    const answered = [...receipt.accepted, ...receipt.rejected.map(({ address }) => address)];
    if (answered.length !== to.length || to.some((address) => !answered.includes(address)))
      log.error(`message ${entry.id}: the recipients that were answered for are not those that were checked`);
    const next = delivered(entry, this.parts.clock.now());
    const isOurs = await this.finish(entry, next, { receipt, transcript }, isOneOfMany);
    if (!isOurs) log.warn(`message ${entry.id}: taken by the server, but taken over meanwhile; the receipt is kept`);
    log.info(`message ${entry.id}: sent at attempt ${entry.attempts}`);
    // What another lane met meanwhile, this one had not overcome.
    if (this.heldSince(heldBefore, entry.account) === undefined) await this.lift(entry.account, heldBefore);
    this.tell(entry.id, (item) => host.sent(item, sender));
  }

  /** The server took it, says its receipt; the process that wrote that could say no more, so its news are told now. */
  recovered(entry: Entry): void {
    const { store, clock, host } = this.parts;
    if (store.move(entry, delivered(entry, clock.now()))) this.tell(entry.id, (item) => host.sent(item, undefined));
  }

  /** It was not taken, or nobody knows. */
  async fail(
    entry: Entry,
    head: Head,
    failure: Failure,
    { transcript, sender, heldBefore }: FailedAttempt,
  ): Promise<void> {
    const { clock, log, host, refusals } = this.parts;
    const verdict = await this.verdict(entry, head, failure, { sender, heldBefore });
    const now = clock.now();
    log.warn(`message ${entry.id}: ${failure.cause} (${failure.code}) at ${failure.step}; ${words(verdict, now)}`);
    const end = verdict.to === 'dead' ? { end: verdict.end } : {};
    if (!(await this.finish(entry, judged(entry, verdict, now), { failure, transcript, ...end }))) return;
    const { accountId } = head;
    const fingerprint = sender?.fingerprint ?? null;
    // Another lane has met the same at the same time: it is one obstacle, told once.
    const other = this.heldSince(heldBefore, entry.account);
    const isEcho = other !== undefined && (other.until === null || verdict.to === 'queued');
    if (verdict.to === 'parked') {
      // Mended while the disk took that: it waits for nothing any more.
      if (this.isWoken(entry)) return;
      refusals.note(accountId, fingerprint);
      const hold = { accountId, failure, since: now, until: null, count: 1, fingerprint };
      // Also of an echo: another window may have lifted the first one, and this mail was not parked then.
      await this.hold(hold);
      if (!isEcho) this.tell(entry.id, (item) => host.held(hold, item, sender));
    } else if (verdict.to === 'queued' && verdict.holds) {
      if (isEcho) return;
      const count = this.triesOf(entry.account) + 1;
      const hold = { accountId, failure, since: now, until: verdict.due, count, fingerprint };
      await this.hold(hold);
      // Once, however often it is tried again: what follows can be seen in the snapshot.
      if (count === 1) this.tell(entry.id, (item) => host.delayed(hold, item, sender));
    } else if (verdict.to === 'dead' && verdict.end === 'expired' && isOfAccount(failure)) {
      await this.expireOthers(entry, failure, sender);
      return;
    }
    if (verdict.to === 'dead') this.tell(entry.id, (item) => host.gaveUp([item], sender));
  }

  /** Nothing was tried: it waits as before. */
  postpone(entry: Entry): void {
    const { store, clock } = this.parts;
    const now = clock.now();
    store.move(entry, judged(entry, { to: 'queued', due: now, holds: false, uncounted: true }, now));
  }

  /** Gives a message up that was claimed by a process that is gone. */
  async bury(entry: Entry, end: End, sender: Sender | undefined): Promise<void> {
    const { store, host, clock } = this.parts;
    const { failure } = store.factsOf(entry.id);
    const facts = { ...(failure === undefined ? {} : { failure }), end };
    const isOurs = await this.finish(entry, judged(entry, { to: 'dead', end }, clock.now()), facts);
    if (isOurs) this.tell(entry.id, (item) => host.gaveUp([item], sender));
  }

  /** A mail went out over the network: what waits for the network, of whatever account, is due. False where nothing does. */
  networkIsBack(): boolean {
    const { holds, store } = this.parts;
    const held = holds.all.filter(({ failure, until }) => until !== null && networkCauses.has(failure.cause));
    if (held.length === 0) return false;
    for (const { accountId } of held) holds.lift(accountKey(accountId));
    for (const entry of [...store.ledger.all()])
      if (entry.state === 'queued' && entry.attempts > 0 && this.waitsForNetwork(entry)) this.wake(entry);
    return true;
  }

  private async verdict(
    entry: Entry,
    head: Head,
    failure: Failure,
    { sender, heldBefore }: Omit<FailedAttempt, 'transcript'>,
  ): Promise<Verdict> {
    const { plan, clock, random, host } = this.parts;
    const now = clock.now();
    let verdict = verdictOn(entry, failure, plan(), now, random());
    if (verdict.to === 'queued' && verdict.holds) {
      // Each message of the account may be tried for the first time; the account is not.
      const isEcho = this.heldSince(heldBefore, entry.account) !== undefined;
      const attempts = Math.max(entry.attempts, this.triesOf(entry.account) + (isEcho ? 0 : 1));
      verdict = verdictOn({ ...entry, attempts }, failure, plan(), now, random());
    }
    if (verdict.to !== 'parked' || sender === undefined) return verdict;
    // Its sender address is frozen and no longer that of the account: nothing the user mends will let it through.
    if (failure.cause === 'senderRefused' && head.envelope.from !== sender.account.fromAddress)
      return { to: 'dead', end: 'refused' };
    // Mended while it was being tried: then nothing is wrong with the account as it is now.
    const current = await host.sender(head.accountId).catch(() => undefined);
    const isMended =
      sender.fingerprint !== undefined &&
      current !== undefined &&
      'account' in current &&
      current.fingerprint !== sender.fingerprint;
    return isMended ? { to: 'queued', due: now, holds: false, uncounted: true } : verdict;
  }

  /** Everything else of the account that is as old: it met the same obstacle, even if it was never its turn. */
  private async expireOthers(first: Entry, failure: Failure, sender: Sender | undefined): Promise<void> {
    const { store, host, clock, plan } = this.parts;
    const now = clock.now();
    const dead = [first];
    for (const entry of [...store.ledger.of(first.account).queued.values()]) {
      if (!isExpired(entry.begun, failure, plan(), now)) continue;
      const next = judged(entry, { to: 'dead', end: 'expired' }, now);
      if (await this.finish(entry, next, { failure, end: 'expired' })) dead.push(next);
    }
    const items = dead.flatMap(({ id }) => this.item(id) ?? []);
    this.guard(() => host.gaveUp(items, sender));
  }

  /** First what people read, then the state: a receipt that is on the disk is worth more than any state. */
  private async finish(entry: Entry, next: Entry, facts: Facts, isOneOfMany = false): Promise<boolean> {
    const { store, trouble } = this.parts;
    const written = trouble.once(() => store.writeFacts(entry.id, facts, isOneOfMany).then(() => true));
    const isOurs = await trouble.insist(() => store.move(entry, next));
    // Where a power cut takes the new state back, the receipt still tells it (see Round.recover).
    const isTold = facts.receipt !== undefined && (await written) === true;
    // Otherwise the disk takes both at the same time.
    if (!isTold) await Promise.all([written, isOurs ? trouble.once(() => store.settle(next)) : undefined]);
    return isOurs;
  }

  /** How often in a row an obstacle of the account was met. */
  private triesOf(account: string): number {
    return this.parts.holds.of(account)?.count ?? 0;
  }

  /** The hold of an account, where it is another one than was known when the attempt began. */
  private heldSince(before: Hold | undefined, account: string): Hold | undefined {
    const hold = this.parts.holds.of(account);
    return isSameHold(hold, before) ? undefined : hold;
  }

  private async hold(hold: Parameters<Holds['put']>[0]): Promise<void> {
    await this.parts.trouble.once(() => this.parts.holds.put(hold));
  }

  /** The account works again: what had met its obstacle is due. */
  private async lift(account: string, hold: Hold | undefined): Promise<void> {
    const { holds, refusals, store, trouble, clock } = this.parts;
    refusals.forget(account);
    if (hold === undefined) return;
    await trouble.once(() => holds.lift(account));
    wakeQueued(store, account, hold, clock.now());
  }

  private waitsForNetwork({ id }: Entry): boolean {
    const { failure } = this.parts.store.factsOf(id);
    return failure !== undefined && networkCauses.has(failure.cause);
  }

  private isWoken({ id }: Entry): boolean {
    const state = this.parts.store.ledger.get(id)?.state;
    return state !== undefined && state !== 'parked';
  }

  private wake(entry: Entry): void {
    const now = this.parts.clock.now();
    if (entry.due > now) this.parts.store.move(entry, woken(entry, now));
  }

  private item(id: string): Item | undefined {
    const { store } = this.parts;
    const entry = store.ledger.get(id);
    const head = entry === undefined ? undefined : store.headOf(entry);
    return entry === undefined || head === undefined ? undefined : itemOf(entry, head, store.factsOf(id));
  }

  private tell(id: string, how: (item: Item) => void): void {
    const item = this.item(id);
    if (item !== undefined) this.guard(() => how(item));
  }

  /** What the host does with the news must not keep the next mail. */
  private guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.parts.log.error(
        `a listener of the outbox failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function words(verdict: Verdict, now: number): string {
  switch (verdict.to) {
    case 'queued':
      return `again in ${Math.round((verdict.due - now) / 1000)} s`;
    case 'parked':
      return 'parked until the account is mended';
    case 'inDoubt':
      return `in doubt, repeated in ${Math.round((verdict.due - now) / 1000)} s`;
    case 'dead':
      return `given up: ${verdict.end}`;
  }
}
