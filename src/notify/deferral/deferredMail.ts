import type { HeldBackRun } from '../model/heldBackRun';
import type { RunMail } from '../model/runMail';

/** A mail that waits, see `HeldMails`. */
export interface WaitingMail extends RunMail {
  /** Of its message, which lies in the outbox and would go by itself if nobody were there any more to say when. */
  readonly id: string;
  /** RFC 5322, in angle brackets; not known where an earlier version wrote it. */
  readonly messageId?: string;
  readonly listed: readonly HeldBackRun[];
  /** Who it goes to and through which account: only these are merged. */
  readonly people: string;
  /** Withdrawn where somebody is there. */
  readonly yields: boolean;
  readonly isQuiet: boolean;
  /** Whoever is there after that moment has seen it. */
  readonly since: number;
  readyAt: number;
}

/** A storm that does not end is told all the same. */
export const mostGaps = 10;

/** Mails to the same people about runs that ended soon after one another, and that may go together; the first first. */
export function clusters(held: readonly WaitingMail[], digest: number): WaitingMail[][] {
  const found: { readonly mails: WaitingMail[]; earliest: number; latest: number }[] = [];
  const sorted = [...held].sort((one, other) => one.run.endedAt - other.run.endedAt);
  for (const mail of sorted) {
    const { readyAt } = mail;
    const cluster = found.findLast(({ mails, earliest, latest }) => {
      const last = mails.at(-1);
      const isNear = last !== undefined && (mail.isQuiet || mail.run.endedAt - last.run.endedAt <= digest);
      // One that is still to wait for somebody must not go with others, which a storm lets wait for so long only.
      if (Math.max(latest, readyAt) - Math.min(earliest, readyAt) > mostGaps * digest) return false;
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

/** When it is told: as all of them are ready and no further one is to be expected, but not later than `mostGaps` allow. */
export function goesAt(cluster: readonly WaitingMail[], digest: number): number {
  const ready = Math.max(...cluster.map(({ readyAt }) => readyAt));
  const last = Math.max(...cluster.map(({ run }) => run.endedAt)) + digest;
  const first = Math.min(...cluster.map(({ readyAt }) => readyAt));
  return Math.max(first, Math.min(Math.max(ready, last), first + mostGaps * digest));
}

/** A mail that yields to somebody waits for that, and each for others that it could be told with. */
export function longerOf(yields: boolean, grace: number, digest: number): number {
  return Math.max(yields ? grace : 0, digest);
}
