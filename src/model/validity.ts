import type { Failure } from './failure';
import type { Problem } from './problem';

/** What is known of an account. `at` is in milliseconds since 1970. */
export type Validity =
  | { readonly state: 'incomplete'; readonly problems: readonly Problem[] }
  | { readonly state: 'ready' }
  | { readonly state: 'verified'; readonly at: number }
  | {
      readonly state: 'failing';
      readonly at: number;
      readonly reason: string;
      /** What went wrong, for what may mend it; not known of what failed before it was kept. */
      readonly failure?: Failure;
    };

/** The last test or send of an account, and the fingerprint of the settings and the secret that it was made with. */
export interface Evidence extends SendEnd {
  readonly fingerprint: string;
  readonly at: number;
}

/** How a test or send ended, as far as that tells something of its account. */
export interface SendEnd {
  readonly result: 'verified' | 'failing';
  /** Why it failed, in a sentence; empty when it did not. */
  readonly reason: string;
  readonly failure?: Failure;
}

/** It went through. */
export const wentThrough: SendEnd = { result: 'verified', reason: '' };

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
  const { result, at, reason, failure } = evidence;
  if (result === 'verified') return { state: 'verified', at };
  return { state: 'failing', at, reason, ...(failure && { failure }) };
}

/** Whether mail can be tried at all. A failing account still tries: the next send may be the one that works again. */
export function canSend(validity: Validity): boolean {
  return validity.state !== 'incomplete';
}
