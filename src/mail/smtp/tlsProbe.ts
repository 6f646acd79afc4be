import { isIP } from 'node:net';
import { connect, createSecureContext } from 'node:tls';
import type { Account } from '../model/account';
import type { Proxy } from '../model/proxy';
import { tlsCause } from './tlsCause';
import { openTunnel } from './tunnel';

interface Probe {
  readonly account: Pick<Account, 'host' | 'port'>;
  readonly proxy: Proxy | undefined;
  /** Milliseconds; through a proxy once for the way and once for the handshake. */
  readonly patience: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Whether a server answers a TLS handshake, when it had nothing to say in plain. Nothing is sent over the connection, and
 * a certificate that we would not trust is an answer as well. False after `patience` milliseconds, or when aborted.
 */
export async function speaksTls({ account: { host, port }, proxy, patience, signal }: Probe): Promise<boolean> {
  const way = { host, port, patience, signal };
  const tunnel = proxy && (await openTunnel({ ...way, proxy, context: createSecureContext() }).catch(() => null));
  if (tunnel === null) return false;
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port, ...name, ...(tunnel === undefined ? {} : { socket: tunnel }) });
    const settle = (answer: boolean): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      socket.destroy();
      tunnel?.destroy();
      resolve(answer);
    };
    const giveUp = (): void => settle(false);
    const timer = setTimeout(giveUp, patience);
    signal?.addEventListener('abort', giveUp, { once: true });
    socket.once('secureConnect', () => settle(true));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      settle(tlsCause(error.code ?? '', '')?.startsWith('certificate') ?? false),
    );
    socket.once('close', giveUp);
  });
}
