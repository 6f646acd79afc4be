import type { Socket } from 'node:net';
import { oneLine } from '../../model/oneLine';
import { coded } from '../smtp/connection';
import { replyText } from '../smtp/replyText';

/** A reply of an SMTP server (RFC 5321 section 4.2): its code and the text of each line. */
export interface ServerReply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** Maximum bytes of one reply; no honest one comes near. */
const longestReply = 65_536;

/** Reads the replies of an SMTP server from a socket, one after the other. */
export class ReplyReader {
  private rest = '';
  private lines: string[] = [];
  private replies: ServerReply[] = [];
  private ended: Error | undefined;
  private waiting: { resolve: (reply: ServerReply) => void; reject: (error: Error) => void } | undefined;

  /** @param host the name of the server, which may speak in a charset of its country */
  constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setEncoding('latin1');
    socket.on('data', this.hear);
    socket.on('error', this.end);
    socket.on('close', this.close);
  }

  /** The next reply. Rejects if the connection ends first or the bytes are not SMTP. */
  next(): Promise<ServerReply> {
    const reply = this.replies.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    if (this.ended !== undefined) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  /** Sends one command and reads the reply to it. */
  ask(command: string): Promise<ServerReply> {
    this.socket.write(`${command}\r\n`);
    return this.next();
  }

  /** Releases the socket. Unread plain-text replies are forgotten (RFC 3207 section 6). */
  release(): void {
    this.socket.off('data', this.hear).off('error', this.end).off('close', this.close);
  }

  private readonly hear = (chunk: string): void => {
    this.rest += chunk;
    for (let end = this.rest.indexOf('\n'); end >= 0; end = this.rest.indexOf('\n')) {
      const line = this.rest.slice(0, end).replace(/\r$/, '');
      this.rest = this.rest.slice(end + 1);
      this.hearLine(line);
    }
    if (this.rest.length + this.lines.join('').length > longestReply) this.refuse('');
  };

  private hearLine(line: string): void {
    const [, code, more, text] = /^(\d{3})(?:([ -])(.*))?$/.exec(line) ?? [];
    if (code === undefined) {
      this.refuse(line);
      return;
    }
    this.lines.push(replyText(text ?? '', this.host));
    if (more === '-') return;
    const reply = { code: Number(code), lines: this.lines };
    this.lines = [];
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting === undefined) this.replies.push(reply);
    else waiting.resolve(reply);
  }

  private refuse(line: string): void {
    this.socket.destroy(coded(oneLine(replyText(line, this.host), 100), 'EPROTOCOL'));
  }

  private readonly end = (error: Error): void => {
    this.ended ??= error;
    this.waiting?.reject(this.ended);
    this.waiting = undefined;
  };

  private readonly close = (): void => this.end(coded('The connection ended', 'ECONNECTION'));
}
