import type { TLSSocket } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions, SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Account, Credential } from '../model/account';
import type { Clock } from '../model/clock';
import type { Message } from '../model/message';
import type { Proxy } from '../model/proxy';
import type { BodyGate } from './bodyGate';
import { knowsNoChunks } from './chunkingConnection';
import { Refusal } from './classify';
import { coded, connect, deliver, leave, reset, socketOf, whileItLasts } from './connection';
import { Dialogue, type LogEntry } from './dialogue';
import type { Report } from './report';
import { signIn } from './signIn';
import { smtpOptions, type Timeouts } from './smtpOptions';
import { socketThroughProxy } from './throughProxy';
import type { TlsSessions } from './tlsSessions';

export interface SessionParts {
  readonly Connection: new (options: SMTPConnectionOptions) => SMTPConnection;
  readonly account: Account;
  /** What the connection goes through; `undefined`: it goes straight. */
  readonly proxy: Proxy | undefined;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly ca: readonly string[];
  readonly tlsSessions: TlsSessions;
  /** Servers, as `host:port`, that offer CHUNKING and do not know it. */
  readonly chunkless: Set<string>;
  /** No TLS session is resumed: the certificate is shown. */
  readonly fullHandshake: boolean;
}

/**
 * Milliseconds since the server was last heard, after which envelope and body do not go out together any more: should the
 * connection be dead by then, it is better to notice before the mail is in doubt.
 */
const trusted = 30_000;

/** A connection to a server with one conversation (RFC 5321 section 3.1): signed in once, then mail after mail. */
export class Session {
  dialogue: Dialogue;
  /** Called when the connection has ended. For whoever keeps the session. */
  onEnd: () => void = () => undefined;
  private readonly connection: SMTPConnection;
  private readonly isResuming: boolean;
  private readonly ending = new AbortController();
  private wasOpened = false;
  private isReused = false;
  /** The last mail was broken off: the server is to forget it before the next one. */
  private isMidway = false;
  /** Milliseconds since 1970. */
  private heardAt = 0;

  constructor(
    private readonly parts: SessionParts,
    report: Report,
  ) {
    const { Connection, account, proxy, timeouts, ca, tlsSessions, fullHandshake } = parts;
    this.dialogue = this.dialogueFor(report);
    const hear = (entry: LogEntry, message: string): void => this.dialogue.hear(entry, message);
    const logger = { trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear };
    const session = fullHandshake ? undefined : tlsSessions.of(account, proxy);
    this.isResuming = account.security !== 'none' && session !== undefined;
    const { tls, ...options } = smtpOptions(account, logger, timeouts, ca);
    const secureContext = account.security === 'none' ? {} : { secureContext: tlsSessions.contextFor(account) };
    this.connection = new Connection({
      ...options,
      // A socket that it is handed for implicit TLS is protected by then.
      secured: proxy !== undefined && account.security === 'implicitTls',
      tls: { ...tls, ...secureContext, ...(session === undefined ? {} : { session }) },
    });
    // Whoever uses the session listens too; while nobody does, an error is an end like any other.
    this.connection.on('error', () => undefined);
    this.connection.once('end', () => {
      this.ending.abort();
      this.onEnd();
    });
  }

  /** Connected and signed in, at least once. */
  get isOpen(): boolean {
    return this.wasOpened;
  }

  /** Whether another mail may follow: the server waits for a command. */
  get isReady(): boolean {
    return this.isAlive && this.dialogue.idle;
  }

  private get isAlive(): boolean {
    return this.wasOpened && !this.connection.destroyed && socketOf(this.connection)?.writable === true;
  }

  async open(credential: Credential | undefined, signal: AbortSignal | undefined): Promise<void> {
    await whileItLasts(this.connection, signal, async () => {
      await this.takeDetour();
      await connect(this.connection);
      if (credential !== undefined) await signIn(this.connection, this.parts.account, credential, this.dialogue);
    });
    this.wasOpened = true;
    this.heardAt = this.parts.clock.now();
  }

  /** Begins the next mail over the same connection. */
  goOn(report: Report): void {
    this.isReused = true;
    this.dialogue = this.dialogueFor(report);
    this.dialogue.goOn();
  }

  async send(message: Message, gate: BodyGate, signal: AbortSignal | undefined): Promise<SMTPConnectionSendInfo> {
    const { connection, dialogue } = this;
    const { account, clock, timeouts } = this.parts;
    const timer = this.isReused ? setTimeout(() => this.giveUp(dialogue, gate), timeouts.greeting) : undefined;
    try {
      return await whileItLasts(connection, signal, async () => {
        if (this.isMidway) await reset(connection);
        this.isMidway = false;
        const atOnce = !this.parts.chunkless.has(this.server) && clock.now() - this.heardAt < trusted;
        return await deliver(connection, message, gate, { dialogue, atOnce, reports: account.deliveryReports });
      });
    } catch (error) {
      this.isMidway = true;
      if (!knowsNoChunks(error)) throw error;
      // It may take what follows for commands: away from here. The next attempt goes the other way.
      this.parts.chunkless.add(this.server);
      connection.close();
      throw new Refusal('busy', 'message', 'EPROTOCOL', '', error.response);
    } finally {
      clearTimeout(timer);
      if (dialogue.heard) this.heardAt = clock.now();
    }
  }

  /** Whether an error says no more than that this connection is of no use, and nothing of the mail was taken yet. */
  isOfNoUse(error: unknown): boolean {
    if (error instanceof Refusal) return false;
    const { responseCode, command } = error as { readonly responseCode?: number; readonly command?: string };
    if (!this.wasOpened) return this.isResuming && this.dialogue.isHandshaking;
    const isGone = responseCode === undefined || responseCode === 421 || command === 'RSET';
    return this.isReused && isGone && !this.dialogue.senderTaken && !this.dialogue.bodyBegan;
  }

  leave(): void {
    leave(this.connection, this.dialogue);
  }

  close(): void {
    this.connection.close();
  }

  private get server(): string {
    return `${this.parts.account.host}:${String(this.parts.account.port)}`;
  }

  /** Has the proxy, where there is one, connect to the server; nodemailer goes on over that socket. */
  private async takeDetour(): Promise<void> {
    const { account, proxy, timeouts, tlsSessions } = this.parts;
    if (proxy === undefined) return;
    const { options } = this.connection;
    const { dialogue, ending } = this;
    const ways = { account, proxy, dialogue, context: tlsSessions.contextFor(account), tls: options.tls ?? {} };
    options.connection = await socketThroughProxy({
      ...ways,
      patience: timeouts.connection,
      signal: ending.signal,
    });
  }

  private dialogueFor({ steps, transcriber }: Report): Dialogue {
    const { account, proxy, tlsSessions } = this.parts;
    const socket = () => socketOf(this.connection);
    const watch = (secured: TLSSocket): void => tlsSessions.watch(account, secured, proxy);
    return new Dialogue(account, steps, transcriber, socket, watch);
  }

  /** A server that heard of a new mail and says nothing is not there any more: computers sleep, networks change. */
  private giveUp(dialogue: Dialogue, gate: BodyGate): void {
    if (dialogue.heard || gate.asked || dialogue.bodyBegan) return;
    this.connection.emit('error', coded('No answer over the open connection', 'ECONNECTION'));
    this.connection.close();
  }
}
