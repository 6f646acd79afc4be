import type { Step } from '../../model/failure/attempt';
import type { Failure, FailureCause } from '../../model/failure/failure';
import type { Entry } from './entry';

/** Why a message was given up: it was refused for good, it took too long, or nobody knows whether it arrived. */
export type End = 'refused' | 'expired' | 'inDoubt';

/** What becomes of a message after a failed attempt. Times are in milliseconds since 1970. */
export type Verdict =
  /** Tried again at `due`. `holds`: nothing of the account is tried before. `uncounted`: not a real attempt. */
  | { readonly to: 'queued'; readonly due: number; readonly holds: boolean; readonly uncounted?: true }
  /** Waits, and the account with it, until the account is fixed. */
  | { readonly to: 'parked' }
  /** Sent once more at `due`, although it may have arrived. */
  | { readonly to: 'inDoubt'; readonly due: number }
  | { readonly to: 'dead'; readonly end: End };

/** When to try again, all in milliseconds. */
export interface RetryPlan {
  /** The waits after the first, second … failure; the last one repeats. */
  readonly waits: readonly number[];
  /** The least wait that a server with this answer wants. */
  readonly floors: Partial<Record<FailureCause, number>>;
  /** The least wait after a server turns us away for good, knowing only our address. */
  readonly turnedAway: number;
  readonly expireAfter: number;
  /** Whether a message in doubt is sent once more. */
  readonly repeatInDoubt: 'once' | 'never';
  /** The wait before that. */
  readonly repeatAfter: number;
}

const minute = 60_000;
const hour = 60 * minute;
export const day = 24 * hour;

/**
 * RFC 5321 section 4.5.4.1 with the shape of RFC 1123 section 5.3.1.1; news of a run is stale after a day. The floors
 * come from the error tables of the providers, docs/providers.md.
 */
export const usualPlan: RetryPlan = {
  waits: [minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour],
  floors: {
    busy: 5 * minute,
    mailboxFull: 30 * minute,
    signInThrottled: 30 * minute,
    addressListed: hour,
    certificateExpired: 6 * hour,
    // Limits count over a sliding 24 hours, and some providers restart that at every try.
    quota: day,
  },
  turnedAway: hour,
  expireAfter: day,
  repeatInDoubt: 'once',
  repeatAfter: 10 * minute,
};

/** What blocks every message of an account, at any step. */
const accountWide: ReadonlySet<FailureCause> = new Set<FailureCause>([
  'hostNotFound',
  'offline',
  'connectionRefused',
  'connectionTimedOut',
  'greetingTimedOut',
  'certificateExpired',
  'signInThrottled',
  'addressListed',
  'quota',
  'sandboxUnavailable',
]);

/** What passes once the network is back. */
export const networkCauses: ReadonlySet<FailureCause> = new Set<FailureCause>([
  'hostNotFound',
  'offline',
  'connectionTimedOut',
  'greetingTimedOut',
]);

/**
 * What becomes of a message after this failure.
 * @param entry the message while it is tried, this attempt counted
 * @param now milliseconds since 1970
 * @param random from 0 to 1, for the jitter of 20 %
 */
export function verdictOn(entry: Entry, failure: Failure, plan: RetryPlan, now: number, random: number): Verdict {
  const verdict = plainVerdict(entry, failure, plan, now, random);
  // Whatever the answer now, it may have arrived at an earlier attempt.
  return verdict.to === 'dead' && entry.repeats > 0 ? { to: 'dead', end: 'inDoubt' } : verdict;
}

function plainVerdict(entry: Entry, failure: Failure, plan: RetryPlan, now: number, random: number): Verdict {
  switch (failure.retry) {
    case 'never':
      return { to: 'dead', end: 'refused' };
    case 'whenFixed':
      return { to: 'parked' };
    case 'inDoubt':
      return doubtOf(entry, plan, now);
    case 'later':
      return laterOf(entry, failure, plan, now, random);
  }
}

/**
 * What becomes of a message whose body may have arrived.
 * @param since when the doubt began, in milliseconds since 1970
 */
export function doubtOf(entry: Entry, plan: RetryPlan, since: number): Verdict {
  if (plan.repeatInDoubt === 'never' || entry.repeats > 0) return { to: 'dead', end: 'inDoubt' };
  return { to: 'inDoubt', due: since + plan.repeatAfter };
}

/** Whether a message begun then is given up; a day later than usual if a quota held it. */
export function isExpired(begun: number, { cause }: Failure, plan: RetryPlan, now: number): boolean {
  return now >= begun + plan.expireAfter + (cause === 'quota' ? day : 0);
}

/**
 * Whether every message of the account meets the same obstacle now, so that none is tried for a while. This depends on
 * where it failed, not on fault: a server that is down holds an account with nothing wrong in it. For whether the
 * account is shown as failing, see `marksAccountFailing`.
 */
export function blocksAccount({ cause, step }: Failure): boolean {
  return isBeforeMail(step) || accountWide.has(cause);
}

function isBeforeMail(step: Step): boolean {
  return step === 'resolve' || step === 'connect' || step === 'tls' || step === 'signIn';
}

function laterOf(entry: Entry, failure: Failure, plan: RetryPlan, now: number, random: number): Verdict {
  const { cause, step } = failure;
  if (cause === 'cancelled') return { to: 'queued', due: now, holds: false, uncounted: true };
  if (isExpired(entry.begun, failure, plan, now)) return { to: 'dead', end: 'expired' };
  const wait = waitAfter(entry.attempts, plan, random);
  const floor = isBeforeMail(step) && isTurnedAway(failure) ? plan.turnedAway : (plan.floors[cause] ?? 0);
  // Never less than the server wants, so this jitter only adds.
  const due = now + (floor > wait ? Math.round(floor + random * Math.min(0.2 * floor, hour / 2)) : wait);
  const last = entry.begun + plan.expireAfter;
  // One last try when the time is up; a quota has its own limit.
  return {
    to: 'queued',
    due: cause === 'quota' ? due : Math.min(due, last),
    holds: blocksAccount(failure),
  };
}

/** A greeting with 554 (RFC 5321 section 3.1), or a server that says its own trouble with a permanent code. */
function isTurnedAway({ cause, reply }: Failure): boolean {
  return cause === 'busy' && reply.startsWith('5');
}

/** @param attempts how many have failed, from 1 */
export function waitAfter(attempts: number, { waits }: RetryPlan, random: number): number {
  const wait = waits[Math.min(Math.max(attempts, 1), waits.length) - 1] ?? 0;
  return Math.round(wait * (0.8 + 0.4 * random));
}
