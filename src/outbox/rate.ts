import { day } from './verdict';

/** How many mails an account may send; `Infinity` where nothing is known. */
export interface Limits {
  readonly perMinute: number;
  readonly perDay: number;
}

/** For accounts whose provider has told nothing: enough for a person, too little for a flood. */
export const usualLimits: Limits = { perMinute: 20, perDay: 500 };

const minute = 60_000;

/**
 * The earliest time at which one more mail may be sent.
 * @param sent when mails were sent, in milliseconds since 1970, ascending
 * @param inHand how many others are being sent, each of which may count from now on
 * @returns milliseconds since 1970; `now` where it may be sent at once
 */
export function nextSlot(sent: readonly number[], limits: Limits, now: number, inHand = 0): number {
  const { perMinute, perDay } = limits;
  return Math.max(now, freeAt(sent, perMinute, minute, now, inHand), freeAt(sent, perDay, day, now, inHand));
}

/** A limit that is used up. */
export interface FullLimit {
  /** When the next mail may be sent, in milliseconds since 1970. */
  readonly until: number;
  readonly per: 'minute' | 'day';
  /** How many it lets through in that time. */
  readonly most: number;
}

/** The limit that keeps the next mail from being sent, the one that does so longest; `undefined` where none does. */
export function fullLimit(sent: readonly number[], limits: Limits, now: number): FullLimit | undefined {
  const until = nextSlot(sent, limits, now);
  if (until <= now) return undefined;
  return freeAt(sent, limits.perDay, day, now, 0) === until
    ? { until, per: 'day', most: limits.perDay }
    : { until, per: 'minute', most: limits.perMinute };
}

/** When the oldest of the last `most` leaves the window. */
function freeAt(sent: readonly number[], most: number, window: number, now: number, inHand: number): number {
  if (!Number.isFinite(most)) return now;
  // Where the clock was set back, what lies ahead of it counts as little as what lies far behind.
  let last = sent.length;
  while (last > 0 && (sent[last - 1] ?? 0) > now + window) last -= 1;
  if (last + inHand < most) return now;
  // At most one window from now, whatever the clock did.
  return Math.min((sent[last + inHand - Math.max(1, most)] ?? now) + window, now + window);
}
