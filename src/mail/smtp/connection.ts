import { Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { DeliveryReports } from '../model/account';
import { needsUtf8 } from '../model/address';
import type { Message } from '../model/message';
import { GatedBody, type BodyGate } from './bodyGate';
import { hasCleanLines, isChunking, isPlain, knowsUtf8 } from './chunkingConnection';
import { Refusal } from './classify';
import type { Dialogue } from './dialogue';

/** How long the server may take to answer QUIT before the connection is closed all the same; nobody waits for it. */
const farewell = 2_000;

/** Bytes. What is bigger is worth asking first whether the server wants it. */
const mostAtOnce = 131_072;

/** Does the work until it is done, the connection breaks or the signal aborts, whichever comes first. */
export async function whileItLasts<Result>(
  connection: SMTPConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  let stopListening = (): void => undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    // The reason for the end, if there is one, is told after it.
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

export interface Delivering {
  readonly dialogue: Dialogue;
  /** Envelope and body may go out together. */
  readonly atOnce: boolean;
  /** What the server is asked to report of the mail, where it offers DSN (RFC 3461). */
  readonly reports: DeliveryReports;
}

/**
 * Hands a mail over, in one go where the server takes that and `atOnce` allows it. Nothing of the body goes out before the
 * gate opens; this rejects with the gate's Refusal where it stays closed, and with another one before anything is said of
 * the mail where an address takes SMTPUTF8 and the server does not offer it (RFC 6531 section 3.1).
 */
export function deliver(
  connection: SMTPConnection,
  { id, envelope, raw }: Message,
  gate: BodyGate,
  { dialogue, atOnce, reports }: Delivering,
): Promise<SMTPConnectionSendInfo> {
  const beyondAscii = [...new Set([envelope.from, ...envelope.to])].filter(needsUtf8);
  if (beyondAscii.length > 0 && !knowsUtf8(connection)) {
    const step = beyondAscii.includes(envelope.from) ? 'sender' : 'recipients';
    return Promise.reject(new Refusal('addressUnsupported', step, 'ESMTPUTF8', beyondAscii.join(', ')));
  }
  // nodemailer writes into the envelope; ours stays as it was checked.
  const copy = {
    from: envelope.from,
    to: [...envelope.to],
    size: raw.byteLength,
    // The addresses stand in the headers too.
    use8BitMime: beyondAscii.length > 0,
    ...(reports === 'none' ? {} : { dsn: { ret: 'HDRS', envid: id, notify: asked[reports] } }),
  };
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, info?: SMTPConnectionSendInfo): void => {
      if (info === undefined) reject(error ?? new Error('No answer'));
      else resolve(info);
    };
    const isClean = hasCleanLines(raw);
    if (atOnce && raw.byteLength <= mostAtOnce && isClean && isChunking(connection)) {
      gate.pass(() => connection.sendChunk(copy, raw, done), reject);
      return;
    }
    const body = new GatedBody(raw, gate, () => dialogue.bodyLeaves(), reject);
    const handOver = (): void => {
      if (isClean && isPlain(connection)) connection.sendPlain(copy, body, done);
      else connection.send(copy, body, done);
    };
    if (atOnce && gate.isEarly) gate.pass(handOver, reject);
    else handOver();
  });
}

/** NOTIFY of RFC 3461 section 4.1. */
const asked = { problems: 'FAILURE,DELAY', all: 'SUCCESS,FAILURE,DELAY' } as const;

export function reset(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => connection.reset((error) => (error === null ? resolve() : reject(error))));
}

/** Says QUIT (RFC 5321 section 4.1.1.10) where the server listens for it; closes the connection in any case. */
export function leave(connection: SMTPConnection, dialogue: Dialogue): void {
  if (connection.destroyed || !dialogue.idle) {
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
