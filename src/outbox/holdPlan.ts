/** What became of the mail about a run. */
export type MailNote =
  | { readonly kind: 'waits' }
  /** `messageId` is not known where an earlier version wrote it. */
  | { readonly kind: 'written'; readonly mail: string; readonly messageId?: string }
  | { readonly kind: 'merged'; readonly mail: string }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'cap' };

/** Times are in milliseconds. */
export interface HoldPlan {
  /** How long a rule's mail waits for whether somebody comes back. */
  readonly grace: number;
  /** Mails about runs that end within this of one another become one. */
  readonly digest: number;
  /** When the quiet hours end that hold now, since 1970. */
  readonly quietUntil: number | undefined;
  /** How many mails of rules may go on one day; 0: any number. */
  readonly perDay: number;
}

/** A mail that yields to somebody waits for that, and each for others that it could be told with. */
export function longerOf(yields: boolean, grace: number, digest: number): number {
  return Math.max(yields ? grace : 0, digest);
}
