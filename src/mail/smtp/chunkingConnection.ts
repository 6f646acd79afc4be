import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions, SMTPConnectionSendInfo, SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import type { NodemailerError } from 'nodemailer/lib/errors.js';
import { needsUtf8 } from '../model/address';

type Connection = new (options: SMTPConnectionOptions) => SMTPConnection;
type Done = (error: NodemailerError | null, info?: SMTPConnectionSendInfo) => void;

/** A connection that hands over envelope and body in one go: MAIL, RCPT …, BDAT … LAST (RFC 3030, RFC 2920). */
export interface ChunkingConnection extends SMTPConnection {
  /** Whether the server offers what that takes: CHUNKING and PIPELINING, in its last reply to EHLO. */
  readonly canChunk: boolean;
  /** @param body lines ended by CRLF, and no CR or LF else: nothing is added to it or taken away */
  sendChunk(envelope: SMTPEnvelope, body: Uint8Array, done: Done): void;
}

/** A connection that hands over a body with DATA in one write, final dot included. nodemailer takes two, through two streams. */
export interface PlainConnection extends SMTPConnection {
  /** @param body pipes one piece with clean lines, see `hasCleanLines` */
  sendPlain(envelope: SMTPEnvelope, body: Readable, done: Done): void;
}

/** Members of nodemailer's connection that are its own affair. Where one is missing nothing is sent by BDAT. */
interface Internals {
  _responseActions: ((reply: string) => void)[];
  _actionSMTPStream(reply: string, callback: (error: NodemailerError | null, reply?: string) => void): void;
  _ehloLines?: readonly string[];
  _supportedExtensions: readonly string[];
  _recipientQueue: readonly string[];
  _getDsnRcptToArgs(): string;
  _sendCommand(command: string, shown?: string): void;
  _setEnvelope(envelope: SMTPEnvelope, callback: Done): void;
  _actionDATA(reply: string, callback: Done): void;
  _createSendStream(callback: (error: NodemailerError | null, reply?: string) => void): NodeJS.WritableStream;
  _envelopeError(reply: string): NodemailerError | null;
  _formatError(message: string, type: string, reply: string, command: string): NodemailerError;
}

const needed = [
  '_sendCommand',
  '_setEnvelope',
  '_actionDATA',
  '_actionSMTPStream',
  '_createSendStream',
  '_envelopeError',
  '_formatError',
  '_getDsnRcptToArgs',
] as const;

