import type { CertificateFacts } from './certificate';
import type { Step } from './step';

/** What went wrong, in one word. `explain` has the sentences, `classify` in src/mail tells them apart. */
export type FailureCause =
  | 'hostNotFound'
  | 'offline'
  | 'connectionRefused'
  | 'connectionTimedOut'
  | 'proxyUnreachable'
  | 'proxyRefused'
  | 'proxyFailed'
  | 'needsStartTls'
  | 'needsImplicitTls'
  | 'startTlsMissing'
  | 'tlsTooOld'
  | 'certificateUntrusted'
  | 'certificateExpired'
  | 'certificateName'
  | 'certificateChanged'
  | 'passwordMissing'
  | 'passwordRefused'
  | 'appPasswordRequired'
  | 'passwordSignInOff'
  | 'signInNotOffered'
  | 'signInRequired'
  | 'signInThrottled'
  | 'senderRefused'
  | 'recipientRefused'
  | 'mailboxFull'
  | 'addressUnsupported'
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
  /** What the sentence needs to be exact: the names in a certificate, a refused address, a proxy, the most bytes that a server takes; empty where there is nothing. */
  readonly detail: string;
  /** What the server showed, where something is wrong with its certificate. */
  readonly certificate?: CertificateFacts;
}

/** When to try again after a failure of this cause. `unknown` without the server's words is tried again: nobody said no. */
export function retryAfter(cause: FailureCause): Retry {
  return retries[cause];
}

const retries: Readonly<Record<FailureCause, Retry>> = {
  hostNotFound: 'later',
  offline: 'later',
  connectionRefused: 'later',
  connectionTimedOut: 'later',
  proxyUnreachable: 'later',
  proxyRefused: 'whenFixed',
  // It took the request, and the way on from there failed.
  proxyFailed: 'later',
  needsStartTls: 'whenFixed',
  needsImplicitTls: 'whenFixed',
  startTlsMissing: 'whenFixed',
  tlsTooOld: 'whenFixed',
  certificateUntrusted: 'whenFixed',
  // The server renews it, or the clock of this computer is set right, without any setting being changed.
  certificateExpired: 'later',
  certificateName: 'whenFixed',
  certificateChanged: 'whenFixed',
  passwordMissing: 'whenFixed',
  passwordRefused: 'whenFixed',
  appPasswordRequired: 'whenFixed',
  passwordSignInOff: 'whenFixed',
  signInNotOffered: 'whenFixed',
  signInRequired: 'whenFixed',
  signInThrottled: 'later',
  senderRefused: 'whenFixed',
  recipientRefused: 'never',
  // Whoever it belongs to makes room: RFC 3463 calls X.2.2 a persistent transient failure, also with a 5xx.
  mailboxFull: 'later',
  addressUnsupported: 'never',
  // Said with a 5xx, yet it passes by the next day.
  quota: 'later',
  tooBig: 'never',
  contentRefused: 'never',
  ehloRefused: 'whenFixed',
  busy: 'later',
  connectionLost: 'later',
  inDoubt: 'inDoubt',
  cancelled: 'later',
  sandboxUnavailable: 'later',
  unknown: 'later',
};

/**
 * Whether this failure tells something of the account: that its settings, its password or its server let no mail through.
 * What lies in one mail, in the network of this computer or in a moment of the server tells nothing of it.
 */
export function isOfAccount(cause: FailureCause): boolean {
  return !passing.has(cause);
}

const passing: ReadonlySet<FailureCause> = new Set<FailureCause>([
  'offline',
  'busy',
  'connectionLost',
  'inDoubt',
  'cancelled',
  'mailboxFull',
  'tooBig',
  'contentRefused',
  'sandboxUnavailable',
  'unknown',
]);

/** An account that is incomplete, or gone, sends nothing. */
export const accountUnusable: Failure = {
  cause: 'passwordMissing',
  step: 'resolve',
  retry: 'whenFixed',
  reply: '',
  code: 'EINCOMPLETE',
  detail: '',
};
