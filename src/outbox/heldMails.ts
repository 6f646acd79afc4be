import { knownAt } from '../model/attention';
import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import { isMeantFor, peopleOf, type HeldBackRun } from '../model/heldBackRun';
import type { Letter, Message } from '../model/message';
import type { Rule } from '../model/rule';
import type { RunMail } from '../model/runMail';
import type { HeldBack } from './heldBack';
import type { KeptMail } from './keptMail';
import type { Outbox } from './outbox';
import type { HoldPlan } from './holdPlan';
import { inTurns } from './inTurns';
import type { MailNote } from './mailNote';
import { lead } from './preconnect';
import type { Scheduler } from './scheduler';
import { clusters, goesAt, longerOf, mostGaps, type WaitingMail } from './waitingMail';

export interface HeldMailsParts {
  readonly outbox: Pick<Outbox, 'enqueue' | 'release' | 'withdraw' | 'isWaiting' | 'has'>;
  readonly heldBack: Pick<HeldBack, 'runs' | 'add' | 'tell'>;
  /** What waits here, for the window that goes on with it when this one is gone. */
  readonly kept: { put(mail: KeptMail): void; remove(id: string): void };
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly plan: () => HoldPlan;
  /** A mail of that account goes within so many milliseconds, unless somebody comes back. */
  readonly expect: (accountId: string, patience: number) => void;
  /** Whether somebody was there after that moment; `undefined`: not known yet. */
  readonly wasSeenSince: (moment: number) => boolean | undefined;
  /** @param id of the message; a new one without it */
  readonly freeze: (letter: Letter, id?: string) => Promise<Message>;
  /** One letter for all of them; `heldBack` is listed in it. */
  readonly compose: (mails: readonly RunMail[], heldBack: readonly HeldBackRun[]) => Promise<Letter>;
  /** Whether it tells what its recipients may no longer get: then it is composed anew as it goes. */
  readonly isStale?: (mail: RunMail) => boolean;
  /** A mail begins to wait for whether somebody is there. */
  readonly onWait: (mail: RunMail) => void;
  readonly note: (runId: string, note: MailNote) => void;
  /** How many mails of rules went today, counted here too; what waits counts beside it. */
  readonly today: { count(now: number): number; add(now: number): void };
}

/** As many as there may be notifications on the screen. */
const mostWithdrawn = 20;
/** How much later than planned a message goes by itself once this window is gone. */
const margin = 5_000;

/**
 * Mails that rules asked for and that wait: for whether somebody comes back, for others to be told with, for the end of the
 * quiet hours. Each lies in the outbox from the first moment on, with the time at which it goes whatever dies.
 */
export class HeldMails {
  private held: readonly WaitingMail[] = [];
  /** The last ones that were taken back: whoever is told of one only now may want it all the same. */
  private withdrawn: readonly RunMail[] = [];
  /** Those that are being written or sent: for the limit of a day they count like those that wait. */
  private readonly moving = new Set<WaitingMail>();
  private cancel: (() => void) | undefined;

  constructor(private readonly parts: HeldMailsParts) {}

  /** Takes a mail, which is on the disk when this resolves. */
  async add(mail: RunMail): Promise<void> {
    const { clock, plan, outbox, freeze, compose, heldBack, note, onWait, today } = this.parts;
    const { run, decision, account } = mail;
    const { grace, digest, quietUntil, perDay } = plan();
    const now = clock.now();
    const isAsked = decision.why === 'asked';
    // That its run goes on was told: the end is owed to whoever read that, also to those who are there, over any limit.
    const isOwed = isAsked || decision.why === 'told';
    const yields = !isOwed && decision.rule?.onlyWhenAway === true;
    // Whoever seems to be there may have left just now: that is seen only after a while.
    const seen = decision.why === 'present' ? Math.max(grace, (decision.rule?.awayAfter ?? 0) * 1000) : grace;
    const wait = isAsked ? 0 : longerOf(yields, seen, digest);
    const isQuiet = !isAsked && quietUntil !== undefined;
    const readyAt = Math.max(now + (yields ? seen : 0), quietUntil ?? 0);
    const people = peopleOf(account);
    const waiting = { ...mail, id: run.id, listed: [], people, yields, isQuiet, since: run.endedAt, readyAt };
    // Those of somebody who seems to be there are not expected to go.
    const expected = [...this.held, ...this.moving].filter(
      ({ decision: { why } }) => why !== 'present' && why !== 'asked',
    );
    if (!isOwed && perDay > 0 && today.count(now) + clusters([...expected, waiting], digest).length > perDay) {
      // Where somebody seems to be there no mail was to be expected.
      if (decision.why === 'present') return;
      heldBack.add(run, 'cap', people);
      note(run.id, { kind: 'cap' });
      return;
    }
    await this.move([waiting], async () => {
      const listed = heldBack.runs.filter((one) => isMeantFor(one, mail));
      const message = await freeze(await compose([mail], listed), run.id);
      // Without any time to wait it is still to be found out whether who seems to be there is.
      if (wait === 0 && !isQuiet && decision.why !== 'present') {
        await outbox.enqueue(message, account.id);
        this.went([run.id], message, listed, isAsked, 'written');
        return;
      }
      const decidedAt = yields ? Math.max(readyAt, knownAt(run.endedAt)) : readyAt;
      const notBefore = decidedAt + digest * mostGaps + margin;
      const waits = { id: message.id, messageId: message.messageId, listed, yields, isQuiet, readyAt };
      await outbox.enqueue(message, account.id, {}, notBefore);
      this.parts.kept.put({ ...waits, run, decision, accountId: account.id, recipients: account.recipients });
      this.moving.delete(waiting);
      this.held = [...this.held, { ...waiting, ...waits }];
      note(run.id, { kind: 'waits' });
      if (yields) onWait(mail);
      this.look();
    });
  }

