import assert from 'node:assert/strict';
import { Client, Server } from '../../src/protocol';

interface Requests {
  double: { params: number; result: number };
  fail: { params: null; result: null };
}
interface Events {
  told: string;
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

describe('protocol', () => {
  it('answers each request with its own result', async () => {
    const { client } = pair();
    assert.deepEqual(await Promise.all([client.request('double', 2), client.request('double', 5)]), [4, 10]);
  });

  it('carries an error back as its sentence', async () => {
    await assert.rejects(pair().client.request('fail', null), /That cannot be\./);
  });

  it('refuses what it does not know, inherited names too', async () => {
    const { client } = pair();
    for (const name of ['nothing', 'toString', '__proto__', 'constructor']) {
      await assert.rejects(client.request(name as 'fail', null), /Unknown request/);
    }
  });

  it('tells events', () => {
    const { client, server } = pair();
    const heard: string[] = [];
    client.on('told', (text) => heard.push(text));
    server.emit('told', 'once');
    assert.deepEqual(heard, ['once']);
  });

  it('passes over what is not of its kind', async () => {
    const { client, server } = pair();
    for (const message of [undefined, null, 'x', {}, { kind: 'other' }, { kind: 3 }]) {
      client.receive(message);
      await server.receive(message);
    }
  });
});
