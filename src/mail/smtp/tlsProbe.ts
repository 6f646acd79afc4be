import { isIP } from 'node:net';
import { connect, createSecureContext } from 'node:tls';
import type { Account } from '../../model/account/account';
import type { Proxy } from '../../model/account/proxy';
import { tlsCause } from './classify';
import { directSocket } from './directSocket';
import { addressOf } from './smtpOptions';
import { openTunnel } from './tunnel';

interface Probe {
  readonly account: Pick<Account, 'host' | 'port'>;
  readonly proxy: Proxy | undefined;
  /** Milliseconds, once for the connection and once for the handshake. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Whether a server that is silent in plain text answers a TLS handshake. Nothing else is sent, and an untrusted
 * certificate or another no of TLS is an answer as well. False after `timeoutMs` or when aborted.
 */
export async function speaksTls({ account: { host, port }, proxy, timeoutMs, signal }: Probe): Promise<boolean> {
  const way = { port, timeoutMs, signal: signal ?? new AbortController().signal };
  const reached =
    proxy === undefined
      ? directSocket({ ...way, host: addressOf(host), lookupMs: timeoutMs })
      : openTunnel({ ...way, host, proxy, context: createSecureContext() });
  const plain = await reached.catch(() => undefined);
  if (plain === undefined) return false;
  return new Promise((resolve) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, ...servername, socket: plain, rejectUnauthorized: true });
    const settle = (answer: boolean): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      socket.destroy();
      plain.destroy();
      resolve(answer);
    };
    const giveUp = (): void => settle(false);
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    socket.once('secureConnect', () => settle(true));
    socket.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
      const cause = tlsCause(code, message);
      settle(cause !== undefined && cause !== 'needsStartTls');
    });
    socket.once('close', giveUp);
  });
}
