import type { SuppressedRun } from '../../model/letter/suppressedRun';
import type { RunMail } from '../../model/letter/runMail';

/** A mail that waits, see `DeferredMails`. */
export interface DeferredMail extends RunMail {
  /** The id of its message, which is in the outbox and goes by itself if this window dies. */
  readonly id: string;
  /** RFC 5322, in angle brackets. */
  readonly messageId: string;
  readonly listed: readonly SuppressedRun[];
  /** Its recipients and account: only mails to the same people are merged. */
  readonly people: string;
  /** Withdrawn if the user is there. */
  readonly yields: boolean;
  readonly isQuiet: boolean;
  /** A user who is there after this moment has seen the end of the run. */
  readonly since: number;
  readyAt: number;
}

/** An endless storm is mailed all the same, after this many times the digest. */
export const maxGaps = 10;

/** Groups mails to the same people about runs that ended close together, oldest first. */
export function clusters(waiting: readonly DeferredMail[], digest: number): DeferredMail[][] {
  const found: { readonly mails: DeferredMail[]; earliest: number; latest: number }[] = [];
  const sorted = [...waiting].sort((one, other) => one.run.endedAt - other.run.endedAt);
  for (const mail of sorted) {
    const { readyAt } = mail;
    const cluster = found.findLast(({ mails, earliest, latest }) => {
      const last = mails.at(-1);
      const isNear = last !== undefined && (mail.isQuiet || mail.run.endedAt - last.run.endedAt <= digest);
      // One that still waits for the user must not delay the others longer than a storm may.
      if (Math.max(latest, readyAt) - Math.min(earliest, readyAt) > maxGaps * digest) return false;
      return isNear && digest > 0 && last.people === mail.people && last.isQuiet === mail.isQuiet;
    });
    if (cluster === undefined) found.push({ mails: [mail], earliest: readyAt, latest: readyAt });
    else {
      cluster.mails.push(mail);
      cluster.earliest = Math.min(cluster.earliest, readyAt);
      cluster.latest = Math.max(cluster.latest, readyAt);
    }
  }
  return found.map(({ mails }) => mails);
}

/** When it goes: once all are ready and no more are expected, but no later than `maxGaps` allows. */
export function goesAt(cluster: readonly DeferredMail[], digest: number): number {
  const ready = Math.max(...cluster.map(({ readyAt }) => readyAt));
  const last = Math.max(...cluster.map(({ run }) => run.endedAt)) + digest;
  const first = Math.min(...cluster.map(({ readyAt }) => readyAt));
  return Math.max(first, Math.min(Math.max(ready, last), first + maxGaps * digest));
}

/** The longer of its waits: one that yields waits for the user, and each for others to join. */
export function longerOf(yields: boolean, grace: number, digest: number): number {
  return Math.max(yields ? grace : 0, digest);
}

/** Times are in milliseconds. */
export interface DeferralPlan {
  /** How long the mail of a rule waits for the user to come back. */
  readonly grace: number;
  /** Mails about runs that end this close together become one. */
  readonly digest: number;
  /** When the current quiet hours end, since 1970. */
  readonly quietUntil: number | undefined;
  /** How many mails of rules may go per day; 0: any number. */
  readonly perDay: number;
}
