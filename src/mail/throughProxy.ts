import type { Socket } from 'node:net';
import { connect, type ConnectionOptions, type SecureContext } from 'node:tls';
import type { Account } from '../model/account';
import { proxyName, type Proxy } from '../model/proxy';
import { coded } from './connection';
import type { Dialogue } from './dialogue';
import { openTunnel } from './tunnel';

interface Detour {
  readonly proxy: Proxy;
  readonly account: Account;
  readonly dialogue: Dialogue;
  readonly context: SecureContext;
  /** What a direct connection would be protected with. */
  readonly tls: ConnectionOptions;
  /** Milliseconds for the tunnel, and once more for the handshake. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/** A socket to the account's server through a proxy; protected already where that is from the first byte on. */
export async function socketThroughProxy(detour: Detour): Promise<Socket> {
  const { proxy, account, dialogue } = detour;
  const { host, port, security } = account;
  const name = proxyName(proxy);
  const onReached = (address: string): void => dialogue.proxyReached(name, address);
  const tunnel = await openTunnel({ ...detour, host, port, onReached });
  dialogue.tunnelled(name);
  return security === 'implicitTls' ? protect(tunnel, detour) : tunnel;
}

/** Not by nodemailer: over a socket that it is given it keeps to itself what was wrong with a certificate. */
function protect(tunnel: Socket, { account, dialogue, tls, patience, signal }: Detour): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...tls, host: account.host, socket: tunnel });
    const fail = (error: NodeJS.ErrnoException): void => {
      stop();
      socket.destroy();
      tunnel.destroy();
      // As nodemailer names errors of sockets, whatever the system calls them.
      const { code: originalCode } = error;
      reject(error.code === 'ETIMEDOUT' ? error : Object.assign(error, { code: 'ESOCKET', originalCode }));
    };
    const timer = setTimeout(() => fail(coded('TLS handshake timed out', 'ETIMEDOUT')), patience);
    const abort = (): void => fail(coded('Aborted', 'EABORT'));
    const closed = (): void => fail(coded('The connection ended', 'ECONNRESET'));
    const stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('close', closed);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', fail);
    socket.once('close', closed);
    dialogue.handshake(socket);
    socket.once('secureConnect', () => {
      stop();
      resolve(socket);
    });
  });
}
