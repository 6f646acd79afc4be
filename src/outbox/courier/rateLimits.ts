import { Emitter } from '../../model/emitter';
import type { OutboxIndex, AccountQueue } from '../store/outboxIndex';
import { day } from '../store/verdict';
import { nextEntry } from './nextEntry';
import type { Cooldowns } from './cooldowns';

/** How many mails an account may send; `Infinity` if unknown. */
export interface Limits {
  readonly perMinute: number;
  readonly perDay: number;
}

/** For accounts whose provider gives none: enough for a person, too little for a flood. */
export const usualLimits: Limits = { perMinute: 20, perDay: 500 };

const minute = 60_000;

/**
 * The earliest time at which one more mail may be sent.
 * @param sent when mails were sent, in milliseconds since 1970, ascending
 * @param inHand how many others are being sent, each of which may count from now on
 * @returns milliseconds since 1970; `now` if it may be sent at once
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
  /** How many mails it allows in that time. */
  readonly most: number;
}

/** The limit that delays the next mail longest; `undefined` if none does. */
export function fullLimit(sent: readonly number[], limits: Limits, now: number): FullLimit | undefined {
  const until = nextSlot(sent, limits, now);
  if (until <= now) return undefined;
  return freeAt(sent, limits.perDay, day, now, 0) === until
    ? { until, per: 'day', most: limits.perDay }
    : { until, per: 'minute', most: limits.perMinute };
}

/** When the oldest of the last `most` mails leaves the window. */
function freeAt(sent: readonly number[], most: number, window: number, now: number, inHand: number): number {
  if (!Number.isFinite(most)) return now;
  // If the clock was set back, times ahead of it count as little as those far behind.
  let last = sent.length;
  while (last > 0 && (sent[last - 1] ?? 0) > now + window) last -= 1;
  if (last + inHand < most) return now;
  // At most one window from now, whatever the clock did.
  return Math.min((sent[last + inHand - Math.max(1, most)] ?? now) + window, now + window);
}

/** A full limit that holds back mails of an account. */
export interface Slot extends FullLimit {
  readonly accountId: string;
  /** The id of the mail that goes first then. */
  readonly first: string;
}

/** What the limits of accounts hold back, as far as this process knows the limits from its own last look. */
export class RateLimits {
  private readonly known = new Map<string, { readonly accountId: string; readonly limits: Limits }>();

  private readonly rested = new Emitter();
  /** An account starts or continues to wait for its limit. */
  readonly onDidRest = this.rested.event;

  constructor(private readonly cooldowns: Cooldowns) {}

  /** Notes the current limits of an account. @param account its key, which is slow to compute */
  learn(account: string, accountId: string, limits: Limits = usualLimits): void {
    this.known.set(account, { accountId, limits });
  }

  rest(account: string, milliseconds: number): void {
    this.cooldowns.rest(account, milliseconds, 'limit');
    this.rested.fire();
  }

  /** The limits may have changed: ends rests for limits only. */
  end(): void {
    this.cooldowns.endForLimit();
  }

  /** The accounts whose limit holds mails back. @param now milliseconds since 1970 */
  all(index: OutboxIndex, now: number): readonly Slot[] {
    const slots: Slot[] = [];
    for (const [account, { accountId, limits }] of this.known) {
      const queue = index.of(account);
      const full = fullLimit(queue.sent, limits, now);
      if (full === undefined) continue;
      const first = nextEntry(queue, undefined, full.until, urgentOnes(queue))?.id;
      if (first !== undefined) slots.push({ ...full, accountId, first });
    }
    return slots;
  }
}

/** What the user asked for bypasses the limits. */
function urgentOnes({ queued, urgent }: AccountQueue): ReadonlySet<string> {
  return new Set(urgent === 0 ? [] : [...queued.values()].filter((entry) => entry.urgent).map(({ id }) => id));
}
