import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { retryAfter, type FailureCause } from '../../../../src/model/failure/failure';
import { addressesOf, hasMore, NetworkWatch } from '../../../../src/host/outbox/networkWatch';
import { aFailure } from '../../../support/builders';
import { until } from '../../../support/fakeTime';
import { mail, Outboxes } from '../../../support/outboxes';

const rest = { netmask: '', mac: '', cidr: null };

function v4(address: string, internal = false): NetworkInterfaceInfo {
  return { ...rest, family: 'IPv4', address, internal };
}

function v6(address: string, internal = false): NetworkInterfaceInfo {
  return { ...rest, family: 'IPv6', address, internal, scopeid: 0 };
}

describe('the addresses of this computer', () => {
  it('are those that can reach a network', () => {
    const found = addressesOf({
      lo: [v4('127.0.0.1', true), v6('::1', true)],
      eth0: [v4('192.0.2.7'), v6('2001:db8::7'), v6('fe80::1')],
      wlan0: [v4('169.254.3.4')],
      gone: undefined,
    });
    assert.deepEqual([...found], ['192.0.2.7', '2001:db8::7']);
  });

  it('are more when one is added, and not when one disappears', () => {
    const set = (...all: string[]): Set<string> => new Set(all);
    assert.equal(hasMore(set('a', 'b'), set('a')), true);
    assert.equal(hasMore(set('b'), set('a')), true, 'another network');
    assert.equal(hasMore(set('a'), set('a', 'b')), false);
    assert.equal(hasMore(set(), set('a')), false);
    assert.equal(hasMore(set('b', 'a'), set('a', 'b')), false);
  });
});

describe('a network that comes back', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  const refuse = (cause: FailureCause): void => {
    all.transport.turn = () => aFailure({ cause, retry: retryAfter(cause), step: 'connect' });
  };

  for (const cause of ['offline', 'hostNotFound'] as const)
    it(`sends waiting mails at once after ${cause}`, async () => {
      let addresses: NetworkInterfaceInfo[] = [];
      let looks = 0;
      const outbox = await all.start();
      const watch = new NetworkWatch(outbox, () => {
        looks += 1;
        return { eth0: addresses };
      });
      try {
        watch.look();
        assert.equal(looks, 0, 'nothing waits');
        refuse(cause);
        await outbox.enqueue(mail('mail-1'), 'account-1');
        await until('held', () => outbox.snapshot().holds.length === 1);
        await outbox.settled();
        await all.time.pass(200);
        watch.look();
        all.transport.turn = () => 'ok';
        watch.look();
        await all.time.pass(200);
        assert.equal(outbox.snapshot().counts.sent, 0, 'no address is new');
        addresses = [v4('192.0.2.7')];
        watch.look();
        await all.has(outbox, 'sent', 1);
        await all.time.pass(200);
        looks = 0;
        watch.look();
        assert.equal(looks, 0, 'nothing waits any more');
      } finally {
        watch.dispose();
      }
    });

  it('does not wake mails that wait for something else', async () => {
    let addresses: NetworkInterfaceInfo[] = [];
    const outbox = await all.start();
    const watch = new NetworkWatch(outbox, () => ({ eth0: addresses }));
    try {
      refuse('passwordRefused');
      await outbox.enqueue(mail('mail-1'), 'account-1');
      await all.has(outbox, 'parked', 1);
      await all.time.pass(200);
      watch.look();
      addresses = [v4('192.0.2.7')];
      watch.look();
      await all.time.pass(200);
      assert.equal(all.transport.attempts.length, 1);
    } finally {
      watch.dispose();
    }
  });
});
