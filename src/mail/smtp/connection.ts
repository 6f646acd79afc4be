import { Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Account, AuthMethod, Credential, DeliveryReports } from '../../model/account/account';
import { needsUtf8 } from '../../model/account/address';
import type { Message } from '../../model/letter/message';
import { type BodyBarrier, BarredBody } from './bodyBarrier';
import { hasCleanLines, isChunking, isPlainConnection, knowsUtf8 } from './chunkingConnection';
import { SendRefusal } from './classify';
import type { SmtpConversation } from './smtpConversation';

/** Milliseconds to wait for the reply to QUIT before the connection is closed; nothing waits for that. */
const farewell = 2_000;

/** Bytes. For a bigger body it is worth asking first whether the server wants it. */
const maxAtOnce = 131_072;

type Method = Exclude<AuthMethod, 'automatic'>;

/** The methods we use if a server offers them (RFC 4954), the most widely supported first. */
const preferred: readonly Method[] = ['PLAIN', 'LOGIN', 'CRAM-MD5'];
/** Without TLS: the one that does not show the password to whoever listens, or has taken the port, comes first. */
const preferredInClear: readonly Method[] = ['CRAM-MD5', 'PLAIN', 'LOGIN'];

/** Does the work. Rejects as soon as the connection breaks or the signal is aborted. */
export async function whileConnected<Result>(
  connection: SMTPConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  let stopListening = (): void => undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    // nodemailer emits 'error' after 'end'; wait one turn so that the error wins.
    const ended = (): unknown => setImmediate(() => reject(coded('The connection ended', 'ECONNECTION')));
    const abort = (): void => {
      reject(coded('Aborted', 'EABORT'));
      connection.close();
    };
    connection.on('error', reject);
    connection.once('end', ended);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted === true) abort();
    stopListening = () => {
      connection.off('error', reject);
      connection.off('end', ended);
      signal?.removeEventListener('abort', abort);
    };
  });
  try {
    return await Promise.race([work(), broken]);
  } finally {
    stopListening();
  }
}

export function socketOf(connection: SMTPConnection | undefined): Socket | undefined {
  const socket = connection?._socket;
  return socket instanceof Socket ? socket : undefined;
}

export function connect(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) =>
    connection.connect((error) => (error === undefined ? resolve() : reject(error))),
  );
}

/**
 * Signs in. Throws a SendRefusal, before anything of the password is sent, if the server offers no suitable method:
 * nodemailer by itself would send AUTH PLAIN to a server that never offered it.
 */
export function signIn(
  connection: SMTPConnection,
  account: Account,
  credential: Credential,
  { offered, ehloRefusal }: SmtpConversation,
): Promise<void> {
  const usual = account.security === 'none' ? preferredInClear : preferred;
  const wanted = account.authMethod === 'automatic' ? usual : [account.authMethod];
  const method = wanted.find((one) => offered.includes(one));
  if (method === undefined) throw noWay(offered, ehloRefusal);
  const { username: user } = account;
  const { password: pass } = credential;
  return new Promise((resolve, reject) =>
    connection.login({ user, pass, credentials: { user, pass }, method }, (error) =>
      error === null ? resolve() : reject(error),
    ),
  );
}

function noWay(offered: readonly string[], ehloRefusal: string): SendRefusal {
  // A temporary refusal (4xx) is no reason to wait for new settings.
  if (ehloRefusal !== '')
    return new SendRefusal(ehloRefusal.startsWith('4') ? 'busy' : 'ehloRefused', 'signIn', 'EHLO', '', ehloRefusal);
  const isTokensOnly = offered.length > 0 && offered.every((method) => /^(?:XOAUTH2?|OAUTHBEARER)$/.test(method));
  return new SendRefusal(
    isTokensOnly ? 'passwordSignInOff' : 'signInNotOffered',
    'signIn',
    'ENOAUTH',
    offered.join(', '),
  );
}

export interface Delivering {
  readonly conversation: SmtpConversation;
  /** Whether envelope and body may be sent together. */
  readonly atOnce: boolean;
  /** The delivery reports to ask for, if the server offers DSN (RFC 3461). */
  readonly reports: DeliveryReports;
}

/**
 * Delivers a mail, in one go if the server supports that and `atOnce` allows it. Nothing of the body is sent before the
 * barrier opens. Rejects with a SendRefusal if the barrier stays closed, and, before anything of the mail is sent, if
 * an address needs SMTPUTF8 and the server does not offer it (RFC 6531 section 3.1).
 */
export function deliver(
  connection: SMTPConnection,
  { id, envelope, raw }: Message,
  barrier: BodyBarrier,
  { conversation, atOnce, reports }: Delivering,
): Promise<SMTPConnectionSendInfo> {
  const beyondAscii = [...new Set([envelope.from, ...envelope.to])].filter(needsUtf8);
  if (beyondAscii.length > 0 && !knowsUtf8(connection)) {
    const step = beyondAscii.includes(envelope.from) ? 'sender' : 'recipients';
    return Promise.reject(new SendRefusal('addressUnsupported', step, 'ESMTPUTF8', beyondAscii.join(', ')));
  }
  // nodemailer writes into the envelope; ours stays unchanged.
  const copy = {
    from: envelope.from,
    to: [...envelope.to],
    size: raw.byteLength,
    // The addresses are in the headers, too.
    use8BitMime: beyondAscii.length > 0,
    ...(reports === 'none' ? {} : { dsn: { ret: 'HDRS', envid: id, notify: asked[reports] } }),
  };
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, info?: SMTPConnectionSendInfo): void => {
      if (info === undefined) reject(error ?? new Error('No answer'));
      else resolve(info);
    };
    const isClean = hasCleanLines(raw);
    if (atOnce && raw.byteLength <= maxAtOnce && isClean && isChunking(connection)) {
      barrier.pass(() => connection.sendChunk(copy, raw, done), reject);
      return;
    }
    const body = new BarredBody(raw, barrier, () => conversation.bodyLeaves(), reject);
    const handOver = (): void => {
      if (isClean && isPlainConnection(connection)) connection.sendPlain(copy, body, done);
      else connection.send(copy, body, done);
    };
    if (atOnce && barrier.isEarly) barrier.pass(handOver, reject);
    else handOver();
  });
}

/** NOTIFY of RFC 3461 section 4.1. */
const asked = { problems: 'FAILURE,DELAY', all: 'SUCCESS,FAILURE,DELAY' } as const;

export function reset(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => connection.reset((error) => (error === null ? resolve() : reject(error))));
}

/** Sends QUIT (RFC 5321 section 4.1.1.10) if the server waits for a command; closes the connection in any case. */
export function leave(connection: SMTPConnection, conversation: SmtpConversation): void {
  if (connection.destroyed || !conversation.idle) {
    connection.close();
    return;
  }
  const timer = setTimeout(() => connection.close(), farewell);
  connection.once('end', () => clearTimeout(timer));
  connection.quit();
}

export function coded(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
