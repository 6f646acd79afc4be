import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import type { SMTPServer, SMTPServerAuthentication, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { Clock } from '../../model/clock';
import { Emitter } from '../../model/emitter';
import type { ParsedMail } from '../../model/letter/message';
import type { Log } from '../../model/log';
import { loaded } from '../../model/partLoading';
import { type MailSummary, parseMail, type ReceivedMail, summarize } from '../mime/mailParser';

/** A mail in the inbox. `at` is in milliseconds since 1970; the sender of the envelope is empty for a bounce. */
export interface StoredMail extends ReceivedMail, MailSummary {
  readonly id: string;
}

const username = 'sandbox';
const maxMails = 200;
/** Bytes of all mails together, which are kept in memory; the oldest ones are dropped. */
const maxBytes = 100 * 1024 * 1024;
const biggestMail = 25 * 1024 * 1024;
/** More than programs under test have at the same time. Other users of this computer reach the port, too. */
const maxClients = 20;
/** Milliseconds that connected clients get to finish when the sandbox stops. */
const grace = 300;

interface Running {
  readonly server: SMTPServer;
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
}

/**
 * An SMTP server on loopback, for trying things out and for developing mail: it accepts every mail and forwards none.
 */
export class Sandbox {
  /** Different in each window; the user name is `sandbox`. */
  readonly password = randomBytes(18).toString('base64url');

  private readonly clock: Clock;
  private readonly log: Log;
  private readonly changed = new Emitter();
  /** The mails or the port changed. */
  readonly onDidChange = this.changed.event;
  private stored: readonly StoredMail[] = [];
  private starting: Promise<Running> | undefined;
  private running: Running | undefined;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.clock = clock;
    this.log = log;
  }

  /** Its port on 127.0.0.1, or `undefined` while it does not listen. */
  get port(): number | undefined {
    return this.running?.port;
  }

  /** Newest first. */
  get mails(): readonly StoredMail[] {
    return this.stored;
  }

  /** Starts to listen, unless it does already. Rejects with the system's error if no port is available. */
  async start(): Promise<{ readonly port: number }> {
    const starting = (this.starting ??= this.listen());
    try {
      const running = await starting;
      if (this.starting === starting && this.running !== running) {
        this.running = running;
        this.changed.fire();
      }
      return { port: running.port };
    } catch (error) {
      if (this.starting === starting) this.starting = undefined;
      throw error;
    }
  }

  /** Stops listening and ends every connection; the mails stay. Can be started again. */
  async stop(): Promise<void> {
    const { starting } = this;
    this.starting = undefined;
    this.running = undefined;
    const running = await starting?.catch(() => undefined);
    if (running === undefined) return;
    await new Promise<void>((resolve) => running.server.close(resolve));
    for (const socket of running.sockets) socket.destroy();
    this.changed.fire();
  }

  has(id: string): boolean {
    return this.stored.some((mail) => mail.id === id);
  }

  /** A mail ready to be shown; `undefined` if it was deleted meanwhile. */
  async read(id: string): Promise<ParsedMail | undefined> {
    const mail = this.stored.find((one) => one.id === id);
    return mail && (await parseMail(mail));
  }

  delete(id: string): void {
    this.keep(this.stored.filter((mail) => mail.id !== id));
  }

  clear(): void {
    this.keep([]);
  }

  private async listen(): Promise<Running> {
    const { SMTPServer } = await loaded(() => import('smtp-server'));
    const server = new SMTPServer({
      name: 'sandbox.test',
      banner: 'Mail When Done sandbox',
      // Nothing leaves this computer, so there is nothing for TLS to protect.
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
      size: biggestMail,
      maxClients,
      rejectOversized: true,
      disableReverseLookup: true,
      closeTimeout: grace,
      logger: false,
      onAuth: (auth, _session, callback) =>
        this.isOurs(auth) ? callback(null, { user: username }) : callback(new Error('Wrong user name or password')),
      onData: (stream, session, callback) => {
        this.receive(stream, session).then(
          (id) => callback(null, `stored as ${id}`),
          (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
        );
      },
    });
    const sockets = new Set<Socket>();
    // Those above the limit are told so and have some seconds to leave; there is a limit for these, too.
    server.server.maxConnections = 2 * maxClients;
    server.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    server.on('error', (error: Error) => this.log.warn(`sandbox inbox: ${error.message}`));
    const { port } = server.server.address() as AddressInfo;
    this.log.info(`sandbox inbox listens on 127.0.0.1:${port}`);
    return { server, port, sockets };
  }

  private isOurs(auth: SMTPServerAuthentication): boolean {
    if (auth.username !== username) return false;
    if (auth.method === 'CRAM-MD5') return auth.validatePassword(this.password);
    const [given, expected] = [Buffer.from(auth.password ?? ''), Buffer.from(this.password)];
    return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
  }

  private async receive(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      // The rest is read, so that the server can refuse the mail, but not kept.
      if (stream.sizeExceeded) chunks.length = 0;
      else chunks.push(chunk as Buffer);
    }
    if (stream.sizeExceeded) return '';
    const raw = new Uint8Array(Buffer.concat(chunks));
    const mail: StoredMail = {
      id: randomUUID(),
      at: this.clock.now(),
      envelopeFrom: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
      envelopeTo: envelope.rcptTo.map(({ address }) => address),
      raw,
      ...(await summarize(raw)),
    };
    this.keep([mail, ...this.stored]);
    return mail.id;
  }

  private keep(mails: readonly StoredMail[]): void {
    let bytes = 0;
    this.stored = mails.slice(0, maxMails).filter(({ raw }, index) => {
      bytes += raw.byteLength;
      return index === 0 || bytes <= maxBytes;
    });
    this.changed.fire();
  }
}