/** nodemailer's connection with `sendChunk`, or as it is where its inside is not as we know it. */
export function chunking(Base: Connection): Connection {
  const known = Base.prototype as unknown as Partial<Internals>;
  if (!needed.every((name) => typeof known[name] === 'function')) return Base;

  return class extends (Base as new (options: SMTPConnectionOptions) => SMTPConnection & Internals) {
    private chunk: Uint8Array | undefined;
    private lastReply = '';
    private isPlain = false;
    /** The commands that are to go out together. */
    private batch: string[] | undefined;

    get canChunk(): boolean {
      const isOffered = this._ehloLines?.some((line) => /^CHUNKING$/i.test(line)) ?? false;
      return isOffered && Array.isArray(this._supportedExtensions) && this._supportedExtensions.includes('PIPELINING');
    }

    sendChunk(envelope: SMTPEnvelope, body: Uint8Array, done: Done): void {
      this.chunk = body;
      const settle: Done = (error, info) => {
        this.chunk = undefined;
        done(error, info);
      };
      // What it is given as a body only has to be there: the chunk goes out in its place.
      this.send(envelope, ' ', settle);
    }

    sendPlain(envelope: SMTPEnvelope, body: Readable, done: Done): void {
      this.isPlain = true;
      this.send(envelope, body, (error, info) => {
        this.isPlain = false;
        done(error, info);
      });
    }

    /** What nodemailer says here goes out in one piece: with PIPELINING everything up to DATA, or to the end of the chunk. */
    override _setEnvelope(envelope: SMTPEnvelope, callback: Done): void {
      const batch: string[] = [];
      this.batch = batch;
      try {
        super._setEnvelope(envelope, callback);
      } finally {
        this.batch = undefined;
      }
      if (batch.length === 0 || !(this._socket instanceof Socket) || this._socket.destroyed) return;
      if (this.chunk === undefined) this._socket.write(batch.join(''));
      else this._socket.write(Buffer.concat([Buffer.from(batch.join('')), this.chunk]));
    }

    /** BDAT and the body take the place of DATA. */
    override _sendCommand(command: string, shown?: string): void {
      const isChunk = this.chunk !== undefined && command === 'DATA';
      const said = isChunk ? `BDAT ${String(this.chunk?.byteLength)} LAST` : command;
      // Over a connection that is gone nothing is said, and nothing of the mail in doubt.
      const isGone = this.destroyed || (this._socket instanceof Socket && this._socket.destroyed);
      if (this.batch === undefined || isGone) {
        super._sendCommand(said, shown);
        return;
      }
      this.logger.debug({ tnx: 'client' }, said);
      this.batch.push(`${said}\r\n`);
      if (isChunk) this.logger.info({ tnx: 'message', outByteCount: this.chunk?.byteLength }, 'chunk');
    }

    /** Names the recipient in reports (ORCPT of RFC 3461 section 4.2); nodemailer would give all of them the same name. */
    override _getDsnRcptToArgs(): string {
      const args = super._getDsnRcptToArgs();
      const recipient = this._recipientQueue.at(-1) ?? '';
      return args === '' || recipient === '' || needsUtf8(recipient)
        ? args
        : `${args} ORCPT=rfc822;${xtext(recipient)}`;
    }

    /** The reply to BDAT is the last one of the mail: there is no 354. */
    override _actionDATA(reply: string, callback: Done): void {
      if (this.chunk === undefined) {
        super._actionDATA(reply, callback);
        return;
      }
      const refusal = this._envelopeError(reply);
      if (refusal !== null || !reply.startsWith('2')) {
        callback(refusal ?? this._formatError('Message failed', 'EMESSAGE', reply, 'BDAT'));
        return;
      }
      this.lastReply = reply;
      super._actionDATA(reply, callback);
    }

    /** Called when the envelope was taken; by then the chunk was, too. */
    override _createSendStream(
      callback: (error: NodemailerError | null, reply?: string) => void,
    ): NodeJS.WritableStream {
      if (this.isPlain) return this.plainStream(callback);
      if (this.chunk === undefined) return super._createSendStream(callback);
      const outByteCount = this.chunk.byteLength;
      queueMicrotask(() => callback(null, this.lastReply));
      // All that nodemailer does with it.
      const ignored = { outByteCount, write: () => true, end: () => undefined };
      return ignored as unknown as NodeJS.WritableStream;
    }

    /** Called on the server's 354. */
    private plainStream(callback: (error: NodemailerError | null, reply?: string) => void): NodeJS.WritableStream {
      this._responseActions.push((reply) => this._actionSMTPStream(reply, callback));
      const stream = {
        outByteCount: 0,
        write: (body: Uint8Array): boolean => {
          const bytes = stuffed(body);
          stream.outByteCount = bytes.byteLength;
          return this._socket instanceof Object && this._socket.write(bytes);
        },
        end: (): void => this.logger.info({ tnx: 'message', outByteCount: stream.outByteCount }, 'body'),
      };
      return stream as unknown as NodeJS.WritableStream;
    }
  };
}

export function isChunking(connection: SMTPConnection): connection is ChunkingConnection {
  return 'canChunk' in connection && connection.canChunk === true;
}

/** Whether the server takes addresses beyond ASCII (SMTPUTF8, RFC 6531), by what nodemailer goes by itself. */
export function knowsUtf8(connection: SMTPConnection): boolean {
  const { _supportedExtensions: offered } = connection as Partial<Internals>;
  return Array.isArray(offered) && offered.includes('SMTPUTF8');
}

export function isPlain(connection: SMTPConnection): connection is PlainConnection {
  return 'sendPlain' in connection;
}

/** RFC 3461 section 4: all of an ASCII address but two characters stays as it is. */
function xtext(address: string): string {
  return address.replaceAll('+', '+2B').replaceAll('=', '+3D');
}

/** A body with clean lines as it goes out after DATA: dots doubled, the final dot behind it (RFC 5321 section 4.5.2). */
export function stuffed(body: Uint8Array): Buffer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const parts: Buffer[] = [];
  let done = 0;
  const double = (at: number): void => {
    parts.push(bytes.subarray(done, at), dot);
    done = at;
  };
  if (bytes[0] === 46) double(0);
  for (let at = bytes.indexOf('\n.'); at >= 0; at = bytes.indexOf('\n.', at + 1)) double(at + 1);
  parts.push(bytes.subarray(done), bytes.at(-1) === 10 ? lastDot : lastLine);
  return Buffer.concat(parts);
}

const dot = Buffer.from('.');
const lastDot = Buffer.from('.\r\n');
const lastLine = Buffer.from('\r\n.\r\n');

/** Whether a server offers CHUNKING and yet does not know the command, 500 to 504 (RFC 5321 section 4.2.4). */
export function knowsNoChunks(error: unknown): error is NodemailerError {
  const { command, responseCode = 0 } = error as NodemailerError;
  return command === 'BDAT' && responseCode >= 500 && responseCode <= 504;
}

/** Whether a body may go out as it is: each CR before an LF, each LF after a CR (RFC 5321 section 2.3.8). */
export function hasCleanLines(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) if (bytes[at - 1] !== 13) return false;
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) if (bytes[at + 1] !== 10) return false;
  return true;
}
