import type { Account } from '../../model/account/account';
import type { Clock } from '../../model/clock';
import { Emitter } from '../../model/emitter';
import { type SuppressedRun, isMeantFor, peopleOf } from '../../model/letter/suppressedRun';
import type { Message } from '../../model/letter/message';
import { type RunMail, withRecipientsOf } from '../../model/letter/runMail';
import type { Log } from '../../model/log';
import { knownAt } from '../../model/rule/attention';
import type { Rule } from '../../model/rule/rule';
import { errorMessage } from '../../model/unknown';
import type { Outbox } from '../../outbox/outbox';
import type { Scheduler } from '../../system/scheduler';
import { inTurns } from '../../system/turns';
import type { RunHistory } from '../history/runHistory';
import { clusters, type DeferralPlan, type DeferredMail, goesAt, longerOf, maxGaps } from './deferredMail';
import type { DeferredMailFiles, StoredDeferredMail } from './deferredMailFiles';
import type { DeferredReports } from './deferredReports';
import { lead } from './preconnect';
import type { SuppressedRuns } from './suppressedRuns';

/** Writes a mail about runs as a message that can be sent; its contents may have changed since the report. */
export interface MessageWriter {
  /**
   * Writes one message for all of these mails.
   * @param listed the suppressed runs that it lists
   * @param id of the message; a new one if missing
   */
  write(mails: readonly RunMail[], listed: readonly SuppressedRun[], id?: string): Promise<Message>;
  /** Whether the mail says what its recipients may no longer get: then it is rewritten before it goes. */
  isStale(mail: RunMail): boolean;
}

export interface DeferredMailsParts {
  readonly accounts: { complete(id: string): Account | undefined };
  readonly outbox: Pick<Outbox, 'enqueue' | 'release' | 'withdraw' | 'isWaiting' | 'has'>;
  readonly suppressed: Pick<SuppressedRuns, 'runs' | 'add' | 'mailed'>;
  /** The waiting mails, for the window that takes them over when this one is gone. */
  readonly files: Pick<DeferredMailFiles, 'start' | 'put' | 'remove'>;
  /** What the waiting mails say, which is not kept in memory. */
  readonly reports: Pick<DeferredReports, 'keep' | 'whole' | 'remove'>;
  /** Records what became of the mail about each run. */
  readonly history: Pick<RunHistory, 'noteMail' | 'noteMails'>;
  readonly messages: MessageWriter;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  /** How long mails wait by the settings, read each time. */
  readonly deferral: { plan(): DeferralPlan };
  /** Prepares a connection for a mail of that account, which goes within `timeoutMs` unless the user returns. */
  readonly expected: { expect(accountId: string, timeoutMs: number): void };
  /** Whether the user was there after `moment`; `undefined`: not known yet. */
  readonly attention: { wasSeenSince(moment: number): boolean | undefined };
  /** How many mails of rules went today; those sent here are added. */
  readonly today: { count(now: number): number; add(now: number): void };
}

/** As many as there may be notifications on the screen. */
const maxWithdrawn = 20;
/** How much later a message goes by itself once this window is gone, in ms. */
const margin = 5_000;

/**
 * Mails of rules that wait: for the user to come back, for others to join, or for the end of the quiet hours. Each is
 * in the outbox from the start, with the time at which it goes even if every window dies.
 */
export class DeferredMails {
  private waiting: readonly DeferredMail[] = [];
  /** The last withdrawn mails: a user who sees the notification late may still want one sent. */
  private withdrawn: readonly (RunMail & { readonly id: string })[] = [];
  /** Mails being written or sent: they count towards the daily limit like waiting ones. */
  private readonly moving = new Set<DeferredMail>();
  private readonly waited = new Emitter<RunMail>((error) => this.parts.log.error(String(error)));
  private cancel: (() => void) | undefined;
  /** A mail starts to wait for whether the user is there. */
  readonly onDidWait = this.waited.event;

  constructor(private readonly parts: DeferredMailsParts) {}

