import type { TLSSocket } from 'node:tls';
import type { NodemailerError } from 'nodemailer/lib/errors.js';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions, SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Account, Credential } from '../../model/account/account';
import type { Proxy } from '../../model/account/proxy';
import type { Clock } from '../../model/clock';
import type { Attempt } from '../transport/transport';
import type { AttemptReport } from './attemptReport';
import type { BodyBarrier } from './bodyBarrier';
import { canLeaveOut, refusesExtension } from './chunkingConnection';
import { SendRefusal } from './classify';
import { coded, connect, deliver, leave, reset, signIn, socketOf, whileConnected } from './connection';
import { serverSocket } from './serverSocket';
import { SmtpConversation, type LogEntry } from './smtpConversation';
import { smtpOptions, type Timeouts } from './smtpOptions';
import { speaksTls } from './tlsProbe';
import type { TlsSessions } from './tlsSessions';

export interface SmtpSessionParts {
  readonly Connection: new (options: SMTPConnectionOptions) => SMTPConnection;
  readonly account: Account;
  /** The proxy to connect through; `undefined` for a direct connection. */
  readonly proxy: Proxy | undefined;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly ca: readonly string[];
  readonly tlsSessions: TlsSessions;
  /** Servers, as `host:port`, that refused an extension they offer, or broke off over it. They are asked for none. */
  readonly frugal: Set<string>;
  /** Resumes no TLS session, so that the server shows its certificate. */
  readonly fullHandshake: boolean;
}

/**
 * Milliseconds since the last reply of the server, after which envelope and body are no longer sent together: a
 * connection that is dead by then should be noticed before the mail is in doubt.
 */
const trusted = 30_000;

/** Extensions that a mail which was tried before does without. */
const risky = ['PIPELINING', 'CHUNKING'];
/** Extensions that no mail needs. */
const optional = [...risky, 'SIZE', 'DSN'];

/** The server refused an extension that it offers, and took nothing of the mail: it may be sent anew at once. */
export class ExtensionRefused extends Error {}

/** A session with a server (RFC 5321 section 3.1): one connection, signed in once, then mail after mail. */
export class SmtpSession {
  conversation: SmtpConversation;
  /** Called when the connection has ended. For the owner of the session. */
  onEnd: () => void = () => undefined;
  private readonly connection: SMTPConnection;
  private readonly isResuming: boolean;
  private readonly ending = new AbortController();
  private wasOpened = false;
  private isReused = false;
  /** The last mail was broken off: the server must forget it before the next one. */
  private isMidway = false;
  /** Milliseconds since 1970. */
  private heardAt = 0;

  constructor(
    private readonly parts: SmtpSessionParts,
    report: AttemptReport,
  ) {
    const { Connection, account, proxy, timeouts, ca, tlsSessions, fullHandshake } = parts;
    this.conversation = this.conversationFor(report);
    const hear = (entry: LogEntry, message: string): void => this.conversation.hear(entry, message);
    const logger = { trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear };
    const session = fullHandshake ? undefined : tlsSessions.of(account, proxy);
    this.isResuming = account.security !== 'none' && session !== undefined;
    const { tls, ...options } = smtpOptions(account, logger, timeouts, ca);
    const secureContext = account.security === 'none' ? {} : { secureContext: tlsSessions.contextFor(account) };
    this.connection = new Connection({
      ...options,
      tls: { ...tls, ...secureContext, ...(session === undefined ? {} : { session }) },
    });
    // Users of the session listen, too; without any, an error is an end like any other.
    this.connection.on('error', () => undefined);
    this.connection.once('end', () => {
      this.ending.abort();
      this.onEnd();
    });
  }

  /** Whether it was connected and signed in at least once. */
  get isOpen(): boolean {
    return this.wasOpened;
  }

  /** Whether another mail may follow: the server waits for a command. */
  get isReady(): boolean {
    return this.isAlive && this.conversation.idle;
  }

  private get isAlive(): boolean {
    return this.wasOpened && !this.connection.destroyed && socketOf(this.connection)?.writable === true;
  }

