import { connect, createServer, type Socket } from 'node:net';
import { testProxy, type ProxyOptions, type TestProxy } from './testProxy';
import { resetSocket } from './resetSocket';

/** The state of one connection: bytes that arrived but were not read yet. */
class Listener {
  private heard = Buffer.alloc(0);
  private wanting: (() => void) | undefined;

  constructor(readonly socket: Socket) {
    socket.on('data', this.hear);
  }

  async take(length: number): Promise<Buffer> {
    while (this.heard.length < length) await new Promise<void>((resolve) => (this.wanting = resolve));
    const taken = this.heard.subarray(0, length);
    this.heard = this.heard.subarray(length);
    return taken;
  }

  /** Everything after this is for another reader. */
  leave(): Buffer {
    this.socket.off('data', this.hear);
    return this.heard;
  }

  private readonly hear = (bytes: Buffer): void => {
    this.heard = Buffer.concat([this.heard, bytes]);
    this.wanting?.();
  };
}

/** A SOCKS server on loopback, version 5 (RFC 1928, RFC 1929) and 4a, which connects to names and to IPv4 addresses. */
export async function startSocksServer({ target, login }: ProxyOptions): Promise<TestProxy> {
  const pass = (listener: Listener, granted: Buffer, failed: Buffer): void => {
    const { socket } = listener;
    // The server's first words come in one segment with the answer, as from a proxy that is near its servers.
    const server = connect(target, '127.0.0.1');
    server.once('data', (greeting: Buffer) => {
      socket.write(Buffer.concat([granted, greeting]));
      server.pipe(socket).pipe(server);
    });
    // A server that waits for the client to begin, as with implicit TLS.
    const timer = setTimeout(() => {
      server.removeAllListeners('data');
      socket.write(granted);
      server.pipe(socket).pipe(server);
    }, 100);
    server.once('data', () => clearTimeout(timer));
    server.on('error', () => socket.end(failed));
    server.once('close', () => clearTimeout(timer));
    socket.once('close', () => server.destroy());
    server.write(listener.leave());
  };

  const version5 = async (listener: Listener): Promise<void> => {
    const { socket } = listener;
    const methods = await listener.take((await listener.take(1))[0] ?? 0);
    const wanted = login === undefined ? 0 : 2;
    if (!methods.includes(wanted)) {
      socket.end(Buffer.of(5, 0xff));
      return;
    }
    socket.write(Buffer.of(5, wanted));
    if (wanted === 2) {
      await listener.take(1);
      const user = await listener.take((await listener.take(1))[0] ?? 0);
      const password = await listener.take((await listener.take(1))[0] ?? 0);
      proxy.credentials.push(`${user.toString()}:${password.toString()}`);
      if (proxy.credentials.at(-1) !== login) {
        socket.end(Buffer.of(1, 1));
        return;
      }
      socket.write(Buffer.of(1, 0));
    }
    const kind = (await listener.take(4))[3];
    const host =
      kind === 3
        ? (await listener.take((await listener.take(1))[0] ?? 0)).toString()
        : (await listener.take(4)).join('.');
    proxy.asked.push(`${host}:${(await listener.take(2)).readUInt16BE()}`);
    const answer = (code: number): Buffer => Buffer.of(5, code, 0, 1, 0, 0, 0, 0, 0, 0);
    if (typeof proxy.conduct === 'number') socket.end(answer(proxy.conduct));
    else pass(listener, answer(0), answer(5));
  };

  const version4 = async (listener: Listener): Promise<void> => {
    const port = (await listener.take(3)).readUInt16BE(1);
    const text = async (): Promise<string> => {
      const bytes: number[] = [];
      for (let byte = (await listener.take(1))[0]; byte !== 0; byte = (await listener.take(1))[0])
        bytes.push(byte ?? 0);
      return Buffer.from(bytes).toString();
    };
    const address = (await listener.take(4)).join('.');
    proxy.credentials.push(await text());
    proxy.asked.push(`${address.startsWith('0.0.0.') ? await text() : address}:${port}`);
    pass(listener, Buffer.of(0, 90, 0, 0, 0, 0, 0, 0), Buffer.of(0, 91, 0, 0, 0, 0, 0, 0));
  };

  const serve = async (socket: Socket): Promise<void> => {
    const listener = new Listener(socket);
    const [version] = await listener.take(1);
    const { conduct } = proxy;
    if (conduct === 'silence') return;
    if (conduct === 'reset') resetSocket(socket);
    else if (conduct === 'close') socket.end();
    else if (conduct === 'garbage') socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    else await (version === 4 ? version4(listener) : version5(listener));
  };

  const server = createServer((socket) => void serve(socket));
  const proxy = testProxy(server);
  return proxy.listen();
}
