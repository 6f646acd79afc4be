import type { Step } from './step';

/** What went wrong, in one word. `explain` has the sentences, `classify` in src/mail tells them apart. */
export type FailureCause =
  | 'hostNotFound'
  | 'offline'
  | 'connectionRefused'
  | 'connectionTimedOut'
  | 'needsStartTls'
  | 'needsImplicitTls'
  | 'startTlsMissing'
  | 'tlsTooOld'
  | 'certificateUntrusted'
  | 'certificateExpired'
  | 'certificateName'
  | 'passwordMissing'
  | 'passwordRefused'
  | 'appPasswordRequired'
  | 'passwordSignInOff'
  | 'signInNotOffered'
  | 'signInRequired'
  | 'signInThrottled'
  | 'senderRefused'
  | 'recipientRefused'
  | 'quota'
  | 'tooBig'
  | 'contentRefused'
  | 'ehloRefused'
  | 'busy'
  | 'connectionLost'
  | 'inDoubt'
  | 'cancelled'
  | 'sandboxUnavailable'
  | 'unknown';

/** When to try again. `inDoubt`: the server may have the mail already. */
export type Retry = 'later' | 'whenFixed' | 'never' | 'inDoubt';

/** A send that did not go through, classified. Holds no secret. */
export interface Failure {
  readonly cause: FailureCause;
  readonly step: Step;
  readonly retry: Retry;
  /** The server's own words, secrets masked, or the empty text where it said nothing. */
  readonly reply: string;
  /** The code of the error for the log, for instance `EAUTH` or `ECONNREFUSED`. */
  readonly code: string;
  /** What the sentence needs to be exact: the names in a certificate, a refused address; empty where there is nothing. */
  readonly detail: string;
}
