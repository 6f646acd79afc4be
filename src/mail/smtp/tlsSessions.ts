import tls, { type SecureContext, type TLSSocket } from 'node:tls';
import type { Account } from '../model/account';
import type { Clock } from '../model/clock';
import { proxyName, type Proxy } from '../model/proxy';
import { leastTls, trustFor } from './smtpOptions';

/** However long a server would let it be resumed: the certificate is looked at again after this many milliseconds. */
const longest = 3_600_000;

interface Kept {
  readonly session: Buffer;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * The TLS sessions of servers (RFC 8446 section 2.2, RFC 5077), by which the next connection is protected without another
 * full handshake. In memory only. Each was begun with a certificate that was checked against the certificates that this
 * object trusts, and is offered to the same host and port only, through the same proxy if through any.
 */
export class TlsSessions {
  private readonly kept = new Map<string, Kept>();
  private readonly contexts = new Map<string, SecureContext>();

  /** @param ca certificates to trust beside those of this computer, PEM */
  constructor(
    private readonly clock: Clock,
    private readonly ca: readonly string[],
  ) {}

  /** Made once: to read some hundred certificates takes longer than all the rest of a connection. */
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

  /** Keeps what a server gives: with TLS 1.3 that comes after the handshake, with TLS 1.2 within it. */
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
    // A session that goes on from another one is no newer than that one: only a full handshake shows the certificate.
    const before = socket.isSessionReused() ? this.kept.get(key)?.until : undefined;
    const expiry = socket.isSessionReused() ? Number.NaN : Date.parse(socket.getPeerCertificate().valid_to);
    const until = before ?? Math.min(this.clock.now() + longest, Number.isNaN(expiry) ? Infinity : expiry);
    this.kept.set(key, { session, until });
  }
}

/** nodemailer takes the host for the server's name as well. */
function keyOf({ host, port, certificate }: Account, proxy: Proxy | undefined): string {
  const way = proxy === undefined ? '' : ` ${proxy.kind} ${proxyName(proxy)}`;
  return `${host.toLowerCase()}:${String(port)}${way} ${certificate}`;
}
