import tls, { type SecureContext, type TLSSocket } from 'node:tls';
import type { Account } from '../../model/account/account';
import { type Proxy, proxyName } from '../../model/account/proxy';
import type { Clock } from '../../model/clock';
import { leastTls, trustFor } from './smtpOptions';

/**
 * Milliseconds after which the certificate is checked again, even if the server allows a session to be resumed longer.
 */
const longest = 3_600_000;

interface Kept {
  readonly session: Buffer;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * TLS sessions (RFC 8446 section 2.2, RFC 5077), which save the next connection a full handshake. In memory only. Each
 * began with a certificate that was checked against the certificates that this object trusts, and is offered to the
 * same host and port only, through the same proxy, if any.
 */
export class TlsSessions {
  private readonly kept = new Map<string, Kept>();
  private readonly contexts = new Map<string, SecureContext>();

  /** @param ca PEM certificates to trust in addition to those of this computer */
  constructor(
    private readonly clock: Clock,
    private readonly ca: readonly string[],
  ) {}

  /** Made once: reading some hundred certificates takes longer than the rest of a connection. */
  contextFor(account: Account): SecureContext {
    const { certificate } = account;
    const made = this.contexts.get(certificate);
    if (made !== undefined) return made;
    const context = tls.createSecureContext({ minVersion: leastTls, ...trustFor(account, this.ca) });
    this.contexts.set(certificate, context);
    return context;
  }

  of(account: Account, proxy?: Proxy): Buffer | undefined {
    const key = keyOf(account, proxy);
    const kept = this.kept.get(key);
    if (kept === undefined || kept.until > this.clock.now()) return kept?.session;
    this.kept.delete(key);
    return undefined;
  }

  /** Keeps the session that a server sends: with TLS 1.3 after the handshake, with TLS 1.2 during it. */
  watch(account: Account, socket: TLSSocket, proxy?: Proxy): void {
    const key = keyOf(account, proxy);
    let early: Buffer | undefined;
    socket.on('session', (session: Buffer) => {
      if (socket.authorized) this.keep(key, socket, session);
      else early = session;
    });
    socket.once('secureConnect', () => {
      if (early !== undefined && socket.authorized) this.keep(key, socket, early);
    });
  }

  forget(account: Account, proxy?: Proxy): void {
    this.kept.delete(keyOf(account, proxy));
  }

  private keep(key: string, socket: TLSSocket, session: Buffer): void {
    // A resumed session is as old as its first one: only a full handshake shows the certificate.
    const before = socket.isSessionReused() ? this.kept.get(key)?.until : undefined;
    const expiry = socket.isSessionReused() ? Number.NaN : Date.parse(socket.getPeerCertificate().valid_to);
    const until = before ?? Math.min(this.clock.now() + longest, Number.isNaN(expiry) ? Infinity : expiry);
    this.kept.set(key, { session, until });
  }
}

/** nodemailer uses the host as the server name, too. */
function keyOf({ host, port, certificate }: Account, proxy: Proxy | undefined): string {
  const way = proxy === undefined ? '' : ` ${proxy.kind} ${proxyName(proxy)}`;
  return `${host.toLowerCase()}:${String(port)}${way} ${certificate}`;
}
