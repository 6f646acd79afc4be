import { connect } from 'node:net';

/** Whether a port takes a connection; it is closed again at once, and nothing is said. Never rejects. */
export function isOpen(address: string, port: number, patience: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const settle = (answer: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(answer);
    };
    const giveUp = (): void => settle(false);
    const timer = setTimeout(giveUp, patience);
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('connect', () => settle(true));
    socket.on('error', giveUp);
    if (signal.aborted) giveUp();
  });
}
