import type { Socket } from 'node:net';
import { proxyName, type Proxy } from '../model/proxy';
import { Refusal } from './classify';

interface Target {
  readonly proxy: Proxy;
  readonly host: string;
  readonly port: number;
}

/** Longer than whoever waits for the tunnel: that one's patience counts, not the library's. */
const endless = 2 ** 31 - 1;

/**
 * Asks a SOCKS proxy over a socket that is connected to it (RFC 1928, with user and password RFC 1929; version 4 with names,
 * that is 4a). The name of the server goes to the proxy, which looks it up. Throws a Refusal.
 */
export async function askSocks(socket: Socket, { proxy, host, port }: Target): Promise<void> {
  const { SocksClient } = await import('socks');
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
    // The library's error holds the password: its first words are all that is taken of it.
    throw refusal(error instanceof Error ? error.message : '', proxy);
  }
  await keepEarlyBytes(socket);
}

/** The library emits what came with the answer one turn later and lets the socket flow, whether somebody listens or not. */
async function keepEarlyBytes(socket: Socket): Promise<void> {
  const early: Buffer[] = [];
  const keep = (bytes: Buffer): void => void early.push(bytes);
  socket.on('data', keep);
  await new Promise((resolve) => setImmediate(resolve));
  socket.pause();
  socket.off('data', keep);
  if (early.length > 0) socket.unshift(Buffer.concat(early));
}

/** What the words of the library mean (`ERRORS` and `Socks5Response` in its constants.js). */
function refusal(words: string, proxy: Proxy): Refusal {
  const name = proxyName(proxy);
  if (/socket closed|timed out/i.test(words)) return new Refusal('proxyUnreachable', 'connect', 'ECONNRESET', name);
  if (/authentication/i.test(words)) return new Refusal('proxyRefused', 'connect', 'EPROXYAUTH', name);
  const [, reason = ''] = /rejected connection - \(?(\w+)/i.exec(words) ?? [];
  if (
    /^(?:Failure|NetworkUnreachable|HostUnreachable|ConnectionRefused|TTLExpired)$/.test(reason) ||
    (proxy.kind === 'socks4' && reason === 'Failed')
  )
    return new Refusal('proxyFailed', 'connect', 'EPROXY', name, reason);
  return new Refusal('proxyRefused', 'connect', reason === '' ? 'EPROTO' : 'EPROXY', name, reason);
}
