import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface DelayProxy {
  readonly port: number;
  stop(): void;
}

/**
 * A way to a server on this computer that takes as long as if that were far away. Every packet comes half a round trip
 * later. The TCP handshake happens at once here, so its round trip is added where it would have been: the first bytes
 * wait for one more, and the server is called one and a half round trips after the client has begun.
 * @param roundTrip milliseconds
 */
export function startDelayProxy(target: number, roundTrip: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const begun = performance.now();
    const upstreamAt = begun + 1.5 * roundTrip;
    const late = lane();
    const back = lane();
    const toServer: Buffer[] = [];
    let upstream: Socket | undefined;
    late(upstreamAt, () => {
      upstream = connect(target, '127.0.0.1');
      follow(upstream);
      upstream.setNoDelay(true);
      for (const bytes of toServer.splice(0)) upstream.write(bytes);
      upstream.on('data', (bytes) => back(performance.now() + roundTrip / 2, () => client.write(bytes)));
      upstream.on('end', () => back(performance.now() + roundTrip / 2, () => client.end()));
    });
    follow(client);
    client.setNoDelay(true);
    client.on('data', (bytes) =>
      late(Math.max(performance.now() + roundTrip / 2, upstreamAt), () =>
        upstream === undefined ? toServer.push(bytes) : upstream.write(bytes),
      ),
    );
    client.on('end', () => late(Math.max(performance.now() + roundTrip / 2, upstreamAt), () => upstream?.end()));
  });
  const follow = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        stop: () => {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      }),
    ),
  );
}

/** Does things at their time, in milliseconds of `performance.now()`, each after the one before. */
function lane(): (at: number, work: () => void) => void {
  const waiting: { readonly at: number; readonly work: () => void }[] = [];
  const next = (): void => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const left = first.at - performance.now();
      if (left > 0.2) {
        // Timers come up to a millisecond late.
        if (left < 1.2) setImmediate(next);
        else setTimeout(next, left - 1);
        return;
      }
      waiting.shift();
      first.work();
    }
  };
  return (at, work) => {
    waiting.push({ at, work });
    if (waiting.length === 1) next();
  };
}
