import type { Account } from '../account/account';
import { type Outcome, outcomes } from '../run/run';
import type { RunMail } from './runMail';

/** A run that a rule would have mailed, but that was muted or over the limit of a day; the next mail lists it. */
export interface SuppressedRun {
  readonly id: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly why: 'muted' | 'cap';
  /** The recipients of its mail, see `peopleOf`; missing in entries of earlier versions. */
  readonly people?: string;
}

/** Identifies the account and the recipients of a mail, with how each gets it: one in Bcc must not become one in To. */
export function peopleOf({ id, recipients, ccRecipients, bccRecipients }: Account): string {
  const marks = ccRecipients.length + bccRecipients.length > 0 ? [ccRecipients, bccRecipients] : [];
  return JSON.stringify([id, recipients, ...marks]);
}

/** Whether a mail may list the run: only if it goes to the same recipients as the run's own mail would have. */
export function isMeantFor({ people }: SuppressedRun, { account, decision }: RunMail): boolean {
  return people === undefined ? (decision.rule?.recipients ?? []).length === 0 : people === peopleOf(account);
}

/** Whether a value read from the disk is a suppressed run. */
export function isSuppressedRun(value: unknown): value is SuppressedRun {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, outcome, endedAt, why, people } = value as Record<keyof SuppressedRun, unknown>;
  if (typeof id !== 'string' || typeof name !== 'string' || !Number.isFinite(endedAt)) return false;
  if (people !== undefined && typeof people !== 'string') return false;
  return outcomes.includes(outcome as Outcome) && (why === 'muted' || why === 'cap');
}
