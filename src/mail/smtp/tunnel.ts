import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { type Proxy, proxyName } from '../../model/account/proxy';
import type { Step } from '../../model/failure/attempt';
import { loaded } from '../../model/partLoading';
import { SendRefusal } from './classify';
import { coded } from './connection';

interface Target {
  readonly proxy: Proxy;
  readonly host: string;
  readonly port: number;
}

/** Longer than any caller waits: the caller's timeout counts, not the library's. */
const endless = 2 ** 31 - 1;

/**
 * Asks a SOCKS proxy for a connection, over a socket connected to it (RFC 1928, with user name and password RFC 1929;
 * version 4 with names, which is 4a). The proxy looks up the name of the server. Throws a SendRefusal.
 */
export async function askSocks(socket: Socket, { proxy, host, port }: Target): Promise<void> {
  const { SocksClient } = await loaded(() => import('socks'));
  const { username: userId, password } = proxy;
  const type = proxy.kind === 'socks4' ? 4 : 5;
  const isKnown = userId !== '' || password !== '';
  try {
    await SocksClient.createConnection({
      command: 'connect',
      destination: { host, port },
      proxy: { host: proxy.host, port: proxy.port, type, ...(isKnown ? { userId, password } : {}) },
      existing_socket: socket,
      timeout: endless,
    });
  } catch (error) {
    // The library's error contains the password: only its message is used.
    throw refusal(error instanceof Error ? error.message : '', proxy);
  }
  await keepEarlyBytes(socket);
}

/**
 * The library emits bytes that came with the answer one turn later and lets the socket flow, with or without listeners.
 */
async function keepEarlyBytes(socket: Socket): Promise<void> {
  const early: Buffer[] = [];
  const keep = (bytes: Buffer): void => void early.push(bytes);
  socket.on('data', keep);
  await new Promise((resolve) => setImmediate(resolve));
  socket.pause();
  socket.off('data', keep);
  if (early.length > 0) socket.unshift(Buffer.concat(early));
}

