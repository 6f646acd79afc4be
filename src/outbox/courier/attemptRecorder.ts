import type { Attempted } from '../../mail/transport/transport';
import type { Clock } from '../../model/clock';
import type { Emitter } from '../../model/emitter';
import type { Transcript } from '../../model/failure/attempt';
import type { Failure } from '../../model/failure/failure';
import type { Log } from '../../model/log';
import type { DiskTrouble } from '../../system/diskTrouble';
import type { Scheduler } from '../../system/scheduler';
import { accountKey, type Entry } from '../store/entry';
import type { AttemptResult } from '../store/attemptResult';
import { type Item, itemOf } from '../store/item';
import type { Head } from '../store/record';
import type { Store } from '../store/store';
import { delivered, judged, woken } from '../store/transition';
import {
  type End,
  isExpired,
  blocksAccount,
  networkCauses,
  type RetryPlan,
  type Verdict,
  verdictOn,
  waitAfter,
} from '../store/verdict';
import type { Gaps } from './gaps';
import { type Hold, type Holds, isDelayed, isSameHold, wakeQueued } from './holds';
import type { OutboxEvent } from './outboxEvent';
import type { Owed } from './owedRecipients';
import { askSender, type Sender, type Senders } from './senders';
import type { LocalRefusals } from './localRefusals';

export interface AttemptRecorderParts {
  readonly store: Store;
  readonly holds: Holds;
  readonly refusals: LocalRefusals;
  readonly trouble: DiskTrouble;
  readonly senders: Senders;
  /** Fires with what the user may have to know. */
  readonly news: Pick<Emitter<OutboxEvent>, 'fire'>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly gaps: Gaps;
  /** Everything is ending. */
  readonly stopping: AbortSignal;
  readonly plan: () => RetryPlan;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** A failed attempt. */
export interface FailedAttempt {
  readonly transcript: Transcript;
  /** `undefined` if the account cannot be used. */
  readonly sender?: Sender | undefined;
  /** The hold of the account when the attempt began, expired or not. */
  readonly heldBefore: Hold | undefined;
}

/** An accepted attempt. */
export interface TakenAttempt {
  readonly sender: Sender;
  readonly heldBefore: Hold | undefined;
  /** Other attempts run beside it: their receipts are flushed together. */
  readonly isOneOfMany: boolean;
  /** What was made of the recipients that are tried again. */
  readonly owed: readonly Owed[];
}

/** Records how an attempt ended, and reports what the user has to know. */
export class AttemptRecorder {
  constructor(private readonly parts: AttemptRecorderParts) {}

  /**
   * The server accepted it for some recipients and refused others that may get it yet: those are on disk as mails of
   * their own when this resolves.
   */
  async owe(head: Head, owed: readonly Owed[]): Promise<void> {
    const { store, trouble, clock, log, plan, random } = this.parts;
    for (const { message, failure, isAtOnce } of owed) {
      const now = clock.now();
      const wait = Math.max(waitAfter(1, plan(), random()), plan().floors[failure.cause] ?? 0);
      log.warn(`message ${message.id}: ${failure.cause} for some recipients, who are tried again`);
      await trouble.insist(() => store.add(message, head.accountId, head.about, isAtOnce ? now : now + wait));
      await trouble.once(() => store.writeResult(message.id, { failure }, false));
    }
  }

  /** The server accepted it. */
  async deliver(
    entry: Entry,
    head: Head,
    attempted: Attempted & { readonly ok: true },
    { sender, heldBefore, isOneOfMany, owed }: TakenAttempt,
  ): Promise<void> {
    const { log } = this.parts;
    const { receipt, transcript } = attempted;
    const { to } = head.envelope;
    const rest = [
      ...receipt.rejected.map(({ address }) => address),
      ...owed.flatMap(({ message }) => message.envelope.to),
    ];
    const answered = [...receipt.accepted, ...rest];
    if (answered.length !== to.length || to.some((address) => !answered.includes(address)))
      log.error(`message ${entry.id}: the recipients that were answered for are not those that were checked`);
    const next = delivered(entry, this.parts.clock.now());
    const isOurs = await this.finish(entry, next, { receipt, transcript }, isOneOfMany);
    if (!isOurs) log.warn(`message ${entry.id}: taken by the server, but taken over meanwhile; the receipt is kept`);
    log.info(`message ${entry.id}: sent at attempt ${entry.attempts}`);
    // A hold raised by another worker during this attempt stays: this success does not disprove it.
    if (this.heldSince(heldBefore, entry.account) === undefined) await this.lift(entry.account, heldBefore);
    this.report(entry.id, (item) => ({ kind: 'sent', item, sender }));
  }

