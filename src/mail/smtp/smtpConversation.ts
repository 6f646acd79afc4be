import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import * as l10n from '@vscode/l10n';
import type { Account } from '../../model/account/account';
import { readCapabilities } from '../../model/lookup/capabilities';
import type { Stepper } from './attemptReport';
import { type Asked, isAsked } from './replyMeanings';
import type { Transcriber } from './transcriber';

/** What nodemailer passes to its logger beside the text: `tnx` names the kind of event. */
export interface LogEntry {
  readonly tnx?: string;
  readonly outByteCount?: number;
  readonly discarded?: number;
}

/**
 * Follows an SMTP conversation (RFC 5321) through nodemailer's log and turns it into steps and a transcript. It also
 * knows what nodemailer does not expose: how far the conversation got, and which sign-ins the server offers.
 */
export class SmtpConversation {
  /** The TCP connection stands. */
  connected = false;
  /** The server has sent its greeting. */
  greeted = false;
  /** Its words. */
  greeting = '';
  /** Whether it answered a TLS handshake over another connection, after a while of silence in plain text. */
  speaksTls: boolean | undefined;
  /** A TLS handshake is under way. */
  isHandshaking = false;
  /** The server has replied to a command of this mail. */
  heard = false;
  /** The body is sent with the envelope (BDAT, RFC 3030). */
  isChunk = false;
  /** MAIL or RCPT had parameters that the mail can do without. */
  hasParameters = false;
  /** The server has taken the sender: this mail has begun. */
  senderTaken = false;
  /** The command that the server answered last. */
  asked: Asked = 'greeting';
  /** The server's refusal of EHLO, after which nodemailer falls back to HELO. */
  ehloRefusal = '';
  /** The sign-in methods of the last EHLO reply, upper case. */
  offered: readonly string[] = [];
  /** The sender and the recipients, as they were sent to the server. */
  readonly said = { from: '', to: [] as string[] };

  /** Commands without a reply yet; with PIPELINING (RFC 2920) there may be several. */
  private readonly expected: string[] = [];
  private signingIn = '';
  /** The server reads the body, up to the final dot: a command would become a part of it. */
  private inBody = false;
  private bodyOut = false;
  private bodyBytes = '';
  private senderRefused = false;
  private taken: string[] = [];
  private refused: string[] = [];

  /** @param onTls gets the TLS socket as soon as it exists, before the handshake is over */
  constructor(
    private readonly account: Account,
    private readonly steps: Stepper,
    private readonly transcriber: Transcriber,
    private readonly socket: () => Socket | undefined,
    private readonly onTls: (socket: TLSSocket) => void = () => undefined,
  ) {}

  /** Whether the server waits for a command, so that QUIT may be sent. */
  get idle(): boolean {
    return this.greeted && this.expected.length === 0 && !this.inBody;
  }

  /**
   * Bytes of the body were sent: from here until the last reply it is unknown who is responsible for the mail (RFC
   * 1047). If the body was sent together with an envelope that was refused, it is known again.
   */
  get bodyBegan(): boolean {
    const isRefused = this.senderRefused || (this.refused.length > 0 && this.refused.length === this.said.to.length);
    return this.bodyOut && !isRefused;
  }

  /** The conversation continues over an open connection, signed in if the account has authentication. */
  goOn(): void {
    this.connected = true;
    this.greeted = true;
    const reused = l10n.t('reused');
    this.steps.done('resolve', reused);
    this.steps.done('connect', reused);
    if (this.account.security === 'none') this.steps.skip('tls');
    else this.steps.done('tls', reused);
    if (this.account.authentication) this.steps.done('signIn', reused);
    else this.steps.skip('signIn');
    this.transcriber.note(l10n.t('connection to {0} reused', `${this.account.host}:${String(this.account.port)}`));
    this.steps.run('sender');
  }

  /** The first byte of the body is about to be sent. */
  bodyLeaves(): void {
    this.bodyOut = true;
    this.steps.run('message');
  }

  /** Connected to the proxy, which is now asked for a connection to the server. */
  proxyReached(proxy: string, address: string): void {
    this.steps.done('resolve', l10n.t('proxy {0}', address));
    this.steps.run('connect', l10n.t('through the proxy {0}', proxy));
  }

  /** The proxy has connected to the server. */
  tunnelled(proxy: string): void {
    const { host, port } = this.account;
    this.arrived(l10n.t('{0} through the proxy {1}', `${host}:${String(port)}`, proxy));
  }

  /** The name of the server has these addresses. */
  resolved(addresses: readonly string[]): void {
    this.steps.done('resolve', addresses.slice(0, 4).join(', '));
    this.steps.run('connect');
  }

  /** Connected to the server. */
  reached(socket: Socket): void {
    this.arrived(addressOf(socket));
  }

  /** TLS begins with the first byte of this socket. */
  handshake(socket: TLSSocket): void {
    this.onTls(socket);
    socket.once('secureConnect', () => this.secured(socket));
  }

  /** Handles what nodemailer logs with `transactionLog` on. */
  hear(entry: LogEntry, message: string): void {
    switch (entry.tnx) {
      case 'client':
        this.client(message);
        break;
      case 'server':
        this.server(message);
        break;
      case 'message':
        this.bodyBytes = l10n.t('{0} bytes', String(entry.outByteCount));
        this.transcriber.note(l10n.t('message, {0} bytes', String(entry.outByteCount)));
        if (!this.isChunk) this.bodySent();
        break;
      case 'smtp':
        // Plain-text bytes between the reply to STARTTLS and the handshake (RFC 3207 section 6).
        if (entry.discarded !== undefined) this.transcriber.note(l10n.t('{0} bytes ignored', String(entry.discarded)));
        break;
    }
  }

