import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/model/clock';
import { silentLog } from '../../../../src/model/log';
import { SmtpTransport } from '../../../../src/mail/smtp/smtp';
import type { Attempted } from '../../../../src/mail/transport/transport';
import { aCredential, aMessage, anAccount } from '../../../support/builders';
import { ScriptedSmtpServer } from '../../../support/scriptedSmtpServer';

describe('beforeBody', () => {
  let server: ScriptedSmtpServer;
  beforeEach(async () => (server = await ScriptedSmtpServer.start()));
  afterEach(() => server.stop());

  function send(beforeBody: () => Promise<void>, asksEarly = false): Promise<Attempted> {
    const account = anAccount({ host: '127.0.0.1', port: server.port, security: 'none' });
    const transport = new SmtpTransport({ clock: systemClock, log: silentLog });
    return transport.send({ message: aMessage(), account, credential: aCredential(account), asksEarly, beforeBody });
  }

  it('is awaited after the server’s 354 and before the first byte', async () => {
    let before = '';
    const attempted = await send(async () => {
      assert.ok(server.lines.includes('DATA'));
      await new Promise((resolve) => setImmediate(resolve));
      before = server.received.toString();
    });
    assert.equal(attempted.ok, true);
    assert.match(before, /DATA\r\n$/);
    assert.equal(server.bodies.length, 1);
    assert.equal(server.bodies[0]?.toString().includes('It is done.'), true);
  });

  it('may reject: then no byte is sent, and the connection is closed', async () => {
    const attempted = await send(() => Promise.reject(new Error('taken over')));
    assert.equal(attempted.ok, false);
    assert.deepEqual([attempted.failure.cause, attempted.failure.retry], ['cancelled', 'later']);
    await server.allClosed();
    assert.match(server.received.toString(), /DATA\r\n$/);
    assert.deepEqual(server.bodies, []);
  });

  it('is not called if the server does not want the body', async () => {
    await server.stop();
    server = await ScriptedSmtpServer.start({ DATA: '451 4.3.0 later' });
    let isAsked = false;
    const attempted = await send(() => Promise.resolve(void (isAsked = true)));
    assert.deepEqual([attempted.ok, isAsked], [false, false]);
  });

  describe('early', () => {
    it('is awaited once, before the envelope, and the body follows on 354', async () => {
      let asked = 0;
      const attempted = await send(async () => {
        asked += 1;
        await new Promise((resolve) => setImmediate(resolve));
        assert.doesNotMatch(server.received.toString(), /MAIL/);
      }, true);
      assert.deepEqual([attempted.ok, asked, server.bodies.length], [true, 1, 1]);
    });

    it('may reject: then nothing of the mail is sent', async () => {
      const attempted = await send(() => Promise.reject(new Error('taken over')), true);
      assert.ok(!attempted.ok);
      assert.deepEqual([attempted.failure.cause, attempted.failure.retry], ['cancelled', 'later']);
      await server.allClosed();
      assert.doesNotMatch(server.received.toString(), /MAIL/);
    });

    it('leaves no doubt if the server does not want the body, or is gone before 354', async () => {
      for (const [reply, cause] of [
        ['451 4.3.0 later', 'busy'],
        ['close', 'connectionLost'],
        ['reset', 'connectionLost'],
      ] as const) {
        await server.stop();
        server = await ScriptedSmtpServer.start({ DATA: reply });
        const attempted = await send(() => Promise.resolve(), true);
        assert.ok(!attempted.ok);
        assert.equal(attempted.failure.cause, cause);
      }
    });
  });
});
