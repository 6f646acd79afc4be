import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
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
  /** The port on this computer that every request leads to, whatever host it names: the proxy knows the names. */
  readonly target: number;
  /** `user:password` without which nobody gets through. */
  readonly login?: string;
  readonly certificate?: Certificate;
}

/** An HTTP proxy on loopback that understands CONNECT only (RFC 9110 section 9.3.6). */
export async function startHttpProxy({ target, login, certificate }: ProxyOptions): Promise<TestProxy> {
  const asked: string[] = [];
  const credentials: string[] = [];
  const sockets = new Set<Socket>();
  const server = certificate === undefined ? createServer() : createTlsServer(certificate);
  const proxy = {
    port: 0,
    asked,
    credentials,
    conduct: 'connect' as Conduct,
    get open() {
      return sockets.size;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('connect', ({ url = '', headers }: IncomingMessage, client: Socket, head: Buffer) => {
    asked.push(url);
    client.on('error', () => undefined);
    const [, secret = ''] = /^Basic (.*)$/.exec(headers['proxy-authorization'] ?? '') ?? [];
    credentials.push(Buffer.from(secret, 'base64').toString());
    const { conduct } = proxy;
    if (conduct === 'silence') {
      // Silent, not deaf: that the client has gone is heard.
      client.resume();
      client.once('end', () => client.end());
      return;
    }
    if (conduct === 'reset') client.resetAndDestroy();
    else if (conduct === 'close') client.end();
    else if (conduct === 'garbage') client.end('SSH-2.0-OpenSSH_9.2\r\n');
    else if (typeof conduct === 'number') client.end(`HTTP/1.1 ${conduct} No ${secret}\r\nContent-Length: 0\r\n\r\n`);
    else if (login !== undefined && credentials.at(-1) !== login)
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="test"\r\n\r\n');
    else {
      const server = connect(target, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        server.write(head);
        server.pipe(client).pipe(server);
      });
      server.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
      client.once('close', () => server.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}