  async open(credential: Credential | undefined, signal: AbortSignal | undefined): Promise<void> {
    const { timeouts, account } = this.parts;
    const timers = [setTimeout(() => this.breakOff(), timeouts.setup)];
    try {
      await whileConnected(this.connection, signal, async () => {
        await this.dial();
        timers.push(setTimeout(() => void this.lookForTls(signal), timeouts.silence));
        await connect(this.connection);
        if (credential !== undefined) await signIn(this.connection, account, credential, this.conversation);
      });
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
    this.wasOpened = true;
    this.heardAt = this.parts.clock.now();
  }

  /** Begins the next mail over the same connection. */
  goOn(report: AttemptReport): void {
    this.isReused = true;
    this.conversation = this.conversationFor(report);
    this.conversation.goOn();
  }

  async send(
    { message, isRetry = false, signal }: Pick<Attempt, 'message' | 'isRetry' | 'signal'>,
    barrier: BodyBarrier,
  ): Promise<SMTPConnectionSendInfo> {
    const { connection, conversation } = this;
    const { account, clock, timeouts, frugal } = this.parts;
    const isFrugal = frugal.has(this.server);
    if (canLeaveOut(connection)) connection.leaveOut(isFrugal ? optional : isRetry ? risky : []);
    const timers = [
      this.isReused ? setTimeout(() => this.giveUp(conversation, barrier), timeouts.silence) : undefined,
      setTimeout(() => (conversation.bodyBegan ? undefined : this.breakOff()), timeouts.envelope),
      setTimeout(() => this.breakOff(), timeouts.mail),
    ];
    try {
      return await whileConnected(connection, signal, async () => {
        if (this.isMidway) await reset(connection);
        this.isMidway = false;
        const atOnce = !isFrugal && !isRetry && clock.now() - this.heardAt < trusted;
        return await deliver(connection, message, barrier, { conversation, atOnce, reports: account.deliveryReports });
      });
    } catch (error) {
      this.isMidway = true;
      const isRefused = !isFrugal && refusesExtension(error, conversation);
      // Silence, a reset or “later” after a chunk may be all that such a server has to say.
      if (isRefused || (conversation.isChunk && conversation.bodyBegan && !isAboutMail(error))) frugal.add(this.server);
      if (!isRefused) throw error;
      // The server may read a chunk as commands, so this connection is closed.
      connection.close();
      throw new ExtensionRefused('An extension that the server offers was refused');
    } finally {
      for (const timer of timers) clearTimeout(timer);
      if (conversation.heard) this.heardAt = clock.now();
    }
  }

  /** Whether an error only means that this connection is unusable, while the server has taken nothing of the mail. */
  isUnusableAfter(error: unknown): boolean {
    if (error instanceof SendRefusal) return false;
    if (error instanceof ExtensionRefused) return true;
    const { responseCode, command } = error as { readonly responseCode?: number; readonly command?: string };
    if (!this.wasOpened) return this.isResuming && this.conversation.isHandshaking;
    const isGone = responseCode === undefined || responseCode === 421 || command === 'RSET';
    return this.isReused && isGone && !this.conversation.senderTaken && !this.conversation.bodyBegan;
  }

  leave(): void {
    leave(this.connection, this.conversation);
  }

  close(): void {
    this.connection.close();
  }

  private get server(): string {
    return `${this.parts.account.host}:${String(this.parts.account.port)}`;
  }

  /** Connects to the server; nodemailer continues with that socket. */
  private async dial(): Promise<void> {
    const { account, proxy, timeouts, tlsSessions } = this.parts;
    const { options } = this.connection;
    const { conversation, ending } = this;
    const tls = options.tls ?? {};
    const through = proxy && { proxy, context: tlsSessions.contextFor(account) };
    const way = { account, conversation, tls, timeouts, signal: ending.signal };
    options.connection = await serverSocket(through === undefined ? way : { ...way, through });
  }

  private conversationFor({ steps, transcriber }: AttemptReport): SmtpConversation {
    const { account, proxy, tlsSessions } = this.parts;
    const socket = () => socketOf(this.connection);
    const watch = (secured: TLSSocket): void => tlsSessions.watch(account, secured, proxy);
    return new SmtpConversation(account, steps, transcriber, socket, watch);
  }

  /** A server that goes on saying something, and never what we wait for, is given up like one that is silent. */
  private breakOff(): void {
    this.fail('The conversation took too long', 'ETIMEDOUT');
  }

  /** A server that is silent in plain text may be slow, or wait for TLS: then no greeting will come. */
  private async lookForTls(signal: AbortSignal | undefined): Promise<void> {
    const { conversation } = this;
    const { account, proxy, timeouts } = this.parts;
    if (account.security === 'implicitTls' || !isSilent(conversation)) return;
    const answer = await speaksTls({ account, proxy, timeoutMs: timeouts.probe, signal });
    if (!isSilent(conversation)) return;
    conversation.speaksTls = answer;
    if (answer) this.fail('No greeting', 'ETIMEDOUT');
  }

  /** A server that says nothing to a new mail is gone: computers sleep, networks change. */
  private giveUp(conversation: SmtpConversation, barrier: BodyBarrier): void {
    if (conversation.heard || barrier.asked || conversation.bodyBegan) return;
    this.fail('No answer over the open connection', 'ECONNECTION');
  }

  private fail(message: string, code: string): void {
    this.connection.emit('error', coded(message, code));
    this.connection.close();
  }
}

/** Whether the server said no to this mail and goes on. */
/** Whether a reply after a chunk is certainly about its mail or the envelope, and not about the way it was sent. */
function isAboutMail(error: unknown): boolean {
  const { command, responseCode = 0 } = error as NodemailerError;
  return responseCode >= 500 || (responseCode >= 400 && responseCode !== 421 && command !== 'BDAT');
}

function isSilent({ connected, greeted }: SmtpConversation): boolean {
  return connected && !greeted;
}
