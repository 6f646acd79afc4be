import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { testProxy, type ProxyOptions, type TestProxy } from './testProxy';
import { resetSocket } from './resetSocket';

/** An HTTP proxy on loopback that understands CONNECT only (RFC 9110 section 9.3.6). */
export async function startHttpProxy({ target, login, certificate }: ProxyOptions): Promise<TestProxy> {
  const server = certificate === undefined ? createServer() : createTlsServer(certificate);
  const proxy = testProxy(server);
  server.on('connect', ({ url = '', headers }: IncomingMessage, client: Socket, head: Buffer) => {
    proxy.asked.push(url);
    client.on('error', () => undefined);
    const [, secret = ''] = /^Basic (.*)$/.exec(headers['proxy-authorization'] ?? '') ?? [];
    proxy.credentials.push(Buffer.from(secret, 'base64').toString());
    const { conduct } = proxy;
    if (conduct === 'silence') {
      // Silent, but it still notices that the client has gone.
      client.resume();
      client.once('end', () => client.end());
      return;
    }
    if (conduct === 'reset') resetSocket(client);
    else if (conduct === 'close') client.end();
    else if (conduct === 'garbage') client.end('SSH-2.0-OpenSSH_9.2\r\n');
    else if (typeof conduct === 'number') client.end(`HTTP/1.1 ${conduct} No ${secret}\r\nContent-Length: 0\r\n\r\n`);
    else if (login !== undefined && proxy.credentials.at(-1) !== login)
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
  return proxy.listen();
}
