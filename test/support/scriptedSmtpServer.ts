import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './certificates';
import { until } from './fakeTime';
import { resetSocket } from './resetSocket';

/** What the server does instead of answering. */
export type Misdeed = 'close' | 'reset' | 'silence' | 'startTls';

/** A reply without its CRLF (lines of one reply separated by LF), or a misdeed; several happen in order. */
export type Reply = string | readonly string[];

/** The moments at which the server replies. `body` is the final dot, `BDAT` the end of a chunk (RFC 3030). */
export type Moment =
  | 'greeting'
  | 'TLS'
  | 'EHLO'
  | 'HELO'
  | 'STARTTLS'
  | 'AUTH'
  | 'answer'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'body'
  | 'BDAT'
  | 'RSET'
  | 'QUIT';

/** What the server says at each moment; a function gets the line and how often the moment has come before. */
export type Script = Partial<
  Record<Moment, Reply | ((line: string, count: number, server: ScriptedSmtpServer) => Reply)>
>;

export interface ScriptOptions {
  /** TLS from the first byte. */
  readonly implicitTls?: boolean;
  readonly certificate?: Certificate;
  readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2';
  /** Called at the first byte of each body, before any reply to it. */
  readonly onBody?: () => void;
  /** Called when it falls silent in a conversation; `isSilent` says whether it still is, with the client waiting. */
  readonly onSilence?: (isSilent: () => boolean) => unknown;
}

const misdeeds: readonly string[] = ['close', 'reset', 'silence', 'startTls'] satisfies Misdeed[];

const polite: Script = {
  greeting: '220 test ESMTP',
  EHLO: '250-test\n250-AUTH PLAIN LOGIN\n250 SIZE 1000000',
  HELO: '250 test',
  STARTTLS: '502 5.5.1 not here',
  AUTH: (line) =>
    /^AUTH (PLAIN|XOAUTH2) \S/.test(line)
      ? '235 2.7.0 welcome'
      : line.includes('CRAM')
        ? '334 PDFAdGVzdD4='
        : '334 VXNlcm5hbWU6',
  answer: (_line, count, server) => (server.isLogin && count % 2 === 0 ? '334 UGFzc3dvcmQ6' : '235 2.7.0 welcome'),
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  body: '250 2.0.0 queued as 4F2',
  BDAT: '250 2.0.0 queued as 4F3',
  RSET: '250 2.0.0 forgotten',
  QUIT: ['221 2.0.0 bye', 'close'],
};

/** An SMTP server on loopback that says what a test wants and records every byte that it gets. */
export class ScriptedSmtpServer {
  /** Every command line, in order; the text of DATA is in `bodies`. */
  readonly lines: string[] = [];
  /**
   * The bytes between DATA and the final dot, as they came, with doubled dots; or those of a chunk. Only complete
   * ones.
   */
  readonly bodies: Buffer[] = [];
  /** The bodies that it accepted with 250: from then on it is responsible for them. */
  readonly taken: Buffer[] = [];
  /** All bytes of all connections, decrypted if there was TLS. */
  received = Buffer.alloc(0);
  connections = 0;
  /** TLS handshakes that resumed a session. */
  resumptions = 0;
  /** Whether the current sign-in is AUTH LOGIN. */
  isLogin = false;

  private readonly server: Server;
  private readonly ticketKeys = randomBytes(48);
  private readonly sockets = new Set<Socket>();
  /** How each conversation is broken off. */
  private readonly breaks = new Map<Socket, (deeds: readonly string[]) => void>();
  private readonly counts = new Map<Moment, number>();

  private constructor(
    private script: Script,
    private readonly options: ScriptOptions,
  ) {
    this.server = createServer((socket) => this.serve(socket));
  }

