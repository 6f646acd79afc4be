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
/** How many replies may wait that nobody has asked for; an honest server sends none. */
const mostUnasked = 3;

/** Reads the replies of an SMTP server from a socket, one after the other. */
export class ReplyReader {
  private rest = '';
  private lines: string[] = [];
  /** The bytes of the reply that has begun, line ends and codes included. */
  private size = 0;
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
    if (this.ended !== undefined) return;
    let begin = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', begin)) {
      const line = (this.rest + chunk.slice(begin, end)).replace(/\r$/, '');
      this.rest = '';
      this.size += end + 1 - begin;
      begin = end + 1;
      if (!this.hearLine(line)) return;
    }
    this.rest += chunk.slice(begin);
    this.size += chunk.length - begin;
    if (this.size > longestReply) this.refuse('');
  };

  /** Returns whether the server is heard on. */
  private hearLine(line: string): boolean {
    const [, code, more, text] = /^(\d{3})(?:([ -])(.*))?$/.exec(line) ?? [];
    if (code === undefined) return this.refuse(line);
    if (this.size > longestReply) return this.refuse('');
    this.lines.push(replyText(text ?? '', this.host));
    if (more === '-') return true;
    const reply = { code: Number(code), lines: this.lines };
    this.lines = [];
    this.size = 0;
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) waiting.resolve(reply);
    else if (this.replies.length < mostUnasked) this.replies.push(reply);
    else return this.refuse('');
    return true;
  }

  private refuse(line: string): false {
    const error = coded(oneLine(replyText(line, this.host), 100), 'EPROTOCOL');
    this.replies = [];
    this.end(error);
    this.socket.destroy(error);
    return false;
  }

  private readonly end = (error: Error): void => {
    this.ended ??= error;
    this.waiting?.reject(this.ended);
    this.waiting = undefined;
  };

  private readonly close = (): void => this.end(coded('The connection ended', 'ECONNECTION'));
}
