import type { FailureCause } from './failure';

/** A recipient that the server refused, with the server's words and what they mean. */
export interface RefusedRecipient {
  readonly address: string;
  readonly reply: string;
  readonly cause: FailureCause;
}

/** What a server answered when it accepted a mail. */
export interface Receipt {
  readonly accepted: readonly string[];
  /** Recipients that the server refused while it accepted the mail for the others. */
  readonly rejected: readonly RefusedRecipient[];
  /** The server's last reply, secrets masked, for instance `250 2.0.0 Ok: queued as 4F2`. */
  readonly reply: string;
  /** When the server accepted it, in milliseconds since 1970. */
  readonly at: number;
  /** The time from opening the connection to the last reply, in milliseconds. */
  readonly duration: number;
}
