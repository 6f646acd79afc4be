import { Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Message } from '../model/message';
import { GatedBody, type BodyGate } from './bodyGate';
import { hasCleanLines, isChunking, isPlain } from './chunkingConnection';
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

/**
 * Hands a mail over, in one go where the server takes that and `atOnce` allows it. Nothing of the body goes out before the
 * gate opens; this rejects with the gate's Refusal where it stays closed.
 */
export function deliver(
  connection: SMTPConnection,
  { envelope, raw }: Message,
  gate: BodyGate,
  { dialogue, atOnce }: { readonly dialogue: Dialogue; readonly atOnce: boolean },
): Promise<SMTPConnectionSendInfo> {
  // nodemailer writes into the envelope; ours stays as it was checked.
  const copy = { from: envelope.from, to: [...envelope.to], size: raw.byteLength };
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
