import type { PeerCertificate } from 'node:tls';
import type { NodemailerError } from 'nodemailer/lib/errors.js';
import type { Account } from '../../model/account/account';
import type { Step } from '../../model/failure/attempt';
import { type Failure, type FailureCause, notLocal, retryAfter } from '../../model/failure/failure';
import { otherProtocol, protocolOf } from '../../model/account/otherProtocol';
import { replyCause, unverifiedNames } from './replyCause';
import { type Asked, isAsked } from './replyMeanings';

/** X.509 verification errors of Node (documented under “X509 certificate error codes” in its `tls` module). */
const untrusted = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_SIGNATURE_FAILURE',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
]);

const expired = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** OpenSSL writes `wrong version number`, BoringSSL, which desktop VS Code is built with, `WRONG_VERSION_NUMBER`. */
const plainAnswer = /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|unknown[ _]protocol/i;
const noAgreement =
  /unsupported[ _]protocol|alert[ _]protocol[ _]version|handshake[ _]failure|no[ _]shared[ _]cipher|no[ _]protocols[ _]available|insufficient[ _]security|dh[ _]key[ _]too[ _]small|legacy|wrong[ _]signature[ _]type|no[ _]suitable[ _]signature/i;
/** OpenSSL's security levels: a key is too short, or a signature is made with SHA-1 or MD5. */
const weakCertificate = /too[ _]weak|(?:ee|ca)[ _]key[ _]too[ _]small/i;
const unknownName = /unrecognized[ _]name/i;
/**
 * The server wants a certificate of this computer, or does not like the one it has. With TLS 1.3 it says so only after
 * the handshake.
 */
const wantsCertificate =
  /certificate[ _]required|alert[ _](?:(?:bad|unsupported|no)[ _]certificate|certificate[ _](?:unknown|expired|revoked)|unknown[ _]ca|access[ _]denied|decrypt[ _]error)/i;

/** What is wrong with the TLS of a server, or `undefined` where the error is of another kind. */
export function tlsCause(code: string, message: string): FailureCause | undefined {
  if (untrusted.has(code)) return 'certificateUntrusted';
  if (expired.has(code)) return 'certificateExpired';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return 'certificateName';
  // Node has no code for most of what OpenSSL finds wrong with a certificate.
  if (code === 'UNSPECIFIED') return 'certificateInvalid';
  const words = `${code} ${message}`;
  if (plainAnswer.test(words)) return 'needsStartTls';
  if (weakCertificate.test(words)) return 'certificateInvalid';
  if (unknownName.test(words)) return 'certificateName';
  if (noAgreement.test(words)) return 'tlsTooOld';
  return wantsCertificate.test(words) ? 'tlsFailed' : undefined;
}

/** Errors of a socket: during a handshake they say nothing about TLS. */
const lostSocket =
  /^(?:ECONN\w*|EPIPE|ETIMEDOUT|EHOST\w*|ENET\w*|EABORT|ECANCELED|EADDR\w*|ERR_(?:STREAM|SOCKET)\w*|)$/;

/** Whether an error is the end of a handshake that one of both sides gave up, for whatever reason. */
function isFailedHandshake({ code = '' }: NodemailerError, original: string): boolean {
  return (code === 'ESOCKET' || code === 'ETLS') && !lostSocket.test(original);
}

/** What OpenSSL or BoringSSL says, without its numbers and file names; the empty text if it says nothing. */
function tlsWords(message: string): string {
  const [, reason = message] = /SSL routines:[^:]*:([^:]{3,100})/.exec(message) ?? [];
  const words = reason.replaceAll('_', ' ').split(/[;:\n]/)[0] ?? '';
  return (/[a-z]/.test(words) ? words : words.toLowerCase()).trim().slice(0, 100);
}

