import type { NodemailerError } from 'nodemailer/lib/errors.js';
import type { Account } from '../model/account';
import { retryAfter, type Failure, type FailureCause } from '../model/failure';
import type { Step } from '../model/step';
import { isAsked, replyCause, type Asked } from './replyCause';
import { certificateNames, tlsCause } from './tlsCause';

/** A send that we refuse ourselves, before anything secret or wrong is sent. */
export class Refusal extends Error {
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
export interface Circumstances {
  readonly account: Account;
  readonly step: Step;
  /** The caller ended the attempt. */
  readonly aborted: boolean;
  /** The server said its first words. */
  readonly greeted: boolean;
  /** What the server answered last. */
  readonly asked: Asked;
  /** The server had said 354. */
  readonly bodyBegan: boolean;
  /** A TLS handshake was answered where a plain conversation was tried. */
  readonly speaksTls: boolean;
  /** Who the mail was from, and to. */
  readonly sender: string;
  readonly recipients: readonly string[];
}

const notFound = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME', 'EBADNAME', 'ESERVFAIL', 'ENOTIMP', 'EREFUSED']);
const offline = new Set(['EAI_AGAIN', 'ETIMEOUT', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'ECANCELLED']);
const blocked = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN']);
const refused = new Set(['ECONNREFUSED', 'EACCES', 'EPERM']);

/** Characters of a reply that are looked at; a hostile one may be of a size that keeps patterns busy for minutes. */
const longestReply = 2_000;

/**
 * What an error of a send means. Never throws. Nothing is masked yet: the words of the server are still its own.
 * Order: what we or the caller did, doubt, the TLS or socket error underneath, the reply of the server, the time that ran out.
 */
export function classify(thrown: unknown, at: Circumstances): Failure {
  if (thrown instanceof Refusal) {
    const { failureCause, step, code, detail, reply } = thrown;
    const retry = failureCause === 'unknown' ? 'never' : retryAfter(failureCause);
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

function causeOf(error: NodemailerError, at: Circumstances): FailureCause {
  const code = error.originalCode ?? error.code ?? '';
  const { responseCode = 0, response = '' } = error;
  const isRefusal = responseCode >= 400 && responseCode < 600;
  if (at.bodyBegan && !isRefusal) return 'inDoubt';
  if (at.aborted) return 'cancelled';
  const tls = tlsCause(code, error.message);
  if (tls === 'certificateUntrusted' && at.account.certificate !== '') return 'certificateChanged';
  // A server that answers STARTTLS with 220 and then goes on in plain does not have it.
  if (tls !== undefined)
    return tls === 'needsStartTls' && at.account.security !== 'implicitTls' ? 'startTlsMissing' : tls;
  if (at.speaksTls) return 'needsImplicitTls';
  if (isRefusal) return replyCause(askedBy(error, at), responseCode, response.slice(0, longestReply), at.account);
  if (error.code === 'EMESSAGE' && error.message.includes('larger than allowed')) return 'tooBig';
  if (error.code === 'EDNS') return offline.has(code) ? 'offline' : 'hostNotFound';
  if (notFound.has(code)) return 'hostNotFound';
  if (offline.has(code)) return 'offline';
  if (refused.has(code)) return 'connectionRefused';
  if (error.code === 'ETIMEDOUT') return at.greeted ? 'connectionLost' : 'connectionTimedOut';
  if (blocked.has(code)) return 'connectionTimedOut';
  if (error.code === 'ECONNECTION' || error.code === 'ESOCKET' || error.code === 'ETLS') return 'connectionLost';
  return 'unknown';
}

/** What nodemailer had asked: `command` of its errors is a verb, perhaps with a method, or `CONN` where it lost track. */
function askedBy({ command = '' }: NodemailerError, at: Circumstances): Asked {
  const [verb = ''] = command.split(' ');
  return isAsked(verb) ? verb : at.asked;
}

function detailOf(cause: FailureCause, error: NodemailerError, at: Circumstances): string {
  switch (cause) {
    case 'certificateName':
      return certificateNames(error).join(', ');
    case 'recipientRefused':
      return (error.rejected ?? at.recipients).join(', ');
    case 'mailboxFull':
      // Asked for a sender, a server can only mean the sender's own.
      return askedBy(error, at) === 'MAIL' ? at.sender : (error.rejected ?? at.recipients).join(', ');
    case 'senderRefused':
      return at.sender;
    case 'tooBig':
      return /larger than allowed (\d{1,15})\b/.exec(error.message)?.[1] ?? '';
    default:
      return '';
  }
}

/** The sandbox is ours: when it does not answer, no setting can be wrong. */
function inSandbox(cause: FailureCause, { account, greeted }: Circumstances): FailureCause {
  const isGone = cause === 'connectionRefused' || cause === 'connectionTimedOut' || cause === 'connectionLost';
  return account.provider === 'sandbox' && !greeted && isGone ? 'sandboxUnavailable' : cause;
}
