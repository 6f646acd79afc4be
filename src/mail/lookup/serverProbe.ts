import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Capabilities, noCapabilities, readCapabilities } from '../../model/lookup/capabilities';
import type { CertificateTrouble, Probed, ProbeTrouble, ServerPlace, TlsFacts } from '../../model/lookup/serverFacts';
import { oneLine } from '../../model/oneLine';
import { certificateNames, tlsCause } from '../smtp/classify';
import { coded } from '../smtp/connection';
import { leastTls, neutralName, type Trust, trustedCertificates } from '../smtp/smtpOptions';
import { ReplyReader, type ServerReply } from './replyReader';

export interface ProbeTerms {
  /** The EHLO name. */
  readonly name?: string;
  /** PEM certificates to trust in addition to those of this computer. */
  readonly ca?: readonly string[];
  /** What certificates are checked against instead, if an account says so. */
  readonly trust?: Trust;
  /** Milliseconds for the whole probe. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks a server at one address for its capabilities: connection, TLS, EHLO, QUIT. Sends no user name, password or mail
 * address, so an untrusted certificate is reported, not refused. Never rejects.
 */
export async function probe(place: ServerPlace, address: string, terms: ProbeTerms): Promise<Probed> {
  const { timeoutMs, signal, name = neutralName, ca = [], trust = { ca: [...trustedCertificates(), ...ca] } } = terms;
  const late = AbortSignal.timeout(timeoutMs);
  const ending = AbortSignal.any([signal, late]);
  const open = new Set<Socket>();
  const end = (): void => open.forEach((socket) => socket.destroy(coded('Ended', 'EABORT')));
  ending.addEventListener('abort', end, { once: true });
  try {
    ending.throwIfAborted();
    const begun = performance.now();
    const plain = await connected(address, place.port, open);
    const connectTime = Math.round(performance.now() - begun);
    let socket: Socket = plain;
    let tls: TlsFacts | undefined;
    const protect = async (): Promise<void> => {
      const secured = await protectedSocket(plain, place.host, trust, open);
      tls = tlsFacts(secured);
      socket = secured;
    };
    if (place.security === 'implicitTls') await protect();
    let reader = new ReplyReader(socket, place.host);
    expect(await reader.next(), 220);
    let capabilities = await hello(reader, name);
    if (place.security === 'startTls') {
      if (!capabilities.keywords.includes('STARTTLS')) return { ok: false, trouble: 'noStartTls', detail: '' };
      expect(await reader.ask('STARTTLS'), 220);
      reader.release();
      await protect();
      reader = new ReplyReader(socket, place.host);
      capabilities = await hello(reader, name);
    }
    await reader.ask('QUIT').catch(() => undefined);
    return { ok: true, facts: { address, connectTime, tls, capabilities } };
  } catch (error) {
    if (signal.aborted) return { ok: false, trouble: 'cancelled', detail: '' };
    if (late.aborted) return { ok: false, trouble: 'timedOut', detail: '' };
    return { ok: false, ...troubleOf(error) };
  } finally {
    ending.removeEventListener('abort', end);
    for (const socket of open) socket.destroy();
  }
}

function connected(address: string, port: number, open: Set<Socket>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    open.add(socket);
    // The reader listens, too; an error after the end does not matter.
    socket.on('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

function protectedSocket(socket: Socket, host: string, trust: Trust, open: Set<Socket>): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connectTls({
      socket,
      host,
      minVersion: leastTls,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...trust,
      // The certificate is checked all the same: `authorizationError` has the result. Nothing confidential is sent.
      rejectUnauthorized: false,
    });
    open.add(secured);
    secured.on('error', reject);
    secured.once('close', () => reject(coded('The connection ended', 'ECONNECTION')));
    secured.once('secureConnect', () => resolve(secured));
  });
}

function tlsFacts(socket: TLSSocket): TlsFacts {
  const certificate = socket.getPeerCertificate();
  const { O: organization, CN: name } = (certificate as Partial<typeof certificate>).issuer ?? {};
  return {
    version: socket.getProtocol() ?? '',
    names: certificateNames({ cert: certificate }),
    issuer: oneLine([name, organization].filter((part) => part !== undefined).join(', '), 100),
    until: Date.parse(certificate.valid_to),
    trouble: socket.authorized ? '' : certificateTrouble(socket.authorizationError),
  };
}

function certificateTrouble(error: unknown): CertificateTrouble {
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
  const cause = tlsCause(code, '');
  return cause === 'certificateExpired' || cause === 'certificateName' ? cause : 'certificateUntrusted';
}

async function hello(reader: ReplyReader, name: string): Promise<Capabilities> {
  const reply = await reader.ask(`EHLO ${name}`);
  if (reply.code === 250) return readCapabilities(reply.lines);
  expect(await reader.ask(`HELO ${name}`), 250);
  return noCapabilities;
}

function expect({ code, lines }: ServerReply, wanted: number): void {
  if (code !== wanted) throw coded(oneLine(`${String(code)} ${lines.join(' ')}`, 200), 'EPROTOCOL');
}

function troubleOf(error: unknown): { trouble: ProbeTrouble; detail: string } {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return { trouble: trouble(code, message), detail: code === 'EPROTOCOL' ? message : code };
}

function trouble(code: string, message: string): ProbeTrouble {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ETIMEDOUT':
      return 'timedOut';
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EACCES':
    case 'EPERM':
      return 'unreachable';
    case 'EPROTOCOL':
      return 'notSmtp';
  }
  const cause = tlsCause(code, message);
  if (cause === 'needsStartTls') return 'notTls';
  if (cause === 'tlsTooOld') return cause;
  return cause !== undefined || /^(?:ERR_SSL_|EPROTO$)/.test(code) ? 'tlsFailed' : 'lost';
}
