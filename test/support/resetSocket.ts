import type { Socket } from 'node:net';

/**
 * Ends a connection as a crash or a firewall does. One whose end is being said already is only closed: there libuv refuses
 * to reset (EINVAL), and Node then waits for ever, at full speed, for that socket as its process ends.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
