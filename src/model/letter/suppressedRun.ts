import type { Account } from './account';
import type { RunMail } from './runMail';
import { outcomes, type Outcome } from './run';

/** A run that a rule would have mailed, and that was kept back: told in the next mail. */
export interface HeldBackRun {
  readonly id: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly why: 'muted' | 'cap';
  /** Who its mail was meant for, see `peopleOf`. Not known of what an earlier version wrote down. */
  readonly people?: string;
}

/** Who a mail goes to, and through which account. */
export function peopleOf({ id, recipients }: Account): string {
  return JSON.stringify([id, recipients]);
}

/** Whether it is told in that mail: to nobody else than who would have had its own. */
export function isMeantFor({ people }: HeldBackRun, { account, decision }: RunMail): boolean {
  return people === undefined ? (decision.rule?.recipients ?? []).length === 0 : people === peopleOf(account);
}

/** Whether what was read from the disk is one. */
export function isHeldBack(value: unknown): value is HeldBackRun {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, outcome, endedAt, why, people } = value as Record<keyof HeldBackRun, unknown>;
  if (typeof id !== 'string' || typeof name !== 'string' || !Number.isFinite(endedAt)) return false;
  if (people !== undefined && typeof people !== 'string') return false;
  return outcomes.includes(outcome as Outcome) && (why === 'muted' || why === 'cap');
}
