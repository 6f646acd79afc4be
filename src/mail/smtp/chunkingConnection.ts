import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { NodemailerError } from 'nodemailer/lib/errors.js';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions, SMTPConnectionSendInfo, SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import { needsUtf8 } from '../../model/account/address';
import { readCapabilities } from '../../model/lookup/capabilities';
import { replyText } from './replyText';

type Connection = new (options: SMTPConnectionOptions) => SMTPConnection;
type Done = (error: NodemailerError | null, info?: SMTPConnectionSendInfo) => void;

/** A connection that sends envelope and body in one go: MAIL, RCPT …, BDAT … LAST (RFC 3030, RFC 2920). */
export interface ChunkingConnection extends SMTPConnection {
  /** Whether the server offers CHUNKING and PIPELINING in its last reply to EHLO. */
  readonly canChunk: boolean;
  /** @param body lines that end with CRLF, without other CR or LF: it is sent unchanged */
  sendChunk(envelope: SMTPEnvelope, body: Uint8Array, done: Done): void;
}

/**
 * A connection that sends a body after DATA in one write, with the final dot. nodemailer uses two writes, through two
 * streams.
 */
export interface PlainConnection extends SMTPConnection {
  /** @param body pipes one chunk with clean lines, see `hasCleanLines` */
  sendPlain(envelope: SMTPEnvelope, body: Readable, done: Done): void;
}

/** A connection that can do as if the server did not offer some extensions. */
export interface FrugalConnection extends SMTPConnection {
  /** @param extensions keywords of EHLO; counts for the mails from now on */
  leaveOut(extensions: readonly string[]): void;
}

