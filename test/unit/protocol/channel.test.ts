import assert from 'node:assert/strict';
import { Client, Server } from '../../../src/protocol/channel';

interface Requests {
  double: { params: number; result: number };
  fail: { params: null; result: null };
}
interface Events {
  changed: string;
}

/** Both halves, joined as a webview joins them: everything that crosses is cloned. */
function pair(): { client: Client<Requests, Events>; server: Server<Requests, Events> } {
  const client = new Client<Requests, Events>((message) => void server.receive(structuredClone(message)));
  const server: Server<Requests, Events> = new Server<Requests, Events>(
    (message) => client.receive(structuredClone(message)),
    {
      double: (value) => value * 2,
      fail: () => {
        throw new Error('That cannot be.');
      },
    },
  );
  return { client, server };
}

describe('the channel', () => {
  it('answers each request with its own result', async () => {
    const { client } = pair();
    assert.deepEqual(await Promise.all([client.request('double', 2), client.request('double', 5)]), [4, 10]);
  });

  it('sends an error back as its message', async () => {
    await assert.rejects(pair().client.request('fail', null), /That cannot be\./);
  });

  it('refuses unknown requests, also inherited names', async () => {
    const { client } = pair();
    for (const name of ['nothing', 'toString', '__proto__', 'constructor']) {
      await assert.rejects(client.request(name as 'fail', null), /Unknown request/);
    }
  });

  it('delivers events', () => {
    const { client, server } = pair();
    const received: string[] = [];
    client.on('changed', (text) => received.push(text));
    server.emit('changed', 'once');
    assert.deepEqual(received, ['once']);
  });

  it('ignores foreign messages', async () => {
    const { client, server } = pair();
    for (const message of [undefined, null, 'x', {}, { kind: 'other' }, { kind: 3 }]) {
      client.receive(message);
      await server.receive(message);
    }
  });
});
