import type { Failure } from '../failure/failure';
import type { Problem } from './account';

/** What is known of an account. `at` is in milliseconds since 1970. */
export type Validity =
  | { readonly state: 'incomplete'; readonly problems: readonly Problem[] }
  | { readonly state: 'ready' }
  | { readonly state: 'verified'; readonly at: number }
  | { readonly state: 'failing'; readonly at: number; readonly reason: string; readonly failure: Failure };

/** How a test or send ended, if that says something about its account. */
export type SendEnd =
  | { readonly result: 'verified' }
  /** `reason`: why it failed, in a sentence. */
  | { readonly result: 'failing'; readonly reason: string; readonly failure: Failure };

export const wentThrough: SendEnd = { result: 'verified' };

/** The last test or send of an account, with the fingerprint of the settings and the secret that it used. */
export type Evidence = SendEnd & { readonly fingerprint: string; readonly at: number };

/**
 * Derives the validity of an account from its problems and its last evidence. Evidence counts only for exactly the
 * settings and the secret that it was gathered with.
 */
export function validityOf(
  problems: readonly Problem[],
  fingerprint: string | undefined,
  evidence: Evidence | undefined,
): Validity {
  if (problems.length > 0) return { state: 'incomplete', problems };
  if (evidence === undefined || evidence.fingerprint !== fingerprint) return { state: 'ready' };
  const { at } = evidence;
  if (evidence.result === 'verified') return { state: 'verified', at };
  const { reason, failure } = evidence;
  return { state: 'failing', at, reason, failure };
}

/** Whether sending can be tried at all. A failing account still tries: the next send may work again. */
export function canSend(validity: Validity): boolean {
  return validity.state !== 'incomplete';
}