/** Internal members of nodemailer's connection. If one is missing, nothing is sent by BDAT. */
interface Internals {
  _responseActions: ((reply: string) => void)[];
  /** Replies that have come and are not yet taken. */
  _responseQueue: string[];
  /** The beginning of a line whose end has not come. One character per byte, as in the queue. */
  _remainder: string;
  /** When connecting must be over, in milliseconds since 1970. */
  _connectionDeadline: number;
  _onConnect(): void;
  _processResponse(): void;
  _onClose(): void;
  _onData(chunk: Buffer): void;
  _onResponseTooLarge(): void;
  _onError(error: Error, type: string, reply: string | false, command: string): void;
  _actionSMTPStream(reply: string, callback: (error: NodemailerError | null, reply?: string) => void): void;
  _ehloLines?: readonly string[];
  /** As many as the server offers, without what is left out. */
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

/** Bytes. More than all that a server has to say while one mail is sent. */
const maxHeard = 1_048_576;

const needed = [
  '_sendCommand',
  '_setEnvelope',
  '_actionDATA',
  '_actionSMTPStream',
  '_createSendStream',
  '_envelopeError',
  '_formatError',
  '_getDsnRcptToArgs',
  '_onConnect',
  '_processResponse',
  '_onClose',
  '_onData',
  '_onResponseTooLarge',
  '_onError',
] as const;

/** nodemailer's connection with `sendChunk` and `sendPlain`; unchanged if its internals are not the known ones. */
export function chunking(Base: Connection): Connection {
  const known = Base.prototype as unknown as Partial<Internals>;
  if (!needed.every((name) => typeof known[name] === 'function')) return Base;

  return class extends (Base as new (options: SMTPConnectionOptions) => SMTPConnection & Internals) {
    /** All that nodemailer has read of the server's extensions. */
    private offered: readonly string[] | undefined;
    private chunk: Uint8Array | undefined;
    private lastReply = '';
    private isPlain = false;
    /** Bytes from the server, since the connection was opened or this mail began. */
    private heardBytes = 0;
    /** The commands to be sent together. */
    private batch: string[] | undefined;
    /** The connection is gone, and nobody has heard of it yet. */
    private isEnding = false;

    leaveOut(extensions: readonly string[]): void {
      this.offered ??= this._supportedExtensions;
      this._supportedExtensions = this.offered.filter((one) => !extensions.includes(one));
    }

    get canChunk(): boolean {
      // nodemailer leaves out the first line, the name of the server.
      const isOffered = readCapabilities(['', ...(this._ehloLines ?? [])]).keywords.includes('CHUNKING');
      return isOffered && Array.isArray(this._supportedExtensions) && this._supportedExtensions.includes('PIPELINING');
    }

    sendChunk(envelope: SMTPEnvelope, body: Uint8Array, done: Done): void {
      this.chunk = body;
      const settle: Done = (error, info) => {
        this.chunk = undefined;
        done(error, info);
      };
      // nodemailer wants some body: the chunk is sent in its place.
      this.send(envelope, ' ', settle);
    }

    sendPlain(envelope: SMTPEnvelope, body: Readable, done: Done): void {
      this.isPlain = true;
      this.send(envelope, body, (error, info) => {
        this.isPlain = false;
        done(error, info);
      });
    }

    /**
     * Sends the commands of the envelope in one write: with PIPELINING everything up to DATA, or to the end of the
     * chunk.
     */
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

    /** BDAT and the body replace DATA. */
    override _sendCommand(command: string, shown?: string): void {
      const isChunk = this.chunk !== undefined && command === 'DATA';
      const said = isChunk ? `BDAT ${String(this.chunk?.byteLength)} LAST` : command;
      // Over a dead connection nothing is sent, so the mail is not in doubt.
      const isGone = this.destroyed || (this._socket instanceof Socket && this._socket.destroyed);
      if (this.batch === undefined || isGone) {
        super._sendCommand(said, shown);
        return;
      }
      this.logger.debug({ tnx: 'client' }, said);
      this.batch.push(`${said}\r\n`);
      if (isChunk) this.logger.info({ tnx: 'message', outByteCount: this.chunk?.byteLength }, 'chunk');
    }

    /**
     * Names the recipient for reports (ORCPT, RFC 3461 section 4.2); nodemailer would give all of them the same name.
     */
    override _getDsnRcptToArgs(): string {
      const args = super._getDsnRcptToArgs();
      const recipient = this._recipientQueue.at(-1) ?? '';
      return args === '' || recipient === '' || needsUtf8(recipient)
        ? args
        : `${args} ORCPT=rfc822;${xtext(recipient)}`;
    }

    /** The reply to BDAT is the last one of a mail: there is no 354. */
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

    /** Called when the server has taken the envelope; by then it has the chunk, too. */
    override _createSendStream(
      callback: (error: NodemailerError | null, reply?: string) => void,
    ): NodeJS.WritableStream {
      if (this.isPlain) return this.plainStream(callback);
      if (this.chunk === undefined) return super._createSendStream(callback);
      const outByteCount = this.chunk.byteLength;
      queueMicrotask(() => callback(null, this.lastReply));
      // The only members that nodemailer uses.
      const ignored = { outByteCount, write: () => true, end: () => undefined };
      return ignored as unknown as NodeJS.WritableStream;
    }

    override send(...mail: Parameters<SMTPConnection['send']>): void {
      this.heardBytes = 0;
      super.send(...mail);
    }

    /** nodemailer limits a reply, but neither their number nor the empty lines between them. */
    override _onData(chunk: Buffer): void {
      this.heardBytes += chunk.byteLength;
      if (this.heardBytes <= maxHeard) super._onData(chunk);
      else if (!this.destroyed) this._onResponseTooLarge();
    }

    /** A slow greeting is no slow connection, which nodemailer times together with it. */
    override _onConnect(): void {
      this._connectionDeadline = Number.POSITIVE_INFINITY;
      super._onConnect();
    }

    /** nodemailer reads a reply as UTF-8, or else as Latin-1. */
    override _processResponse(): void {
      const [next] = this._responseQueue;
      if (typeof next === 'string') this._responseQueue[0] = this.asUtf8(next);
      super._processResponse();
    }

    override _onClose(): void {
      if (typeof this._remainder === 'string') this._remainder = this.asUtf8(this._remainder);
      this.endAfterReplies(() => super._onClose());
    }

    override _onError(error: Error, type: string, reply: string | false, command: string): void {
      if (type === 'ESOCKET') this.endAfterReplies(() => super._onError(error, type, reply, command));
      else super._onError(error, type, reply, command);
    }

    /**
     * Replies that came right before the end count. nodemailer takes one of them in each turn of the loop, and would
     * forget the rest: of a mail that was refused or taken in so many words it would not be known.
     */
    private endAfterReplies(end: () => void): void {
      if (this.isEnding) return;
      if (!this.takeReplies()) {
        end();
        return;
      }
      // What was taken settles the mail first.
      this.isEnding = true;
      setImmediate(() => {
        this.isEnding = false;
        end();
      });
    }

    private asUtf8(reply: string): string {
      const text = replyText(reply, this.options.host ?? '');
      return text === reply ? reply : Buffer.from(text).toString('latin1');
    }

    /** Answers whether there were any. */
    private takeReplies(): boolean {
      const before = this._responseQueue.length;
      while (!this.destroyed && this._responseActions.length > 0) {
        const { length, 0: next = '3' } = this._responseQueue;
        // After a 3yz it would be our turn, and nobody listens.
        if (next.startsWith('3')) break;
        this._processResponse();
        if (this._responseQueue.length === length) break;
      }
      const isSome = this._responseQueue.length < before;
      this._responseQueue = [];
      return isSome;
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

/** Whether the server takes addresses beyond ASCII (SMTPUTF8, RFC 6531), judged like nodemailer does. */
export function knowsUtf8(connection: SMTPConnection): boolean {
  const { _supportedExtensions: offered } = connection as Partial<Internals>;
  return Array.isArray(offered) && offered.includes('SMTPUTF8');
}

export function canLeaveOut(connection: SMTPConnection): connection is FrugalConnection {
  return 'leaveOut' in connection;
}

export function isPlainConnection(connection: SMTPConnection): connection is PlainConnection {
  return 'sendPlain' in connection;
}

/** RFC 3461 section 4: all of an ASCII address but two characters stays as it is. */
function xtext(address: string): string {
  return address.replaceAll('+', '+2B').replaceAll('=', '+3D');
}

/** A body with clean lines in the form sent after DATA: dots doubled, with the final dot (RFC 5321 section 4.5.2). */
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

/** 500 to 504 and 555 (RFC 5321 section 4.2.4), X.5.1, X.5.2 and X.5.4 (RFC 3463 section 3.6), or words for them. */
const unknownPart =
  /^(?:50[0-4]|555)\b|^5\d\d[ -]5\.5\.[124]\b|unrecogni[sz]ed|unknown (?:command|parameter|option)|not (?:supported|implemented)|unsupported/i;
/**
 * A server that takes no BDAT speaks of commands in whatever code; of a mail it would not. A policy of Postfix does,
 * which rejects the “Data command” for what is sent or who sends it.
 */
const aboutCommand =
  /^(?!421)[45]\d\d\b(?!.*data command rejected).*\b(?:commands?|syntax|verb|bdat|chunk\w*|sequence)\b/is;
/** A wrong address is refused by some of the same codes. */
const aboutAddress = /\b5\.1\.\d\b|address|mailbox|recipient|sender|user/i;

/** Whether a server refuses an extension that it offers: BDAT, or a parameter of MAIL or RCPT. */
export function refusesExtension(error: unknown, { hasParameters }: { readonly hasParameters: boolean }): boolean {
  const { command = '', response = '' } = error as NodemailerError;
  if (command === 'BDAT') return unknownPart.test(response) || aboutCommand.test(response);
  return hasParameters && /^(?:MAIL|RCPT)/.test(command) && unknownPart.test(response) && !aboutAddress.test(response);
}

/** Whether a body may be sent unchanged: each CR before an LF, each LF after a CR (RFC 5321 section 2.3.8). */
export function hasCleanLines(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) if (bytes[at - 1] !== 13) return false;
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) if (bytes[at + 1] !== 10) return false;
  return true;
}