  /** Continues mails that waited in windows that are gone, now and later on. Call it after the outbox has been read. */
  async start(): Promise<void> {
    const { accounts, files } = this.parts;
    await files.start((found) => {
      this.restore(
        found.flatMap((mail) => {
          const account = accounts.complete(mail.accountId);
          if (account === undefined) return [];
          return [
            { ...mail, account: { ...withRecipientsOf(mail.decision.rule, account), recipients: mail.recipients } },
          ];
        }),
      );
    });
  }

  /** Takes a mail; it is on disk when this resolves. */
  async add(mail: RunMail): Promise<void> {
    const { clock, deferral, outbox, messages, suppressed, files, reports, history, today } = this.parts;
    const { run, decision, account } = mail;
    const { grace, digest, quietUntil, perDay } = deferral.plan();
    const now = clock.now();
    const isAsked = decision.why === 'asked';
    // The recipient got a mail that this run is still going, so its end is mailed too, even if the user is present or
    // the daily limit is reached.
    const isOwed = isAsked || decision.why === 'told';
    const yields = !isOwed && decision.rule?.onlyWhenAway === true;
    // A user who seems present may have just left: that shows only after a while.
    const seen = decision.why === 'present' ? Math.max(grace, (decision.rule?.awayAfter ?? 0) * 1000) : grace;
    const wait = isAsked ? 0 : longerOf(yields, seen, digest);
    const isQuiet = !isAsked && quietUntil !== undefined;
    const readyAt = Math.max(now + (yields ? seen : 0), quietUntil ?? 0);
    const people = peopleOf(account);
    const times = { since: run.endedAt, readyAt };
    const waiting = { ...mail, id: run.id, messageId: '', listed: [], people, yields, isQuiet, ...times };
    // Mails for a user who seems present are not expected to go.
    const expected = [...this.waiting, ...this.moving].filter(
      ({ decision: { why } }) => why !== 'present' && why !== 'asked',
    );
    if (!isOwed && perDay > 0 && today.count(now) + clusters([...expected, waiting], digest).length > perDay) {
      // A user who seems present expects no mail.
      if (decision.why === 'present') return;
      suppressed.add(run, 'cap', people);
      history.noteMail(run.id, { mailNote: 'cap' });
      return;
    }
    await this.move([waiting], async () => {
      const listed = suppressed.runs.filter((one) => isMeantFor(one, mail));
      const message = await messages.write([mail], listed, run.id);
      // Even without a grace period, first confirm that the user who seems present really is.
      if (wait === 0 && !isQuiet && decision.why !== 'present') {
        await outbox.enqueue(message, account.id);
        await this.went([run.id], message, listed, isAsked, 'written');
        return;
      }
      const decidedAt = yields ? Math.max(readyAt, knownAt(run.endedAt)) : readyAt;
      const notBefore = decidedAt + digest * maxGaps + margin;
      const waits = { id: message.id, messageId: message.messageId, listed, yields, isQuiet, readyAt };
      await outbox.enqueue(message, account.id, {}, notBefore);
      files.put({ ...waits, run, decision, accountId: account.id, recipients: account.recipients });
      this.moving.delete(waiting);
      this.waiting = [...this.waiting, reports.keep({ ...waiting, ...waits })];
      history.noteMail(run.id, { mailNote: 'waits' });
      if (yields) this.waited.fire(mail);
      this.look();
    });
  }

  /** How long a rule's mail would wait if its run ended now with nobody there, in milliseconds. */
  waitOf(rule: Rule | undefined): number {
    const { grace, digest, quietUntil = 0 } = this.parts.deferral.plan();
    return Math.max(longerOf(rule?.onlyWhenAway === true, grace, digest), quietUntil - this.parts.clock.now());
  }

  /** Continues mails that waited in a window that is gone. Their messages are in the outbox, or were. */
  restore(mails: readonly (RunMail & StoredDeferredMail)[]): void {
    const { outbox, files, reports, clock } = this.parts;
    // A new window is no sign of a user: it may have started by itself.
    const since = clock.now();
    for (const mail of mails) {
      if (outbox.isWaiting(mail.id)) {
        this.waiting = [...this.waiting, { ...mail, people: peopleOf(mail.account), since }];
        continue;
      }
      files.remove(mail.id);
      reports.remove(mail.id);
      if (outbox.has(mail.id)) void this.went([mail.run.id], mail, mail.listed, false, 'written');
    }
    this.look();
  }

