import type { Entry } from './entry';
import type { Page } from './ledger';

/**
 * What is to be sent next for an account, or `undefined` while nothing is due.
 * @param isHeld the account has to wait; only what the user asked for now goes
 * @param now milliseconds since 1970
 * @param taken the ids of those that somebody has in hand
 */
export function nextEntry(
  page: Page,
  isHeld: boolean,
  now: number,
  taken: ReadonlySet<string> = none,
): Entry | undefined {
  if (page.urgent > 0) for (const entry of page.queued.values()) if (entry.urgent && !taken.has(entry.id)) return entry;
  if (isHeld) return undefined;
  for (const entry of page.open.values())
    if (entry.state === 'inDoubt' && entry.claim === '' && entry.due <= now && !taken.has(entry.id)) return entry;
  for (const entry of page.queued.values()) if (entry.due <= now && !taken.has(entry.id)) return entry;
  return undefined;
}

const none: ReadonlySet<string> = new Set();

/** Whether more than so many wait and are due. */
export function manyDue({ queued }: Page, number: number, now: number): boolean {
  let due = 0;
  for (const entry of queued.values()) if (entry.due <= now && (due += 1) > number) return true;
  return false;
}

/** Whether somebody claimed a message of this account and has not settled it: he may be dead. */
export function hasClaims({ open }: Page): boolean {
  for (const { claim } of open.values()) if (claim !== '') return true;
  return false;
}
