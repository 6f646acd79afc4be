import type { Entry } from './entry';
import type { Page } from './ledger';

/**
 * What is to be sent next for an account, or `undefined` while nothing is due.
 * @param isHeld the account has to wait; only what the user asked for now goes
 * @param now milliseconds since 1970
 */
export function nextEntry(page: Page, isHeld: boolean, now: number): Entry | undefined {
  if (page.urgent > 0) for (const entry of page.queued.values()) if (entry.urgent) return entry;
  if (isHeld) return undefined;
  for (const entry of page.open.values())
    if (entry.state === 'inDoubt' && entry.claim === '' && entry.due <= now) return entry;
  for (const entry of page.queued.values()) if (entry.due <= now) return entry;
  return undefined;
}

/** Whether somebody claimed a message of this account and has not settled it: he may be dead. */
export function hasClaims({ open }: Page): boolean {
  for (const { claim } of open.values()) if (claim !== '') return true;
  return false;
}