  /** The user may have come back. */
  look(): void {
    void this.settle().catch((error: unknown) => {
      this.parts.log.error(`mails that wait: ${errorMessage(error)}`);
    });
  }

  /** Sends the mail about a run at once, even a withdrawn one. Returns whether it had not gone yet. */
  async sendNow(runId: string): Promise<boolean> {
    const mail = this.waiting.find(({ run }) => run.id === runId);
    if (mail !== undefined) {
      this.waiting = this.waiting.filter((one) => one !== mail);
      await this.release([mail]);
      return true;
    }
    const withdrawn = this.withdrawn.find(({ run }) => run.id === runId);
    if (withdrawn === undefined) return false;
    this.withdrawn = this.withdrawn.filter((one) => one !== withdrawn);
    const { run, account, report, decision } = this.parts.reports.whole(withdrawn);
    this.parts.reports.remove(withdrawn.id);
    const asked = { ...decision, mail: true, why: 'asked' } as const;
    await this.add({ run, account, decision: asked, ...(report && { report }) });
    return true;
  }

  /** Sends all waiting mails at once; those that may go together go as one. */
  async sendAll(): Promise<void> {
    const going = clusters(this.waiting, this.parts.deferral.plan().digest);
    this.waiting = [];
    for (const cluster of going) await this.release(cluster);
    this.plan();
  }

  /** Withdraws the mail about a run. Returns whether it was still waiting. */
  async withdraw(runId: string): Promise<boolean> {
    const mail = this.waiting.find(({ run }) => run.id === runId);
    if (mail === undefined) return false;
    await this.takeBack(mail);
    return true;
  }

  /**
   * The window closes, which takes a user: withdraws mails that only wait for whether they are there. The rest goes at
   * its time. Needs node:fs only.
   */
  async end(): Promise<void> {
    this.cancel?.();
    for (const mail of this.waiting)
      if (mail.yields && this.parts.attention.wasSeenSince(mail.since) !== false) await this.takeBack(mail);
    for (const { id } of this.withdrawn) this.parts.reports.remove(id);
  }

  dispose(): void {
    this.cancel?.();
  }

  private async settle(): Promise<void> {
    const { clock, attention, deferral } = this.parts;
    const now = clock.now();
    // Quiet hours may by now end sooner, or be off.
    const { quietUntil = now } = deferral.plan();
    for (const mail of this.waiting) if (mail.isQuiet) mail.readyAt = Math.min(mail.readyAt, quietUntil);
    for (const mail of this.waiting) {
      if (!mail.yields) continue;
      const seen = attention.wasSeenSince(mail.since);
      if (seen === true) await this.takeBack(mail);
      // Worth waiting for: otherwise a user who sits there and touches no key for half a minute gets a mail.
      else if (seen === undefined && now >= mail.readyAt) mail.readyAt = knownAt(mail.since);
    }
    const { digest } = deferral.plan();
    const ready: DeferredMail[][] = [];
    for (const cluster of clusters(this.waiting, digest)) if (now >= goesAt(cluster, digest)) ready.push(cluster);
    const going = new Set(ready.flat());
    this.waiting = this.waiting.filter((mail) => !going.has(mail));
    for (const cluster of ready) await this.release(cluster);
    this.plan();
  }

