import type { Step } from './attempt';

/** What a server's certificate says of itself (X.509, RFC 5280). None of it is verified. */
export interface CertificateFacts {
  /** The names and addresses it was issued for; at most ten. */
  readonly names: readonly string[];
  /** Who issued it; a self-signed certificate names itself. */
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256 of the certificate as hexadecimal pairs separated by colons, as most programs show it. */
  readonly fingerprint: string;
  /** The certificate itself: DER in base64. */
  readonly der: string;
  /** The IP address that showed it; unknown in what earlier versions kept. */
  readonly address?: string;
}

/** The code of a failure at a public address, where the certificate of the account does not count. */
export const notLocal = 'ENOTLOCAL';

/** What went wrong, in one word. `explain` has the sentences; `classify` in src/mail decides which one it is. */
export type FailureCause =
  | 'hostNotFound'
  | 'offline'
  | 'connectionRefused'
  | 'connectionTimedOut'
  | 'greetingTimedOut'
  | 'notSmtp'
  | 'proxyUnreachable'
  | 'proxyRefused'
  | 'proxyFailed'
  | 'needsStartTls'
  | 'needsImplicitTls'
  | 'startTlsMissing'
  | 'tlsTooOld'
  | 'tlsFailed'
  | 'certificateUntrusted'
  | 'certificateExpired'
  | 'certificateName'
  | 'certificateInvalid'
  | 'certificateChanged'
  | 'accountIncomplete'
  | 'passwordMissing'
  | 'passwordRefused'
  | 'appPasswordRequired'
  | 'passwordSignInOff'
  | 'signInNotOffered'
  | 'signInRequired'
  | 'signInThrottled'
  | 'accountBlocked'
  | 'addressListed'
  | 'senderRefused'
  | 'recipientRefused'
  | 'recipientUnverified'
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
  | 'notLoaded'
  | 'unknown';

/** When to try again. `inDoubt`: the server may have the mail already. */
export type Retry = 'later' | 'whenFixed' | 'never' | 'inDoubt';

/** A failed send, classified. Holds no secret. */
export interface Failure {
  readonly cause: FailureCause;
  readonly step: Step;
  readonly retry: Retry;
  /** The server's own words, secrets masked; empty if it said nothing. */
  readonly reply: string;
  /** The code of the error for the log, for instance `EAUTH` or `ECONNREFUSED`. */
  readonly code: string;
  /**
   * What the sentence needs to be exact: the names in a certificate, what OpenSSL says of it or of a handshake, a
   * refused address, a proxy, the protocol of a server that is none for mail, the server's size limit in bytes; the
   * empty text if there is nothing.
   */
  readonly detail: string;
  /** The certificate that the server showed, if something is wrong with it. */
  readonly certificate?: CertificateFacts;
}

/**
 * When to try again after a failure of this cause. `unknown` without any words of the server is retried: nobody said
 * no.
 */
export function retryAfter(cause: FailureCause): Retry {
  return retries[cause];
}

const retries: Readonly<Record<FailureCause, Retry>> = {
  hostNotFound: 'later',
  offline: 'later',
  connectionRefused: 'later',
  connectionTimedOut: 'later',
  greetingTimedOut: 'later',
  notSmtp: 'whenFixed',
  proxyUnreachable: 'later',
  proxyRefused: 'whenFixed',
  // The proxy accepted the request, and the way on from there failed.
  proxyFailed: 'later',
  needsStartTls: 'whenFixed',
  needsImplicitTls: 'whenFixed',
  startTlsMissing: 'whenFixed',
  tlsTooOld: 'whenFixed',
  tlsFailed: 'whenFixed',
  certificateUntrusted: 'whenFixed',
  // It goes away without a change of settings: the server renews it, or this computer's clock is corrected.
  certificateExpired: 'later',
  certificateName: 'whenFixed',
  certificateInvalid: 'whenFixed',
  certificateChanged: 'whenFixed',
  accountIncomplete: 'whenFixed',
  passwordMissing: 'whenFixed',
  passwordRefused: 'whenFixed',
  appPasswordRequired: 'whenFixed',
  passwordSignInOff: 'whenFixed',
  signInNotOffered: 'whenFixed',
  signInRequired: 'whenFixed',
  signInThrottled: 'later',
  accountBlocked: 'whenFixed',
  // Lists forget, and computers change networks.
  addressListed: 'later',
  senderRefused: 'whenFixed',
  recipientRefused: 'never',
  // The provider sends to nobody else until the account is out of its trial.
  recipientUnverified: 'whenFixed',
  // Its owner makes room: RFC 3463 calls X.2.2 a persistent transient failure, even with a 5xx code.
  mailboxFull: 'later',
  addressUnsupported: 'never',
  // Servers answer with a 5xx, yet it passes by the next day.
  quota: 'later',
  tooBig: 'never',
  contentRefused: 'never',
  ehloRefused: 'whenFixed',
  busy: 'later',
  connectionLost: 'later',
  inDoubt: 'inDoubt',
  cancelled: 'later',
  sandboxUnavailable: 'later',
  notLoaded: 'later',
  unknown: 'later',
};

/**
 * Whether the account is shown as failing after this: its settings, its password or its server let no mail through. A
 * fault of one mail, of this computer's network or of a passing state of the server says nothing about the account,
 * although it may hold up all its mails for a while, see `blocksAccount` of the outbox.
 */
export function marksAccountFailing(cause: FailureCause): boolean {
  return !passing.has(cause);
}

const passing: ReadonlySet<FailureCause> = new Set<FailureCause>([
  'offline',
  'busy',
  'connectionLost',
  'inDoubt',
  'cancelled',
  'addressListed',
  'mailboxFull',
  'tooBig',
  'contentRefused',
  'sandboxUnavailable',
  'notLoaded',
  'unknown',
]);

/** The failure of an account that is incomplete or was deleted. */
export const accountUnusable: Failure = {
  cause: 'accountIncomplete',
  step: 'resolve',
  retry: 'whenFixed',
  reply: '',
  code: 'EINCOMPLETE',
  detail: '',
};
