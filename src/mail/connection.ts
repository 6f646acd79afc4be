import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Message } from '../model/message';
import { Refusal } from './classify';
import type { Dialogue } from './dialogue';

/** How long the server may take to answer QUIT before the connection is closed all the same; nobody waits for it. */
const farewell = 2_000;

/** Does the work until it is done, the connection breaks or the signal aborts, whichever comes first. */
export async function whileItLasts<Result>(
  connection: SMTPConnection,
  signal: AbortSignal | undefined,
  work: (connection: SMTPConnection) => Promise<Result>,
): Promise<Result> {
  let abort: (() => void) | undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    connection.on('error', reject);
    // The reason for the end, if there is one, is told after it.
    connection.once('end', () => setImmediate(() => reject(coded('The connection ended', 'ECONNECTION'))));
    abort = () => {
      reject(coded('Aborted', 'EABORT'));
      connection.close();
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work(connection), broken]);
  } finally {
    if (abort !== undefined) signal?.removeEventListener('abort', abort);
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

/** Hands the mail over. Where `beforeBody` rejects, no byte of the body goes out and this rejects with a Refusal. */
export function deliver(
  connection: SMTPConnection,
  { envelope, raw }: Message,
  beforeBody: (() => Promise<void>) | undefined,
): Promise<SMTPConnectionSendInfo> {
  // nodemailer writes into the envelope; ours stays as it was checked.
  const copy = { from: envelope.from, to: [...envelope.to], size: raw.byteLength };
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(raw);
    const body =
      beforeBody === undefined
        ? bytes
        : new GatedBody(bytes, beforeBody, () => reject(new Refusal('cancelled', 'message', 'EABORT')));
    connection.send(copy, body, (error, info) => (error === null ? resolve(info) : reject(error)));
  });
}

/** A body that nodemailer gets when the server asks for it, after one more question to whoever sends it. */
class GatedBody extends Readable {
  constructor(
    private readonly bytes: Buffer,
    private readonly gate: () => Promise<void>,
    private readonly onClosed: () => void,
  ) {
    super({ read: () => undefined });
  }

  /** Called on the server's 354. Written in one go, as nodemailer does with a buffer. */
  override pipe<Target extends NodeJS.WritableStream>(target: Target): Target {
    this.gate().then(
      () => {
        target.write(this.bytes);
        target.end();
      },
      () => this.onClosed(),
    );
    return target;
  }
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
