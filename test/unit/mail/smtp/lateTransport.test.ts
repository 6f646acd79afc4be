import assert from 'node:assert/strict';
import { LateTransport } from '../../../../src/mail/smtp/lateTransport';
import type { SmtpTransport } from '../../../../src/mail/smtp/smtp';
import { silentLog } from '../../../../src/model/log';
import { anAccount } from '../../../support/builders';
import { until } from '../../../support/fakeTime';
import { mail, Outboxes } from '../../../support/outboxes';

describe('an outbox whose SMTP part cannot be loaded', () => {
  let all: Outboxes;
  let loads: number;
  beforeEach(() => {
    all = new Outboxes();
    loads = 0;
  });
  afterEach(() => all.clear());

  /** A transport whose part cannot be loaded so many times. */
  function late(code: string, times: number): LateTransport {
    const { transport } = all;
    class Scripted {
      send = transport.send.bind(transport);
      open = transport.open.bind(transport);
      dispose = (): void => undefined;
    }
    const load = () => {
      loads += 1;
      if (loads <= times) return Promise.reject(Object.assign(new Error('not to be loaded'), { code }));
      return Promise.resolve({ SmtpTransport: Scripted as unknown as typeof SmtpTransport });
    };
    return new LateTransport({ clock: all.time, log: silentLog }, load, () => Promise.resolve());
  }

  for (const code of ['EMFILE', 'EIO', 'ENOENT', 'MODULE_NOT_FOUND']) {
    it(`sends at once if that passes (${code}), and tells nobody`, async () => {
      const outbox = await all.start({ transport: late(code, 1) });
      await outbox.enqueue(mail('mail-1'), 'account-1');
      await all.has(outbox, 'sent', 1);
      assert.deepEqual([loads, all.transport.bodies, all.host.delays], [2, ['mail-1'], []]);
    });

    it(`tells it once if it lasts (${code}), waits longer each time, and sends as soon as it can`, async () => {
      const outbox = await all.start({ transport: late(code, 12) });
      await outbox.enqueue(mail('mail-1'), 'account-1');
      await outbox.enqueue(mail('mail-2'), 'account-1');
      await until('held', () => outbox.snapshot().holds.length === 1);
      await outbox.settled();
      const [hold] = outbox.snapshot().holds;
      assert.deepEqual([hold?.failure.cause, hold?.failure.code], ['notLoaded', code]);
      assert.deepEqual(outbox.snapshot().counts, { queued: 2, sending: 0, inDoubt: 0, parked: 0, dead: 0, sent: 0 });
      await all.time.pass(59_000);
      assert.equal(loads, 4);
      // After 1, 5 and 15 minutes.
      await all.time.pass(21 * 60_000 + 5_000);
      await all.has(outbox, 'sent', 2);
      assert.deepEqual(
        [loads, all.host.delays.length, all.host.dead, all.host.troubles, outbox.snapshot().holds],
        [13, 1, [], [], []],
      );
      assert.deepEqual(all.transport.bodies, ['mail-1', 'mail-2']);
    });

    it(`tries again when the user wants a mail now (${code})`, async () => {
      const outbox = await all.start({ transport: late(code, 4) });
      await outbox.enqueue(mail('mail-1'), 'account-1');
      await until('held', () => outbox.snapshot().holds.length === 1);
      await outbox.settled();
      assert.equal(await outbox.sendNow('mail-1'), true);
      await all.has(outbox, 'sent', 1);
    });
  }

  it('opens no connection ahead, and does not fail for it', async () => {
    const transport = late('EMFILE', 4);
    await transport.open(anAccount(), undefined, 1_000);
    assert.deepEqual(all.transport.opened, []);
    await transport.open(anAccount({ id: 'account-1' }), undefined, 1_000);
    assert.deepEqual(all.transport.opened, [['account-1', 1_000]]);
    transport.dispose();
  });
});
