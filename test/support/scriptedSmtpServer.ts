import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './certificates';
import { resetSocket } from './resetSocket';

/** What the server does instead of answering. */
export type Misdeed = 'close' | 'reset' | 'silence' | 'startTls';

/** A reply without its CRLF (lines of one reply separated by LF), or a misdeed; several happen in order. */
export type Reply = string | readonly string[];

/** The moments at which the server has its say. `body` is the final dot, `BDAT` the end of a chunk (RFC 3030). */
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

/** What the server says at each moment; given the line and how often the moment came before. */
export type Script = Partial<
  Record<Moment, Reply | ((line: string, count: number, server: ScriptedSmtpServer) => Reply)>
>;

export interface ScriptOptions {
  /** TLS from the first byte. */
  readonly implicitTls?: boolean;
  readonly certificate?: Certificate;
  readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2';
  /** Called at the first byte of each body, before anything is answered to it. */
  readonly onBody?: () => void;
}

const misdeeds: readonly string[] = ['close', 'reset', 'silence', 'startTls'] satisfies Misdeed[];

const polite: Script = {
  greeting: '220 test ESMTP',
  EHLO: '250-test\n250-AUTH PLAIN LOGIN CRAM-MD5\n250 SIZE 1000000',
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

/** An SMTP server on loopback that says whatever a test wants and writes down every byte that it gets. */
export class ScriptedSmtpServer {
  /** Every command line, in order; what came inside DATA is in `bodies`. */
  readonly lines: string[] = [];
  /** The bytes between DATA and the final dot, as they came, dots still doubled; or those of a chunk. Complete ones only. */
  readonly bodies: Buffer[] = [];
  /** Those of the bodies that it answered for with 250: from then on they are its own. */
  readonly taken: Buffer[] = [];
  /** All bytes of all connections, after TLS where there was TLS. */
  received = Buffer.alloc(0);
  connections = 0;
  /** TLS handshakes that went on from an earlier session. */
  resumptions = 0;
  /** Whether the sign-in under way is AUTH LOGIN. */
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

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on it follows this script, from its beginning; conversations that go on too. */
  follow(script: Script): void {
    this.script = script;
    this.counts.clear();
  }

  /** Bytes as they are to everyone who is connected in plain, for what a string cannot say. */
  writeRaw(bytes: Buffer): void {
    for (const socket of this.sockets) socket.write(bytes);
  }

  /** Does and says this in every conversation, whatever was asked, and nothing more after it. */
  hangUp(...deeds: readonly string[]): void {
    for (const breakOff of [...this.breaks.values()]) breakOff(deeds);
  }

  /** Resolves when every client has gone; rejects when one is still there after `patience` milliseconds. */
  async allClosed(patience: number): Promise<void> {
    const until = Date.now() + patience;
    while (this.sockets.size > 0) {
      if (Date.now() > until) throw new Error(`${this.sockets.size} connections are still open`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(plain: Socket): void {
    this.connections++;
    this.sockets.add(plain);
    plain.on('error', () => undefined);
    // Several short replies would wait for one another, 40 ms each.
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
      // Once the client has begun with its handshake.
      plain.once('data', () => {
        for (const deed of typeof deeds === 'string' ? [deeds] : deeds) this.act(deed, plain, plain, () => undefined);
      });
      return;
    }
    const { certificate, maxVersion } = this.options;
    const versions =
      maxVersion === undefined ? {} : ({ minVersion: 'TLSv1', maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' } as const);
    const handshakes = createTlsServer({ ...certificate, ...versions, ticketKeys: this.ticketKeys }, (socket) => {
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
    /** Bytes of the chunk that is coming. */
    let chunk: number | undefined;
    let isTold = false;
    /** It closed, or fell silent for good: it still reads, and answers nothing. */
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
      // The final dot may be all that comes.
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
        // The final dot alone is no body.
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
    // After STARTTLS it is the protected conversation that goes on.
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
    if (deed === 'reset') resetSocket(plain);
    if (deed === 'startTls') {
      plain.removeListener('data', hear);
      this.secure(plain, (secured) => this.converse(secured, plain, undefined));
    }
  }
}
