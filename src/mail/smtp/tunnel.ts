import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { proxyName, type Proxy } from '../model/proxy';
import type { Step } from '../model/step';
import { Refusal } from './classify';
import { coded } from './connection';
import { askSocks } from './socksProxy';

/** Where a tunnel leads, and through what. */
export interface Way {
  readonly proxy: Proxy;
  /** A name goes to the proxy as it is: nothing is looked up here but the proxy itself. */
  readonly host: string;
  readonly port: number;
  /** For a proxy that is itself reached over TLS. */
  readonly context: SecureContext;
  /** Milliseconds for all of it. */
  readonly patience: number;
  readonly signal: AbortSignal | undefined;
  /** Hears the IP address of the proxy once it is connected. */
  readonly onReached?: (address: string) => void;
}

/** The most bytes that a proxy may say before its answer is over. */
const longestAnswer = 65_536;

/**
 * A connection to a server through a proxy, as if it were a direct one. Throws a Refusal that says what the proxy did, or
 * an error with the code EABORT. Not by node:http: the editor changes that one, and would ask the proxy for the proxy.
 */
export async function openTunnel(way: Way): Promise<Socket> {
  const { proxy, patience, signal, onReached } = way;
  if (signal?.aborted === true) throw coded('Aborted', 'EABORT');
  const socket = dial(way);
  let stop = (): void => undefined;
  const cut = new Promise<never>((_resolve, reject) => {
    const fail = (code: string, step: Step = 'connect'): void =>
      reject(new Refusal('proxyUnreachable', step, code, proxyName(proxy)));
    const broken = ({ code = 'EPROXY', syscall }: NodeJS.ErrnoException): void =>
      fail(code, syscall === 'getaddrinfo' ? 'resolve' : 'connect');
    const closed = (): void => fail('ECONNRESET');
    const abort = (): void => reject(coded('Aborted', 'EABORT'));
    const timer = setTimeout(() => fail('ETIMEDOUT'), patience);
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
  // nodemailer's own sockets send at once, too.
  const socket =
    kind === 'https' ? connectTls({ host, port, secureContext: context }) : connect({ host, port, noDelay: true });
  return socket;
}

function connected(socket: Socket, { kind }: Proxy): Promise<void> {
  return new Promise((resolve) => socket.once(kind === 'https' ? 'secureConnect' : 'connect', () => resolve()));
}

/** Asks by HTTP CONNECT (RFC 9110 section 9.3.6), with Basic authentication (RFC 7617) where there is a user. */
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
  const refuse = (cause: 'proxyRefused' | 'proxyFailed', code: string): Refusal =>
    new Refusal(cause, 'connect', code, proxyName(proxy), `${status} ${words}`.trim());
  if (status === '407' || status === '401') throw refuse('proxyRefused', 'EPROXYAUTH');
  if (/^(?:408|429|5\d\d)$/.test(status)) throw refuse('proxyFailed', 'EPROXY');
  throw refuse('proxyRefused', status === '' ? 'EPROTO' : 'EPROXY');
}

/** The answer of a proxy up to its empty line. What follows is the server's and is left in the socket. */
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
