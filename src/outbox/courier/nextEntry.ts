import type { Entry } from '../store/entry';
import type { AccountQueue } from '../store/outboxIndex';
import type { Holds } from './holds';
import type { Cooldowns } from './cooldowns';

/**
 * The next message to send for an account, or `undefined` while nothing is due.
 * @param heldSince since when the account has to wait; only what the user asked for since then goes
 * @param now milliseconds since 1970
 * @param taken the ids of those already in hand, or not to be had now
 */
export function nextEntry(
  queue: AccountQueue,
  heldSince: number | undefined,
  now: number,
  taken: Pick<ReadonlySet<string>, 'has'> = none,
): Entry | undefined {
  if (queue.urgent > 0)
    for (const entry of queue.queued.values()) if (isWanted(entry, heldSince) && !taken.has(entry.id)) return entry;
  if (heldSince !== undefined) return undefined;
  for (const entry of queue.open.values())
    if (entry.state === 'inDoubt' && entry.claim === '' && entry.due <= now && !taken.has(entry.id)) return entry;
  for (const entry of queue.queued.values()) if (entry.due <= now && !taken.has(entry.id)) return entry;
  return undefined;
}

/**
 * Whether the user asked for it after that obstacle was met. Of many requested at once the first meets it: the others
 * would only be repeated bad sign-ins.
 */
export function isWanted({ urgent, since }: Entry, heldSince: number | undefined): boolean {
  return urgent && (heldSince === undefined || since >= heldSince);
}

const none: ReadonlySet<string> = new Set();

/** Whether more than `number` queued messages are due. */
export function manyDue({ queued }: AccountQueue, number: number, now: number): boolean {
  let due = 0;
  for (const entry of queued.values()) if (entry.due <= now && (due += 1) > number) return true;
  return false;
}

/** Whether another process has an unsettled claim on a message of this account: it may be dead. */
export function hasClaims({ open }: AccountQueue): boolean {
  for (const { claim } of open.values()) if (claim !== '') return true;
  return false;
}

/**
 * Epoch ms since which the account is held; -Infinity while it only cools down in this window, which blocks everything
 * but messages the user asked for.
 */
export function heldSince(
  { holds, cooldowns }: { readonly holds: Holds; readonly cooldowns: Cooldowns },
  account: string,
  now: number,
): number | undefined {
  return holds.heldSince(account, now) ?? (cooldowns.isResting(account) ? Number.NEGATIVE_INFINITY : undefined);
}
