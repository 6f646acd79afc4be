import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { tlsCause } from './tlsCause';

/**
 * Whether a server answers a TLS handshake, when it had nothing to say in plain. Nothing is sent over the connection, and
 * a certificate that we would not trust is an answer as well. False after `patience` milliseconds, or when aborted.
 */
export function speaksTls(
  host: string,
  port: number,
  patience: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) });
    const settle = (answer: boolean): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      socket.destroy();
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