  /** How long a rule's mail would wait if its run ended now and nobody were there, in milliseconds. */
  waitOf(rule: Rule | undefined): number {
    const { grace, digest, quietUntil = 0 } = this.parts.plan();
    return Math.max(longerOf(rule?.onlyWhenAway === true, grace, digest), quietUntil - this.parts.clock.now());
  }

  /** Goes on with mails that waited in another window, which is gone. Their messages are in the outbox, or were. */
  restore(mails: readonly (RunMail & KeptMail)[]): void {
    const { outbox, kept, clock } = this.parts;
    // That this window is new is no sign of somebody: it may have begun by itself.
    const since = clock.now();
    for (const mail of mails) {
      if (outbox.isWaiting(mail.id)) {
        this.held = [...this.held, { ...mail, people: peopleOf(mail.account), since }];
        continue;
      }
      kept.remove(mail.id);
      if (outbox.has(mail.id)) this.went([mail.run.id], mail, mail.listed, false, 'written');
    }
    this.look();
  }

  /** Somebody may have come back. */
  look(): void {
    void this.settle().catch((error: unknown) => {
      this.parts.log.error(`mails that wait: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** Sends the mail about a run at once, whoever is there, a withdrawn one too. Answers whether it had not gone yet. */
  async sendNow(runId: string): Promise<boolean> {
    const mail = this.held.find(({ run }) => run.id === runId);
    if (mail !== undefined) {
      this.held = this.held.filter((one) => one !== mail);
      await this.release([mail]);
      return true;
    }
    const withdrawn = this.withdrawn.find(({ run }) => run.id === runId);
    if (withdrawn === undefined) return false;
    this.withdrawn = this.withdrawn.filter((one) => one !== withdrawn);
    await this.add({ ...withdrawn, decision: { ...withdrawn.decision, mail: true, why: 'asked' } });
    return true;
  }

  /** Sends everything that waits at once, whoever is there: what may go together in one. */
  async sendAll(): Promise<void> {
    const going = clusters(this.held, this.parts.plan().digest);
    this.held = [];
    for (const cluster of going) await this.release(cluster);
    this.plan();
  }

  /** Takes the mail about a run back. Answers whether it was still waiting. */
  async withdraw(runId: string): Promise<boolean> {
    const mail = this.held.find(({ run }) => run.id === runId);
    if (mail === undefined) return false;
    await this.takeBack(mail);
    return true;
  }

  /**
   * The window closes, which somebody does: what waits only for whether they are there is taken back. The rest goes at its
   * time. Needs node:fs only.
   */
  async end(): Promise<void> {
    this.cancel?.();
    for (const mail of this.held)
      if (mail.yields && this.parts.wasSeenSince(mail.since) !== false) await this.takeBack(mail);
  }

  dispose(): void {
    this.cancel?.();
  }

  private async settle(): Promise<void> {
    const { clock, wasSeenSince, plan } = this.parts;
    const now = clock.now();
    // They may have been set to end sooner, or not to be at all.
    const { quietUntil = now } = plan();
    for (const mail of this.held) if (mail.isQuiet) mail.readyAt = Math.min(mail.readyAt, quietUntil);
    for (const mail of this.held) {
      if (!mail.yields) continue;
      const seen = wasSeenSince(mail.since);
      if (seen === true) await this.takeBack(mail);
      // It is worth waiting for: else whoever sits there without a key for half a minute gets a mail.
      else if (seen === undefined && now >= mail.readyAt) mail.readyAt = knownAt(mail.since);
    }
    const { digest } = plan();
    const ready: WaitingMail[][] = [];
    for (const cluster of clusters(this.held, digest)) if (now >= goesAt(cluster, digest)) ready.push(cluster);
    const going = new Set(ready.flat());
    this.held = this.held.filter((mail) => !going.has(mail));
    for (const cluster of ready) await this.release(cluster);
    this.plan();
  }

  /** The next look; shortly before a mail goes a connection is opened for it. */
  private plan(): void {
    const { clock, scheduler, plan, expect } = this.parts;
    this.cancel?.();
    this.cancel = undefined;
    const { digest } = plan();
    const now = clock.now();
    let next = Infinity;
    for (const cluster of clusters(this.held, digest)) {
      const at = goesAt(cluster, digest);
      const isExpected = cluster.some(({ decision }) => decision.why !== 'present');
      const isSoon = at - now <= lead;
      if (isExpected && isSoon && at > now) expect(cluster[0]?.account.id ?? '', at - now + lead);
      next = Math.min(next, isExpected && !isSoon ? at - lead : at);
    }
    if (next === Infinity) return;
    // At least every minute: while the computer sleeps only the time of day goes on.
    const wait = Math.min(Math.max(next - now, 50), 60_000);
    this.cancel = scheduler.after(wait, () => this.look());
  }

  private async release(held: readonly WaitingMail[]): Promise<void> {
    await this.move(held, () => this.tell(held));
    await inTurns(held, ({ id }) => this.parts.kept.remove(id));
  }

  private async move(mails: readonly WaitingMail[], work: () => Promise<void>): Promise<void> {
    for (const mail of mails) this.moving.add(mail);
    await work().finally(() => mails.forEach((mail) => this.moving.delete(mail)));
  }

  private async tell(held: readonly WaitingMail[]): Promise<void> {
    const { outbox, freeze, compose, heldBack, isStale } = this.parts;
    // The user may have sent one from the outbox, or its time came while the computer slept.
    const mails = held.filter(({ id }) => outbox.isWaiting(id));
    for (const one of held) if (!mails.includes(one)) this.went([one.run.id], one, one.listed, false, 'written');
    const [first] = mails;
    if (first === undefined) return;
    if (mails.length === 1 && isStale?.(first) !== true) {
      await outbox.release(first.id);
      this.went([first.run.id], first, first.listed, false, 'written');
      return;
    }
    const listed = heldBack.runs.filter((one) => mails.some((mail) => isMeantFor(one, mail)));
    const message = await freeze(await compose(mails, listed));
    // The one that tells all is on the disk before the others are taken back: better twice than never.
    await outbox.enqueue(message, first.account.id);
    await inTurns(mails, ({ id }) => outbox.withdraw(id));
    const ids = mails.map(({ run }) => run.id);
    this.went(ids, message, listed, false, ids.length === 1 ? 'written' : 'merged');
  }

  private went(
    runIds: readonly string[],
    { id: mail, messageId }: { readonly id: string; readonly messageId?: string },
    listed: readonly HeldBackRun[],
    isAsked: boolean,
    kind: 'written' | 'merged',
  ): void {
    const { note, heldBack, today, clock } = this.parts;
    for (const mail of this.moving) if (runIds.includes(mail.run.id)) this.moving.delete(mail);
    heldBack.tell(listed);
    if (!isAsked) today.add(clock.now());
    // What was told together with others has no mail of its own that others could answer.
    const written = { mail, ...(kind === 'merged' || messageId === undefined ? {} : { messageId }) };
    for (const id of runIds) note(id, { kind, ...written });
  }

  private async takeBack(mail: WaitingMail): Promise<void> {
    const { outbox, kept, note, log } = this.parts;
    // Another look may have taken it while this one waited for the disk.
    if (!this.held.includes(mail)) return;
    this.held = this.held.filter((one) => one !== mail);
    kept.remove(mail.id);
    if (!(await outbox.withdraw(mail.id))) {
      this.went([mail.run.id], mail, mail.listed, false, 'written');
      return;
    }
    const { run, decision, account, report } = mail;
    const taken = { run, decision, account, ...(report && { report }) };
    this.withdrawn = [...this.withdrawn, taken].slice(-mostWithdrawn);
    log.info(`run ${run.id}: mail withdrawn, somebody is there`);
    note(run.id, { kind: 'withdrawn' });
  }
}