  /** Schedules the next look; a connection is opened shortly before a mail goes. */
  private plan(): void {
    const { clock, scheduler, deferral, expected } = this.parts;
    this.cancel?.();
    this.cancel = undefined;
    const { digest } = deferral.plan();
    const now = clock.now();
    let next = Infinity;
    for (const cluster of clusters(this.waiting, digest)) {
      const at = goesAt(cluster, digest);
      const isExpected = cluster.some(({ decision }) => decision.why !== 'present');
      const isSoon = at - now <= lead;
      if (isExpected && isSoon && at > now) expected.expect(cluster[0]?.account.id ?? '', at - now + lead);
      next = Math.min(next, isExpected && !isSoon ? at - lead : at);
    }
    if (next === Infinity) return;
    // At least every minute: only the time of day advances while the computer sleeps.
    const wait = Math.min(Math.max(next - now, 50), 60_000);
    this.cancel = scheduler.after(wait, () => this.look());
  }

  private async release(mails: readonly DeferredMail[]): Promise<void> {
    await this.move(mails, () => this.send(mails));
    const { files, reports } = this.parts;
    await inTurns(mails, ({ id }) => {
      files.remove(id);
      reports.remove(id);
    });
  }

  private async move(mails: readonly DeferredMail[], work: () => Promise<void>): Promise<void> {
    for (const mail of mails) this.moving.add(mail);
    await work().finally(() => mails.forEach((mail) => this.moving.delete(mail)));
  }

  private async send(ready: readonly DeferredMail[]): Promise<void> {
    const { outbox, messages, reports, suppressed } = this.parts;
    // The user may have sent one from the outbox, or its time came while the computer slept.
    const mails = ready.filter(({ id }) => outbox.isWaiting(id));
    for (const one of ready) if (!mails.includes(one)) await this.went([one.run.id], one, one.listed, false, 'written');
    const [first] = mails;
    if (first === undefined) return;
    const whole: DeferredMail[] = [];
    await inTurns(mails, (mail) => whole.push(reports.whole(mail)));
    if (mails.length === 1 && !whole.some((mail) => messages.isStale(mail))) {
      await outbox.release(first.id);
      await this.went([first.run.id], first, first.listed, false, 'written');
      return;
    }
    const listed = suppressed.runs.filter((one) => mails.some((mail) => isMeantFor(one, mail)));
    const message = await messages.write(whole, listed);
    // The merged mail is on disk before the others are withdrawn: better twice than never.
    await outbox.enqueue(message, first.account.id);
    await inTurns(mails, ({ id }) => outbox.withdraw(id));
    const ids = mails.map(({ run }) => run.id);
    await this.went(ids, message, listed, false, ids.length === 1 ? 'written' : 'merged');
  }

  private async went(
    runIds: readonly string[],
    { id: mail, messageId }: { readonly id: string; readonly messageId: string },
    listed: readonly SuppressedRun[],
    isAsked: boolean,
    kind: 'written' | 'merged',
  ): Promise<void> {
    const { history, suppressed, today, clock } = this.parts;
    const told = new Set(runIds);
    for (const mail of this.moving) if (told.has(mail.run.id)) this.moving.delete(mail);
    suppressed.mailed(listed);
    if (!isAsked) today.add(clock.now());
    // A run mailed together with others has no mail of its own that a later one could answer.
    const written = { mail, mailNote: kind, ...(kind === 'merged' ? {} : { messageId }) };
    await history.noteMails(runIds, written);
  }

  private async takeBack(mail: DeferredMail): Promise<void> {
    const { outbox, files, reports, history, log } = this.parts;
    // Another look may have taken it while this one waited for the disk.
    if (!this.waiting.includes(mail)) return;
    this.waiting = this.waiting.filter((one) => one !== mail);
    files.remove(mail.id);
    if (!(await outbox.withdraw(mail.id))) {
      reports.remove(mail.id);
      await this.went([mail.run.id], mail, mail.listed, false, 'written');
      return;
    }
    const { id, run, decision, account, report } = mail;
    const taken = { id, run, decision, account, ...(report && { report }) };
    const withdrawn = [...this.withdrawn, taken];
    for (const forgotten of withdrawn.slice(0, -maxWithdrawn)) reports.remove(forgotten.id);
    this.withdrawn = withdrawn.slice(-maxWithdrawn);
    log.info(`run ${run.id}: mail withdrawn, somebody is there`);
    history.noteMail(run.id, { mailNote: 'withdrawn' });
  }
}