  static async start(script: Script = {}, options: ScriptOptions = {}): Promise<ScriptedSmtpServer> {
    const scripted = new ScriptedSmtpServer(script, options);
    await new Promise<void>((resolve) => scripted.server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.sockets.size;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Follows this script from now on, from its beginning, in open conversations too. */
  follow(script: Script): void {
    this.script = script;
    this.counts.clear();
  }

  /** Sends raw bytes to every client connected without TLS, for what a string cannot express. */
  writeRaw(bytes: Buffer): void {
    for (const socket of this.sockets) socket.write(bytes);
  }

  /** Does and says this in every conversation, unasked, and then nothing more. */
  hangUp(...deeds: readonly string[]): void {
    for (const breakOff of [...this.breaks.values()]) breakOff(deeds);
  }

  /** Resolves when every client has gone. */
  allClosed(): Promise<void> {
    return until(
      () => `${this.sockets.size} connections are still open`,
      () => this.sockets.size === 0,
    );
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(plain: Socket): void {
    this.connections++;
    this.sockets.add(plain);
    plain.on('error', () => undefined);
    // Otherwise several short replies would wait for one another, 40 ms each.
    plain.setNoDelay(true);
    plain.once('close', () => {
      this.sockets.delete(plain);
      this.breaks.delete(plain);
    });
    if (this.options.implicitTls === true) this.secure(plain, (socket) => this.converse(socket, plain, 'greeting'));
    else this.converse(plain, plain, 'greeting');
  }

  private secure(plain: Socket, then: (socket: Socket) => void): void {
    const { TLS } = this.script;
    const count = this.counts.get('TLS') ?? 0;
    this.counts.set('TLS', count + 1);
    const deeds = typeof TLS === 'function' ? TLS('', count, this) : TLS;
    if (deeds !== undefined && deeds !== '') {
      // Once the client has begun its handshake.
      plain.once('data', () => {
        for (const deed of typeof deeds === 'string' ? [deeds] : deeds) this.act(deed, plain, plain, () => undefined);
      });
      return;
    }
    const { certificate, maxVersion } = this.options;
    const versions = maxVersion === undefined ? {} : ({ minVersion: 'TLSv1', maxVersion } as const);
    // As lenient as servers are that clients refuse.
    const lenient = { ...certificate, ...versions, ciphers: 'DEFAULT@SECLEVEL=0' };
    const handshakes = createTlsServer({ ...lenient, ticketKeys: this.ticketKeys }, (socket) => {
      socket.on('error', () => undefined);
      if (socket.isSessionReused()) this.resumptions++;
      then(socket);
    });
    handshakes.emit('connection', plain);
  }

  private converse(socket: Socket, plain: Socket, first: Moment | undefined): void {
    let rest = Buffer.alloc(0);
    let inBody = false;
    let inAuth = false;
    /** Bytes of the chunk that are still to come. */
    let chunk: number | undefined;
    let isTold = false;
    /** It closed, or fell silent for good: it still reads, but answers nothing. */
    let isGone = false;
    const tellOfBody = (isThere: boolean): void => {
      if (isThere && !isTold) this.options.onBody?.();
      isTold ||= isThere;
    };
    const say = (moment: Moment, line: string): void => {
      const count = this.counts.get(moment) ?? 0;
      this.counts.set(moment, count + 1);
      const entry = this.script[moment] ?? polite[moment] ?? '500 5.5.2 what?';
      if (isGone) return;
      const reply = typeof entry === 'function' ? entry(line, count, this) : entry;
      for (const deed of typeof reply === 'string' ? [reply] : reply) this.act(deed, socket, plain, hear);
      const says = (code: string) =>
        (typeof reply === 'string' ? [reply] : reply).some((deed) => deed.startsWith(code));
      isGone = ['close', 'reset', 'silence'].some(says);
      if ((moment === 'body' || moment === 'BDAT') && says('250')) this.taken.push(...this.bodies.slice(-1));
      inAuth = (moment === 'AUTH' || moment === 'answer') && says('334');
      inBody = moment === 'DATA' && says('354');
      // The body may be only the final dot.
      if (inBody) rest = Buffer.concat([Buffer.from('\r\n'), rest]);
    };
    const hear = (bytes: Buffer): void => {
      this.received = Buffer.concat([this.received, bytes]);
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        if (chunk !== undefined) {
          tellOfBody(rest.length > 0);
          if (rest.length < chunk) return;
          this.bodies.push(rest.subarray(0, chunk));
          rest = rest.subarray(chunk);
          chunk = undefined;
          isTold = false;
          say('BDAT', '');
          continue;
        }
        // A final dot alone is not a body.
        if (inBody) tellOfBody(rest.length > 5 || (rest.length > 2 && rest[2] !== 46));
        const end = rest.indexOf(inBody ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = rest.subarray(0, end);
        rest = rest.subarray(end + (inBody ? 5 : 2));
        if (inBody) {
          isTold = false;
          this.bodies.push(Buffer.concat([text.subarray(2), Buffer.from('\r\n')]));
          say('body', '');
        } else {
          const line = text.toString();
          this.lines.push(line);
          const [verb = ''] = line.split(/[ :]/);
          if (verb === 'BDAT') {
            chunk = Number(line.split(' ')[1]);
            continue;
          }
          if (verb === 'AUTH') this.isLogin = line.startsWith('AUTH LOGIN');
          say(inAuth ? 'answer' : (verb as Moment), line);
        }
      }
    };
    socket.on('data', hear);
    // After STARTTLS the conversation goes on over TLS.
    this.breaks.set(plain, (deeds) => {
      if (isGone) return;
      for (const deed of deeds) this.act(deed, socket, plain, hear);
      isGone = true;
    });
    if (first !== undefined) say(first, '');
  }

  private act(deed: string, socket: Socket, plain: Socket, hear: (chunk: Buffer) => void): void {
    if (!misdeeds.includes(deed)) {
      socket.write(`${deed.replaceAll('\n', '\r\n')}\r\n`);
      return;
    }
    if (deed === 'close') socket.end();
    if (deed === 'silence') this.options.onSilence?.(() => this.sockets.has(plain));
    if (deed === 'reset') resetSocket(plain);
    if (deed === 'startTls') {
      plain.removeListener('data', hear);
      this.secure(plain, (secured) => this.converse(secured, plain, undefined));
    }
  }
}
