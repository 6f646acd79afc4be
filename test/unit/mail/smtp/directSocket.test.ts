import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { directSocket, type Direct } from '../../../../src/mail/smtp/directSocket';

describe('a direct connection', () => {
  const servers: Server[] = [];
  const resolved: string[] = [];

  afterEach(() => {
    resolved.length = 0;
    for (const server of servers.splice(0)) server.close();
  });

  /** A server on one address of this computer; answers its port. */
  async function listening(address: string): Promise<number> {
    const server = createServer((socket) => socket.on('error', () => undefined).resume());
    servers.push(server);
    server.listen(0, address);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** A port on which nothing listens. */
  async function deaf(): Promise<number> {
    const port = await listening('127.0.0.1');
    const [server] = servers.splice(-1);
    server?.close();
    if (server !== undefined) await once(server, 'close');
    return port;
  }

  async function dial(change: Partial<Direct> & { readonly port: number }): Promise<string> {
    const signal = new AbortController().signal;
    const onResolved = (addresses: readonly string[]): void => void resolved.push(...addresses);
    const usual = { host: 'localhost', lookupMs: 60_000, timeoutMs: 60_000, signal, onResolved };
    const socket = await directSocket({ ...usual, ...change });
    const { remoteAddress = '' } = socket;
    socket.destroy();
    return remoteAddress;
  }

  it('finds a name of the hosts file, and tries each of its addresses until one answers', async () => {
    for (const { address } of await lookup('localhost', { all: true })) {
      assert.equal(await dial({ port: await listening(address) }), address);
      assert.ok(resolved.includes(address), resolved.join());
    }
  });

  it('looks a name up anew each time', async () => {
    const port = await listening('127.0.0.1');
    await dial({ port });
    const before = resolved.length;
    await dial({ port });
    assert.equal(resolved.length, 2 * before);
  });

  it('needs no lookup for an address', async () => {
    assert.equal(await dial({ host: '127.0.0.1', port: await listening('127.0.0.1') }), '127.0.0.1');
    assert.deepEqual(resolved, ['127.0.0.1']);
  });

  it('is refused with the error of an address that was tried, not of one without a way', async () => {
    for (const host of ['localhost', '127.0.0.1'])
      await assert.rejects(dial({ host, port: await deaf() }), { code: 'ECONNREFUSED' });
  });

  it('is not found where no system knows the name', async () => {
    await assert.rejects(dial({ host: 'nobody.invalid', port: 25 }), ({ code }: NodeJS.ErrnoException) => {
      // Without a network nobody can say so for sure.
      assert.match(code ?? '', /^(?:ENOTFOUND|EAI_AGAIN)$/);
      return true;
    });
  });

  it('ends when it is called off, before and while it is tried', async () => {
    const ending = new AbortController();
    ending.abort();
    const port = await listening('127.0.0.1');
    await assert.rejects(dial({ port, signal: ending.signal }), { code: 'EABORT' });
    const later = new AbortController();
    const under = dial({ port, signal: later.signal, onResolved: () => later.abort() });
    await assert.rejects(under, { code: 'EABORT' });
  });
});
