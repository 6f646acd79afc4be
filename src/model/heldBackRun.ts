import { outcomes, type Outcome } from './run';

/** A run that a rule would have mailed, and that was kept back: told in the next mail. */
export interface HeldBackRun {
  readonly id: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly why: 'muted' | 'cap';
}

/** Whether what was read from the disk is one. */
export function isHeldBack(value: unknown): value is HeldBackRun {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, outcome, endedAt, why } = value as Record<keyof HeldBackRun, unknown>;
  if (typeof id !== 'string' || typeof name !== 'string' || !Number.isFinite(endedAt)) return false;
  return outcomes.includes(outcome as Outcome) && (why === 'muted' || why === 'cap');
}
