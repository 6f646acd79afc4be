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