/** Classifies a message of the library (`ERRORS` and `Socks5Response` in its constants.js). */
function refusal(words: string, proxy: Proxy): SendRefusal {
  const name = proxyName(proxy);
  if (/socket closed|timed out/i.test(words)) return new SendRefusal('proxyUnreachable', 'connect', 'ECONNRESET', name);
  if (/authentication/i.test(words)) return new SendRefusal('proxyRefused', 'connect', 'EPROXYAUTH', name);
  const [, reason = ''] = /rejected connection - \(?(\w+)/i.exec(words) ?? [];
  if (
    /^(?:Failure|NetworkUnreachable|HostUnreachable|ConnectionRefused|TTLExpired)$/.test(reason) ||
    (proxy.kind === 'socks4' && reason === 'Failed')
  )
    return new SendRefusal('proxyFailed', 'connect', 'EPROXY', name, reason);
  return new SendRefusal('proxyRefused', 'connect', reason === '' ? 'EPROTO' : 'EPROXY', name, reason);
}

/** The target of a tunnel and the proxy it goes through. */
export interface Way {
  readonly proxy: Proxy;
  /** A name is passed to the proxy: only the proxy itself is looked up here. */
  readonly host: string;
  readonly port: number;
  /** For a proxy that is reached over TLS. */
  readonly context: SecureContext;
  /** Milliseconds for all of it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Called with the IP address of the proxy once it is connected. */
  readonly onReached?: (address: string) => void;
}

/** Maximum bytes of a proxy's answer. */
const longestAnswer = 65_536;

/**
 * A connection to a server through a proxy, used like a direct one. Throws a SendRefusal that says what the proxy did,
 * or an error with the code EABORT. Does not use node:http: the editor patches it, and would ask the proxy for the
 * proxy.
 */
export async function openTunnel(way: Way): Promise<Socket> {
  const { proxy, timeoutMs, signal, onReached } = way;
  if (signal?.aborted === true) throw coded('Aborted', 'EABORT');
  const socket = dial(way);
  let stop = (): void => undefined;
  const cut = new Promise<never>((_resolve, reject) => {
    const fail = (code: string, step: Step = 'connect'): void =>
      reject(new SendRefusal('proxyUnreachable', step, code, proxyName(proxy)));
    const broken = ({ code = 'EPROXY', syscall }: NodeJS.ErrnoException): void =>
      fail(code, syscall === 'getaddrinfo' ? 'resolve' : 'connect');
    const closed = (): void => fail('ECONNRESET');
    const abort = (): void => reject(coded('Aborted', 'EABORT'));
    const timer = setTimeout(() => fail('ETIMEDOUT'), timeoutMs);
    socket.on('error', broken);
    socket.once('close', closed);
    signal?.addEventListener('abort', abort, { once: true });
    stop = () => {
      clearTimeout(timer);
      socket.off('error', broken);
      socket.off('close', closed);
      signal?.removeEventListener('abort', abort);
    };
  });
  try {
    await Promise.race([connected(socket, proxy), cut]);
    onReached?.(socket.remoteAddress ?? '');
    const answered = proxy.kind.startsWith('socks') ? askSocks(socket, way) : askHttp(socket, way);
    await Promise.race([answered, cut]);
    return socket;
  } catch (error) {
    // What is left of it has nothing to say any more.
    socket.on('error', () => undefined);
    socket.destroy();
    throw error;
  } finally {
    stop();
  }
}

function dial({ proxy: { kind, host, port }, context }: Way): Socket {
  // nodemailer's own sockets have no delay either.
  return kind === 'https'
    ? connectTls({ host, port, secureContext: context, rejectUnauthorized: true })
    : connect({ host, port, noDelay: true });
}

function connected(socket: Socket, { kind }: Proxy): Promise<void> {
  return new Promise((resolve) => socket.once(kind === 'https' ? 'secureConnect' : 'connect', () => resolve()));
}

/** Asks by HTTP CONNECT (RFC 9110 section 9.3.6), with Basic authentication (RFC 7617) if there is a user name. */
async function askHttp(socket: Socket, { proxy, host, port }: Way): Promise<void> {
  const target = `${isIPv6(host) ? `[${host}]` : host}:${String(port)}`;
  const { username, password } = proxy;
  const secret = Buffer.from(`${username}:${password}`).toString('base64');
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`];
  if (username !== '' || password !== '') lines.push(`Proxy-Authorization: Basic ${secret}`);
  const answered = head(socket);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [, status = '', words = ''] = /^HTTP\/1\.\d (\d{3})(?: ([^\r\n]*))?/.exec(await answered) ?? [];
  if (status.startsWith('2')) return;
  const refuse = (cause: 'proxyRefused' | 'proxyFailed', code: string): SendRefusal =>
    new SendRefusal(cause, 'connect', code, proxyName(proxy), `${status} ${words}`.trim());
  if (status === '407' || status === '401') throw refuse('proxyRefused', 'EPROXYAUTH');
  if (/^(?:408|429|5\d\d)$/.test(status)) throw refuse('proxyFailed', 'EPROXY');
  throw refuse('proxyRefused', status === '' ? 'EPROTO' : 'EPROXY');
}

/** The answer of a proxy up to its empty line. What follows comes from the server and stays in the socket. */
function head(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0);
    const hear = (bytes: Buffer): void => {
      heard = Buffer.concat([heard, bytes]);
      const end = heard.indexOf('\r\n\r\n');
      const isOther = heard.length >= 5 && heard.toString('latin1', 0, 5) !== 'HTTP/';
      if (end < 0 && !isOther && heard.length <= longestAnswer) return;
      socket.off('data', hear);
      socket.pause();
      if (end >= 0 && heard.length > end + 4) socket.unshift(heard.subarray(end + 4));
      resolve(isOther || end < 0 ? '' : heard.toString('latin1', 0, end));
    };
    socket.on('data', hear);
  });
}
