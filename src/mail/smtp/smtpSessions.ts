import { createHmac, randomBytes } from 'node:crypto';
import type { Account, Credential } from '../model/account';
import type { Clock } from '../model/clock';
import { silentLog, type Log } from '../model/log';
import type { Proxy } from '../model/proxy';
import { chunking } from './chunkingConnection';
import { Report } from './report';
import { RestingSessions } from './restingSessions';
import { Session, type SessionParts } from './session';
import type { Timeouts } from './smtpOptions';
import { TlsSessions } from './tlsSessions';
import type { Attempt } from './transport';

export interface SessionsParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ca: readonly string[];
  readonly timeouts: Timeouts;
  /** Milliseconds for which a session waits for the next mail; 0 ends it after each. */
  readonly idle: number;
}

type Wanted = Pick<Attempt, 'account' | 'credential' | 'proxy' | 'signal' | 'fresh'>;

/** Opens sessions, keeps them for the next mail of the same account, and opens them ahead of a mail. */
export class Sessions {
  private readonly resting: RestingSessions;
  private readonly tlsSessions: TlsSessions;
  /** Those that are being opened ahead. */
  private readonly coming = new Map<string, Promise<void>>();
  /** Where that failed: another try is left to a mail, since repeated bad sign-ins lock accounts. */
  private readonly failed = new Set<string>();
  private Connection: SessionParts['Connection'] | undefined;
  private readonly chunkless = new Set<string>();
  private readonly pepper = randomBytes(16);
  /** The last key of each account: one mail after the other asks for it. */
  private readonly keys = new WeakMap<Account, Pick<Wanted, 'credential' | 'proxy'> & { readonly key: string }>();
  private isDisposed = false;

  constructor(private readonly parts: SessionsParts) {
    this.resting = new RestingSessions(parts.clock);
    this.tlsSessions = new TlsSessions(parts.clock, parts.ca);
  }

  /** A session for a mail: one that waits for it, or a new one, which is still to be opened. */
  async of(wanted: Wanted, report: Report): Promise<Session> {
    if (wanted.fresh !== true) {
      const key = this.keyOf(wanted);
      const coming = this.coming.get(key);
      if (coming !== undefined) await orAborted(coming, wanted.signal);
      const found = this.resting.take(key);
      found?.goOn(report);
      if (found !== undefined) return found;
    }
    return this.fresh(wanted, report);
  }

  async fresh(
    { account, proxy, fresh = false }: Pick<Wanted, 'account' | 'proxy' | 'fresh'>,
    report: Report,
  ): Promise<Session> {
    const { default: Base } = await import('nodemailer/lib/smtp-connection');
    const { clock, timeouts, ca } = this.parts;
    const { tlsSessions, chunkless } = this;
    const own = { account, proxy, Connection: (this.Connection ??= chunking(Base)), fullHandshake: fresh };
    return new Session({ ...own, clock, timeouts, ca, tlsSessions, chunkless }, report);
  }

  /** A session turned out to be of no use: whatever it stood on is not to be trusted the next time. */
  discard(session: Session, { account, proxy }: Wanted): void {
    session.close();
    this.tlsSessions.forget(account, proxy);
  }

  /** A mail is over. The session waits for the next one, where that may follow. */
  release(session: Session, wanted: Wanted): void {
    const { idle } = this.parts;
    if (wanted.fresh === true || this.isDisposed || idle <= 0 || !session.isReady) session.leave();
    else this.resting.keep(this.keyOf(wanted), session, idle);
  }

  /** Opens a session ahead of a mail and keeps it for `patience` milliseconds. Never rejects. */
  async open(
    account: Account,
    credential: Credential | undefined,
    patience = this.parts.idle,
    proxy?: Proxy,
  ): Promise<void> {
    const wanted = { account, credential, proxy };
    const key = this.keyOf(wanted);
    if (this.isDisposed || patience <= 0 || this.failed.has(key)) return;
    const underWay = this.coming.get(key);
    if (underWay !== undefined) return underWay;
    if (this.resting.prolong(key, patience)) return;
    const coming = this.openAhead(key, wanted, patience).finally(() => this.coming.delete(key));
    this.coming.set(key, coming);
    return coming;
  }

  /** A mail went through: what stood in the way of opening ahead is over. */
  succeeded(wanted: Wanted): void {
    this.failed.delete(this.keyOf(wanted));
  }

  /** Takes leave of every server. What is being sent goes on, and its session ends after it. */
  dispose(): void {
    this.isDisposed = true;
    this.resting.dispose();
  }

  private async openAhead(key: string, wanted: Wanted, patience: number): Promise<void> {
    const { account, credential } = wanted;
    const report = new Report(wanted, this.parts.clock, silentLog);
    const session = await this.fresh(wanted, report);
    try {
      await session.open(account.authentication ? credential : undefined, undefined);
      if (this.isDisposed) session.leave();
      else this.resting.keep(key, session, patience);
    } catch {
      this.failed.add(key);
      session.leave();
      this.parts.log.debug(`no connection to ${account.host}:${String(account.port)} ahead of a mail`);
    }
  }

  /** The same for the same server, way there, user, password and way of signing in; tells nothing of a password. */
  private keyOf(wanted: Wanted): string {
    const { account, credential, proxy } = wanted;
    const known = this.keys.get(account);
    if (known !== undefined && known.credential === credential && known.proxy === proxy) return known.key;
    const key = this.newKeyOf(wanted);
    this.keys.set(account, { credential, proxy, key });
    return key;
  }

  private newKeyOf({ account, credential, proxy }: Wanted): string {
    const { host, port, security, certificate, authentication, username, ehloDomain, authMethod } = account;
    const secret = authentication ? [username, credential?.password, authMethod] : [];
    const parts = [
      host.toLowerCase(),
      port,
      security,
      certificate,
      ehloDomain,
      authentication,
      ...secret,
      ...(proxy === undefined ? [] : [proxy]),
    ];
    return createHmac('sha256', this.pepper).update(JSON.stringify(parts)).digest('base64');
  }
}

/** Resolves when the work is over or the signal aborts; what then stands is to be looked at. */
async function orAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  let abort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => (abort = resolve));
  signal.addEventListener('abort', abort, { once: true });
  if (!signal.aborted) await Promise.race([work, aborted]);
  signal.removeEventListener('abort', abort);
}
