import type { Problem } from './problem';

/** What is known of an account. `at` is in milliseconds since 1970. */
export type Validity =
  | { readonly state: 'incomplete'; readonly problems: readonly Problem[] }
  | { readonly state: 'ready' }
  | { readonly state: 'verified'; readonly at: number }
  | { readonly state: 'failing'; readonly at: number; readonly reason: string };

/** The last test or send of an account, and the fingerprint of the settings and the secret that it was made with. */
export interface Evidence {
  readonly fingerprint: string;
  readonly result: 'verified' | 'failing';
  readonly at: number;
  /** Why it failed, in a sentence; empty when it did not. */
  readonly reason: string;
}

/**
 * What is known of an account from what is wrong with it and from the last evidence.
 * Evidence counts only for exactly the settings and the secret that it was gathered with.
 */
export function validityOf(
  problems: readonly Problem[],
  fingerprint: string | undefined,
  evidence: Evidence | undefined,
): Validity {
  if (problems.length > 0) return { state: 'incomplete', problems };
  if (evidence === undefined || evidence.fingerprint !== fingerprint) return { state: 'ready' };
  return evidence.result === 'verified'
    ? { state: 'verified', at: evidence.at }
    : { state: 'failing', at: evidence.at, reason: evidence.reason };
}

/** Whether mail can be tried at all. A failing account still tries: the next send may be the one that works again. */
export function canSend(validity: Validity): boolean {
  return validity.state !== 'incomplete';
}