  private arrived(address: string): void {
    this.connected = true;
    this.transcriber.note(l10n.t('connected to {0}', address));
    if (this.account.security === 'implicitTls') {
      this.isHandshaking = true;
      this.steps.done('connect', address);
      this.steps.run('tls');
    } else this.steps.run('connect', address);
  }

  private secured(socket: TLSSocket): void {
    this.isHandshaking = false;
    const resumed = socket.isSessionReused() ? l10n.t('session resumed') : '';
    const detail = [socket.getProtocol(), socket.getCipher().standardName, resumed].filter(Boolean).join(', ');
    this.transcriber.note(l10n.t('protected by {0}', detail));
    this.steps.done('tls', detail);
    this.afterTls();
  }

  private afterTls(): void {
    if (!this.account.authentication) this.steps.skip('signIn');
    this.steps.run(this.account.authentication ? 'signIn' : 'sender');
  }

  private client(line: string): void {
    const verb = this.signingIn === '' ? (/^[A-Z]+/.exec(line)?.[0] ?? '') : 'AUTH';
    this.expected.push(verb);
    if (verb === 'AUTH') {
      // nodemailer masks a part of this; none of it is shown anyway.
      const [command = '', method = '', ...initial] = this.signingIn === '' ? line.split(' ') : [];
      this.transcriber.client(command === '' ? '***' : `${command} ${method}${initial.length > 0 ? ' ***' : ''}`);
      if (this.signingIn === '') this.signingIn = method;
      return;
    }
    if (verb === 'EHLO' && this.isHandshaking) {
      // At the second EHLO, after STARTTLS (RFC 3207 section 4.2), the handshake is over.
      const socket = this.socket();
      if (socket instanceof TLSSocket) this.secured(socket);
    }
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (verb === 'MAIL') {
      this.said.from = address;
      this.steps.run('sender', address);
    }
    if (verb === 'RCPT') this.said.to.push(address);
    if (verb === 'MAIL' || verb === 'RCPT') this.hasParameters ||= /> .*\b(?:SIZE|RET|ENVID|NOTIFY|ORCPT)=/.test(line);
    if (verb === 'BDAT') {
      this.isChunk = true;
      this.bodyOut = true;
    }
    this.transcriber.client(line);
  }

  private server(reply: string): void {
    const verb = this.greeted ? this.expected.shift() : 'greeting';
    if (!this.greeted) this.greeting = reply;
    this.greeted = true;
    this.heard = true;
    if (verb === undefined || verb === 'BDAT') this.asked = 'DATA';
    else if (isAsked(verb)) this.asked = verb;
    const kind = reply.charAt(0);
    const isChallenge = verb === 'AUTH' && reply.startsWith('334');
    this.transcriber.server(isChallenge ? '334 ***' : reply);
    switch (verb) {
      case 'greeting':
        if (kind === '2') this.welcome();
        break;
      case 'EHLO':
        if (kind === '2') this.offered = readCapabilities(reply.split(/\r?\n/)).signIns;
        else this.ehloRefusal = reply;
        break;
      case 'STARTTLS':
        // nodemailer switches to TLS right after this log entry.
        if (kind === '2') queueMicrotask(() => this.turned());
        break;
      case 'AUTH':
        if (isChallenge) break;
        if (kind === '2') {
          this.steps.done('signIn', this.signingIn);
          this.steps.run('sender');
        }
        this.signingIn = '';
        break;
      case 'MAIL':
        if (kind === '2') {
          this.senderTaken = true;
          this.steps.done('sender', this.said.from);
          this.steps.run('recipients');
        } else this.senderRefused = true;
        break;
      case 'RCPT':
        this.recipient(kind === '2');
        break;
      case 'DATA':
        if ((kind === '2' || kind === '3') && this.senderTaken && this.taken.length > 0) {
          this.inBody = true;
          this.recipientsDone();
        }
        break;
      case 'BDAT':
      case undefined:
        this.inBody = false;
        if (this.bodyBegan && kind === '2') this.steps.done('accepted', reply);
        break;
    }
  }

  private welcome(): void {
    if (this.account.security === 'implicitTls') return;
    this.steps.done('connect');
    if (this.account.security === 'startTls') this.steps.run('tls');
    else {
      this.steps.skip('tls');
      this.afterTls();
    }
  }

  private recipient(isTaken: boolean): void {
    const address = this.said.to[this.taken.length + this.refused.length] ?? '';
    (isTaken ? this.taken : this.refused).push(address);
    const isLast = this.taken.length + this.refused.length === this.said.to.length;
    if (!this.isChunk || !isLast || !this.senderTaken || this.taken.length === 0) return;
    this.recipientsDone();
    this.bodySent();
  }

  private turned(): void {
    const socket = this.socket();
    if (!(socket instanceof TLSSocket)) return;
    this.isHandshaking = true;
    this.onTls(socket);
  }

  private recipientsDone(): void {
    const taken = this.taken.join(', ');
    const refused = this.refused.join(', ');
    this.steps.done('recipients', refused === '' ? taken : l10n.t('{0}; refused: {1}', taken, refused));
  }

  private bodySent(): void {
    this.steps.done('message', this.bodyBytes);
    this.steps.run('accepted');
  }
}

function addressOf({ remoteAddress = '', remotePort }: Socket): string {
  return `${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${String(remotePort)}`;
}