  /** Its receipt shows that the server accepted it; the process that wrote that reported nothing, so report it now. */
  recovered(entry: Entry): void {
    const { store, clock } = this.parts;
    if (store.move(entry, delivered(entry, clock.now())))
      this.report(entry.id, (item) => ({ kind: 'sent', item, sender: undefined }));
  }

  /** It was not accepted, or nobody knows. */
  async fail(
    entry: Entry,
    head: Head,
    failure: Failure,
    { transcript, sender, heldBefore }: FailedAttempt,
  ): Promise<void> {
    const { clock, gaps, log, refusals } = this.parts;
    // The computer may have slept during the attempt.
    const awake = gaps.outlived(entry);
    const verdict = await this.verdict(awake, head, failure, { sender, heldBefore });
    const now = clock.now();
    log.warn(`message ${entry.id}: ${failure.cause} (${failure.code}) at ${failure.step}; ${words(verdict, now)}`);
    const end = verdict.to === 'dead' ? { end: verdict.end } : {};
    if (!(await this.finish(entry, judged(awake, verdict, now), { failure, transcript, ...end }))) return;
    const { accountId } = head;
    const fingerprint = sender?.fingerprint ?? null;
    // Another worker met the same obstacle at the same time: report it once.
    const other = this.heldSince(heldBefore, entry.account);
    const isEcho = other !== undefined && (other.until === null || verdict.to === 'queued');
    if (verdict.to === 'parked') {
      // Fixed during the write: it no longer waits for anything.
      if (this.isWoken(entry)) return;
      refusals.note(accountId, fingerprint);
      const hold = { accountId, failure, since: now, until: null, count: 1, fingerprint };
      // Even for an echo: another window may have lifted the first hold before this mail was parked.
      await this.hold(hold);
      if (!isEcho) this.report(entry.id, (item) => ({ kind: 'held', hold, item, sender }));
    } else if (verdict.to === 'queued' && verdict.holds) {
      if (isEcho) return;
      const count = this.triesOf(entry.account) + 1;
      const hold = { accountId, failure, since: now, until: verdict.due, count, fingerprint };
      await this.hold(hold);
      // Only once, however often it is retried: the snapshot shows the rest.
      if (count === 1) this.report(entry.id, (item) => ({ kind: 'delayed', hold, item, sender }));
    } else if (verdict.to === 'dead' && verdict.end === 'expired' && blocksAccount(failure)) {
      await this.expireOthers(entry, failure, sender);
      return;
    }
    if (verdict.to === 'dead') this.report(entry.id, (item) => ({ kind: 'gaveUp', items: [item], sender }));
  }

  /** Nothing was tried: it waits as before. */
  postpone(entry: Entry): void {
    const { store, clock } = this.parts;
    const now = clock.now();
    store.move(entry, judged(entry, { to: 'queued', due: now, holds: false, uncounted: true }, now));
  }

  /** Gives up a message claimed by a process that is gone. */
  async bury(entry: Entry, end: End, sender: Sender | undefined): Promise<void> {
    const { store, clock } = this.parts;
    const { failure } = store.resultOf(entry.id);
    const result = { ...(failure === undefined ? {} : { failure }), end };
    const isOurs = await this.finish(entry, judged(entry, { to: 'dead', end }, clock.now()), result);
    if (isOurs) this.report(entry.id, (item) => ({ kind: 'gaveUp', items: [item], sender }));
  }

  /**
   * A mail went out over the network: makes due what waits for the network, for all accounts. False if nothing does.
   */
  async networkIsBack(): Promise<boolean> {
    const { holds, store, clock } = this.parts;
    const held = holds.all.filter(({ failure, until }) => until !== null && networkCauses.has(failure.cause));
    if (held.length === 0) return false;
    for (const { accountId } of held) holds.lift(accountKey(accountId));
    const now = clock.now();
    const delayed = [...store.index.all()].filter((entry) => isDelayed(entry, now));
    await store.moveAll(delayed, (entry) =>
      isDelayed(entry, now) && this.waitsForNetwork(entry) ? woken(entry, now) : entry,
    );
    return true;
  }

