import type { Socket } from 'node:net';

/**
 * Ends a connection as a crash or a firewall does. One that is already ending is only closed: libuv refuses to reset it
 * (EINVAL), and Node then spins on that socket for ever as its process ends.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