/** The names in a certificate, from the error of a failed check; at most ten. */
export function certificateNames(error: unknown): readonly string[] {
  const { subjectaltname = '', subject } = (error as { cert?: Partial<PeerCertificate> }).cert ?? {};
  const names = [...subjectaltname.matchAll(/(?:^|, )(?:DNS|IP Address):([^,"\s]+)/g)].map(([, name = '']) => name);
  const common = (subject as { CN?: unknown } | undefined)?.CN;
  const found = names.length === 0 && typeof common === 'string' ? [common] : names;
  // Only characters of names: the sentence that shows them may turn other text into links.
  return [...new Set(found)].filter((name) => /^[\w.*:-]{1,253}$/.test(name)).slice(0, 10);
}

/** A send that we refuse ourselves, before anything secret or wrong leaves. */
export class SendRefusal extends Error {
  constructor(
    readonly failureCause: FailureCause,
    readonly step: Step,
    readonly code: string,
    readonly detail = '',
    readonly reply = '',
  ) {
    super(failureCause);
  }
}

/** How far a send had come when it failed. */
export interface FailureContext {
  readonly account: Account;
  readonly step: Step;
  /** The caller ended the attempt. */
  readonly aborted: boolean;
  /** The TCP connection stands. */
  readonly connected: boolean;
  /** A TLS handshake is under way. */
  readonly isHandshaking: boolean;
  /** The server has sent its greeting. */
  readonly greeted: boolean;
  /** The greeting, or the empty text. */
  readonly greeting: string;
  /** The command that the server answered last. */
  readonly asked: Asked;
  /** The body was on its way: the server had sent 354. */
  readonly bodyBegan: boolean;
  /** The server answered a TLS handshake after silence in plain text. */
  readonly speaksTls: boolean;
  /** Addresses of the envelope. */
  readonly sender: string;
  readonly recipients: readonly string[];
}

const notFound = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME', 'EBADNAME', 'ESERVFAIL', 'ENOTIMP', 'EREFUSED']);
const offline = new Set(['EAI_AGAIN', 'ETIMEOUT', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'ECANCELLED']);
const blocked = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN']);
const refused = new Set(['ECONNREFUSED', 'EACCES', 'EPERM']);

/** Characters of a reply that are examined; a hostile reply may be long enough to keep patterns busy for minutes. */
const longestReply = 2_000;

/**
 * Classifies an error of a send. Never throws. Nothing is masked yet: the server's words are unchanged. Order: our own
 * refusal, doubt, cancellation, the TLS or socket error, the server's reply, timeouts.
 */
export function classify(thrown: unknown, at: FailureContext): Failure {
  if (thrown instanceof SendRefusal) {
    const { failureCause, step, code, detail, reply } = thrown;
    // Somebody may come back into the network where the certificate counts.
    const retry = failureCause === 'unknown' ? 'never' : code === notLocal ? 'later' : retryAfter(failureCause);
    return { cause: failureCause, step, retry, reply, code, detail };
  }
  const error: NodemailerError = thrown instanceof Error ? thrown : new Error(String(thrown));
  const cause = inSandbox(causeOf(error, at), at);
  const { responseCode, response = '' } = error;
  const isNo = cause === 'unknown' && responseCode !== undefined && responseCode >= 500;
  return {
    cause,
    step: at.step,
    retry: isNo ? 'never' : retryAfter(cause),
    reply: response,
    code: error.originalCode ?? error.code ?? error.name,
    detail: detailOf(cause, error, at),
  };
}

function causeOf(error: NodemailerError, at: FailureContext): FailureCause {
  const code = error.originalCode ?? error.code ?? '';
  const { responseCode = 0, response = '' } = error;
  const isRefusal = responseCode >= 400 && responseCode < 600;
  if (at.bodyBegan && !isRefusal) return 'inDoubt';
  if (at.aborted) return 'cancelled';
  // The message of an error repeats the words of the server, who may speak of certificates, too.
  const tls = response === '' ? tlsCause(code, error.message) : undefined;
  if (tls === 'certificateUntrusted' && at.account.certificate !== '') return 'certificateChanged';
  if (isOtherProtocol(error, at, tls)) return 'notSmtp';
  // A server that answers STARTTLS with 220 and goes on in plain text does not support it.
  if (tls !== undefined)
    return tls === 'needsStartTls' && at.account.security !== 'implicitTls' ? 'startTlsMissing' : tls;
  if (at.isHandshaking && isFailedHandshake(error, error.originalCode ?? '')) return 'tlsFailed';
  if (at.speaksTls) return 'needsImplicitTls';
  if (isRefusal) return replyCause(askedBy(error, at), responseCode, response.slice(0, longestReply), at);
  if (error.code === 'EMESSAGE' && error.message.includes('larger than allowed')) return 'tooBig';
  if (error.code === 'EDNS') return offline.has(code) ? 'offline' : 'hostNotFound';
  if (notFound.has(code)) return 'hostNotFound';
  if (offline.has(code)) return 'offline';
  if (refused.has(code)) return 'connectionRefused';
  if (error.code === 'ETIMEDOUT' && at.greeted) return 'connectionLost';
  if (error.code === 'ETIMEDOUT') return at.connected ? 'greetingTimedOut' : 'connectionTimedOut';
  if (blocked.has(code)) return 'connectionTimedOut';
  if (error.code === 'ECONNECTION' || error.code === 'ESOCKET' || error.code === 'ETLS') return 'connectionLost';
  return 'unknown';
}

/**
 * Whether a server speaks another protocol: its greeting is none of SMTP, or it refused EHLO after the greeting of an
 * FTP server, or its port is one of mailboxes, which no change of the security makes one of SMTP.
 */
function isOtherProtocol(error: NodemailerError, at: FailureContext, tls: FailureCause | undefined): boolean {
  if (tls === 'needsStartTls' || at.speaksTls) return !at.greeted && protocolOf(at.account.port) !== '';
  const asked = askedBy(error, at);
  if (asked === 'greeting') return at.greeting !== '' && !/^(?:220|[45]\d\d)\b/.test(at.greeting);
  const isRefusal = /^[45]/.test(error.response ?? '');
  return isRefusal && (asked === 'EHLO' || asked === 'STARTTLS') && otherProtocol(at.greeting, error.response) !== '';
}

/** The command that failed: `command` of nodemailer's errors is a verb, perhaps with a method, or `CONN` if unknown. */
function askedBy({ command = '' }: NodemailerError, at: FailureContext): Asked {
  const [verb = ''] = command.split(' ');
  return isAsked(verb) ? verb : at.asked;
}

function detailOf(cause: FailureCause, error: NodemailerError, at: FailureContext): string {
  switch (cause) {
    case 'certificateName':
      return certificateNames(error).join(', ');
    case 'certificateInvalid':
    case 'tlsFailed':
      return tlsWords(error.message);
    case 'notSmtp':
      return otherProtocol(at.greeting, error.response) || protocolOf(at.account.port);
    case 'recipientRefused':
      return (error.rejected ?? at.recipients).join(', ');
    case 'recipientUnverified':
      return (
        (unverifiedNames(error.response ?? '').join(', ') || error.rejected?.join(', ')) ?? at.recipients.join(', ')
      );
    case 'mailboxFull':
      // In reply to MAIL, a full mailbox can only be the sender's own.
      return askedBy(error, at) === 'MAIL' ? at.sender : (error.rejected ?? at.recipients).join(', ');
    case 'senderRefused':
      return unverifiedNames(error.response ?? '').join(', ') || at.sender;
    case 'tooBig':
      return /larger than allowed (\d{1,15})\b/.exec(error.message)?.[1] ?? '';
    default:
      return '';
  }
}

/** The sandbox is ours: if it does not answer, no setting is wrong. */
function inSandbox(cause: FailureCause, { account, greeted }: FailureContext): FailureCause {
  const isGone = cause === 'connectionRefused' || cause === 'connectionTimedOut' || cause === 'connectionLost';
  return account.provider === 'sandbox' && !greeted && isGone ? 'sandboxUnavailable' : cause;
}