  private async verdict(
    entry: Entry,
    head: Head,
    failure: Failure,
    { sender, heldBefore }: Omit<FailedAttempt, 'transcript'>,
  ): Promise<Verdict> {
    const { plan, clock, random } = this.parts;
    const now = clock.now();
    let verdict = verdictOn(entry, failure, plan(), now, random());
    if (verdict.to === 'queued' && verdict.holds) {
      // Each message may be on its first try; the account is not.
      const isEcho = this.heldSince(heldBefore, entry.account) !== undefined;
      const attempts = Math.max(entry.attempts, this.triesOf(entry.account) + (isEcho ? 0 : 1));
      verdict = verdictOn({ ...entry, attempts }, failure, plan(), now, random());
    }
    if (verdict.to !== 'parked' || sender === undefined) return verdict;
    // Its sender address is frozen and no longer that of the account: nothing the user fixes will let it through.
    if (failure.cause === 'senderRefused' && head.envelope.from !== sender.account.fromAddress)
      return { to: 'dead', end: 'refused' };
    // It has waited once for its recipients to be verified, and they are not (or no longer) those of the account.
    const isAgain = this.parts.store.resultOf(entry.id).failure?.cause === 'recipientUnverified';
    const { recipients } = sender.account;
    if (failure.cause === 'recipientUnverified' && isAgain && !head.envelope.to.some((to) => recipients.includes(to)))
      return { to: 'dead', end: 'refused' };
    // Fixed during the attempt: the account as it is now has no fault.
    const current = await askSender(head.accountId, this.parts);
    const isMended =
      sender.fingerprint !== undefined &&
      current !== undefined &&
      'account' in current &&
      current.fingerprint !== sender.fingerprint;
    return isMended ? { to: 'queued', due: now, holds: false, uncounted: true } : verdict;
  }

  /** Expires all other messages of the account that are as old: they met the same obstacle, even if untried. */
  private async expireOthers(first: Entry, failure: Failure, sender: Sender | undefined): Promise<void> {
    const { store, news, clock, gaps, plan } = this.parts;
    const now = clock.now();
    const dead = [first];
    for (const entry of [...store.index.of(first.account).queued.values()]) {
      if (!isExpired(gaps.upToDate(entry).begun, failure, plan(), now)) continue;
      const next = judged(entry, { to: 'dead', end: 'expired' }, now);
      if (await this.finish(entry, next, { failure, end: 'expired' })) dead.push(next);
    }
    const items = dead.flatMap(({ id }) => this.item(id) ?? []);
    news.fire({ kind: 'gaveUp', items, sender });
  }

  /** The result first, then the state: a receipt on disk is worth more than any state. */
  private async finish(entry: Entry, next: Entry, result: AttemptResult, isOneOfMany = false): Promise<boolean> {
    const { store, trouble } = this.parts;
    const written = trouble.once(() => store.writeResult(entry.id, result, isOneOfMany).then(() => true));
    const isOurs = await trouble.insist(() => store.move(entry, next));
    // If a power cut reverts the new state, the receipt still proves it (see AccountRound.recover).
    const isTold = result.receipt !== undefined && (await written) === true;
    // Otherwise flush both at once.
    if (!isTold) await Promise.all([written, isOurs ? trouble.once(() => store.settle(next)) : undefined]);
    return isOurs;
  }

  /** How often in a row the account has met an obstacle. */
  private triesOf(account: string): number {
    return this.parts.holds.of(account)?.count ?? 0;
  }

  /** The hold of an account, if it differs from the one when the attempt began. */
  private heldSince(before: Hold | undefined, account: string): Hold | undefined {
    const hold = this.parts.holds.of(account);
    return isSameHold(hold, before) ? undefined : hold;
  }

  private async hold(hold: Parameters<Holds['put']>[0]): Promise<void> {
    await this.parts.trouble.once(() => this.parts.holds.put(hold));
  }

  /** The account works again: makes due what had met its obstacle. */
  private async lift(account: string, hold: Hold | undefined): Promise<void> {
    const { holds, refusals, store, trouble, clock } = this.parts;
    refusals.forget(account);
    if (hold === undefined) return;
    await trouble.once(() => wakeQueued(store, account, hold, clock.now()));
    // Not one that was raised meanwhile.
    if (this.heldSince(hold, account) === undefined) await trouble.once(() => holds.lift(account));
  }

  private waitsForNetwork({ id }: Entry): boolean {
    const { failure } = this.parts.store.resultOf(id);
    return failure !== undefined && networkCauses.has(failure.cause);
  }

  private isWoken({ id }: Entry): boolean {
    const state = this.parts.store.index.get(id)?.state;
    return state !== undefined && state !== 'parked';
  }

  private item(id: string): Item | undefined {
    const { store } = this.parts;
    const entry = store.index.get(id);
    const head = entry === undefined ? undefined : store.headOf(entry);
    return entry === undefined || head === undefined ? undefined : itemOf(entry, head, store.resultOf(id));
  }

  private report(id: string, event: (item: Item) => OutboxEvent): void {
    const item = this.item(id);
    if (item !== undefined) this.parts.news.fire(event(item));
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
