import type { AddressInfo, Server, Socket } from 'node:net';
import type { Certificate } from './certificates';

/** What a proxy does with a request; a number is the status that it refuses with. */
export type Conduct = 'connect' | 'silence' | 'reset' | 'close' | 'garbage' | number;

export interface TestProxy {
  readonly port: number;
  /** What was asked for, `host:port` each. */
  readonly asked: readonly string[];
  readonly credentials: readonly string[];
  /** What it does from now on. */
  conduct: Conduct;
  /** Connections that are open now. */
  readonly open: number;
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** The port on this computer that every request leads to, for any host: the proxy resolves the names. */
  readonly target: number;
  /** The `user:password` it requires. */
  readonly login?: string;
  readonly certificate?: Certificate;
}

/** A proxy being made: its maker records the requests. */
export interface ProxyInTheMaking extends TestProxy {
  readonly asked: string[];
  readonly credentials: string[];
  /** Resolves when it accepts connections, on loopback. */
  listen(): Promise<TestProxy>;
}

/** What every proxy has, for any protocol. */
export function testProxy(server: Server): ProxyInTheMaking {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  let port = 0;
  return {
    get port() {
      return port;
    },
    asked: [],
    credentials: [],
    conduct: 'connect',
    get open() {
      return sockets.size;
    },
    async listen() {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
      return this;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
