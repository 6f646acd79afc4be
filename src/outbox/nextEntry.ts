import type { Entry } from './entry';
import type { Page } from './ledger';

/**
 * What is to be sent next for an account, or `undefined` while nothing is due.
 * @param heldSince the account has to wait since then; only what the user has asked for since then goes
 * @param now milliseconds since 1970
 * @param taken the ids of those that somebody has in hand
 */
export function nextEntry(
  page: Page,
  heldSince: number | undefined,
  now: number,
  taken: ReadonlySet<string> = none,
): Entry | undefined {
  if (page.urgent > 0)
    for (const entry of page.queued.values()) if (isWanted(entry, heldSince) && !taken.has(entry.id)) return entry;
  if (heldSince !== undefined) return undefined;
  for (const entry of page.open.values())
    if (entry.state === 'inDoubt' && entry.claim === '' && entry.due <= now && !taken.has(entry.id)) return entry;
  for (const entry of page.queued.values()) if (entry.due <= now && !taken.has(entry.id)) return entry;
  return undefined;
}

/**
 * Whether the user asked for it after that obstacle was met. Of many that he asks for at once the first one meets it: the
 * others would only be repeated bad sign-ins.
 */
export function isWanted({ urgent, since }: Entry, heldSince: number | undefined): boolean {
  return urgent && (heldSince === undefined || since >= heldSince);
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
