import type { Outcome } from './run';

/** A run that a rule would have mailed, and that was kept back: told in the next mail. */
export interface HeldBackRun {
  readonly id: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly why: 'muted' | 'cap';
}
