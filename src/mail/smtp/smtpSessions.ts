import { createHmac, randomBytes } from 'node:crypto';
import type { Account, Credential } from '../../model/account/account';
import type { Proxy } from '../../model/account/proxy';
import type { Clock } from '../../model/clock';
import { type Log, silentLog } from '../../model/log';
import { loaded } from '../../model/partLoading';
import { unlessAborted } from '../../system/within';
import type { Attempt } from '../transport/transport';
import { AttemptReport } from './attemptReport';
import { chunking } from './chunkingConnection';
import { RestingSessions } from './restingSessions';
import { SmtpSession, type SmtpSessionParts } from './smtpSession';
import type { Timeouts } from './smtpOptions';
import { TlsSessions } from './tlsSessions';

export interface SmtpSessionsParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ca: readonly string[];
  readonly timeouts: Timeouts;
  /** Milliseconds that a session waits for the next mail; 0 ends it after each mail. */
  readonly idle: number;
}

type Wanted = Pick<Attempt, 'account' | 'credential' | 'proxy' | 'signal' | 'fresh'>;

/** Opens sessions, keeps them for the next mail of the same account, and opens them ahead of a mail. */
export class SmtpSessions {
  private readonly resting: RestingSessions;
  private readonly tlsSessions: TlsSessions;
  /** Sessions that are being opened ahead of a mail. */
  private readonly coming = new Map<string, Promise<void>>();
  /** Keys for which that failed: only a mail tries again, since repeated bad sign-ins lock accounts. */
  private readonly failed = new Set<string>();
  private Connection: SmtpSessionParts['Connection'] | undefined;
  private readonly frugal = new Set<string>();
  private readonly pepper = randomBytes(16);
  /** The last key of each account: every mail needs it. */
  private readonly keys = new WeakMap<Account, Pick<Wanted, 'credential' | 'proxy'> & { readonly key: string }>();
  private isDisposed = false;

  constructor(private readonly parts: SmtpSessionsParts) {
    this.resting = new RestingSessions(parts.clock);
    this.tlsSessions = new TlsSessions(parts.clock, parts.ca);
  }

  /** A session for a mail: a waiting one, or a new one that is not opened yet. */
  async of(wanted: Wanted, report: AttemptReport): Promise<SmtpSession> {
    if (wanted.fresh !== true) {
      const key = this.keyOf(wanted);
      const coming = this.coming.get(key);
      if (coming !== undefined) await settledOrAborted(coming, wanted.signal);
      const found = this.resting.take(key);
      found?.goOn(report);
      if (found !== undefined) return found;
    }
    return this.fresh(wanted, report);
  }

  async fresh(
    { account, proxy, fresh = false }: Pick<Wanted, 'account' | 'proxy' | 'fresh'>,
    report: AttemptReport,
  ): Promise<SmtpSession> {
    const { default: Base } = await loaded(() => import('nodemailer/lib/smtp-connection'));
    const { clock, timeouts, ca } = this.parts;
    const { tlsSessions, frugal } = this;
    const own = { account, proxy, Connection: (this.Connection ??= chunking(Base)), fullHandshake: fresh };
    return new SmtpSession({ ...own, clock, timeouts, ca, tlsSessions, frugal }, report);
  }

  /** A session was unusable: its TLS session is not resumed next time. */
  discard(session: SmtpSession, { account, proxy }: Wanted): void {
    session.close();
    this.tlsSessions.forget(account, proxy);
  }

  /** A mail is done. The session waits for the next one, if another may follow. */
  release(session: SmtpSession, wanted: Wanted): void {
    const { idle } = this.parts;
    if (wanted.fresh === true || this.isDisposed || idle <= 0 || !session.isReady) session.leave();
    else this.resting.keep(this.keyOf(wanted), session, idle);
  }

  /** Opens a session ahead of a mail and keeps it for `keepMs` milliseconds. Never rejects. */
  async open(
    account: Account,
    credential: Credential | undefined,
    keepMs = this.parts.idle,
    proxy?: Proxy,
  ): Promise<void> {
    const wanted = { account, credential, proxy };
    const key = this.keyOf(wanted);
    if (this.isDisposed || keepMs <= 0 || this.failed.has(key)) return;
    const underWay = this.coming.get(key);
    if (underWay !== undefined) return underWay;
    if (this.resting.prolong(key, keepMs)) return;
    const coming = this.openAhead(key, wanted, keepMs).finally(() => this.coming.delete(key));
    this.coming.set(key, coming);
    return coming;
  }

  /** A mail was sent: sessions may be opened ahead again. */
  succeeded(wanted: Wanted): void {
    this.failed.delete(this.keyOf(wanted));
  }

  /** Sends QUIT to every server. A mail that is being sent goes on, and its session ends afterwards. */
  dispose(): void {
    this.isDisposed = true;
    this.resting.dispose();
  }

  private async openAhead(key: string, wanted: Wanted, keepMs: number): Promise<void> {
    const { account, credential } = wanted;
    const report = new AttemptReport(wanted, this.parts.clock, silentLog);
    const session = await this.fresh(wanted, report);
    try {
      await session.open(account.authentication ? credential : undefined, undefined);
      if (this.isDisposed) session.leave();
      else this.resting.keep(key, session, keepMs);
    } catch {
      this.failed.add(key);
      session.leave();
      this.parts.log.debug(`no connection to ${account.host}:${String(account.port)} ahead of a mail`);
    }
  }

  /** Equal for the same server, proxy, user name, password and sign-in method; reveals nothing of the password. */
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

/** Resolves when the work is over or the signal is aborted; the caller looks at what is there then. */
async function settledOrAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  await (signal === undefined ? work : unlessAborted(work, signal).catch(() => undefined));
}
