import assert from 'node:assert/strict';
import type { Outbox } from '../../../../src/outbox/outbox';
import type { Limits } from '../../../../src/outbox/courier/rateLimits';
import { until } from '../../../support/fakeTime';
import { aSender, mail, Outboxes } from '../../../support/outboxes';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('a mail held back by the limits of an account', () => {
  let all: Outboxes;
  let limits: Limits;

  beforeEach(() => {
    all = new Outboxes();
    limits = { perMinute: 1, perDay: 500 };
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { limits }));
  });
  afterEach(() => all.clear());

  async function enqueue(outbox: Outbox, ...ids: readonly string[]): Promise<void> {
    for (const id of ids) await outbox.enqueue(mail(id), 'account-1');
  }

  const held = (outbox: Outbox, what: string): Promise<void> =>
    until(what, () => outbox.snapshot().slots.length > 0).then(() => outbox.settled());

  it('is shown as the next to go, with its limit and the end of the wait, never a past one', async () => {
    const outbox = await all.start();
    const begun = all.time.now();
    let told = 0;
    outbox.onDidChange(() => (told = outbox.snapshot().slots.length));
    await enqueue(outbox, 'one', 'two', 'three');
    await all.has(outbox, 'sent', 1);
    await outbox.settled();
    const slot = { accountId: 'account-1', per: 'minute', most: 1 };
    assert.deepEqual(outbox.snapshot().slots, [{ ...slot, first: 'two', until: begun + minute }]);
    await all.time.pass(200);
    assert.equal(told, 1);
    while (outbox.snapshot().counts.sent < 2) {
      await all.time.pass(999);
      for (const { until: end } of outbox.snapshot().slots) assert.ok(end > all.time.now());
      assert.ok(all.time.now() < begun + 2 * minute);
    }
    const [, second] = all.host.sentItems;
    assert.deepEqual(outbox.snapshot().slots, [{ ...slot, first: 'three', until: (second?.since ?? 0) + minute }]);
    await all.time.pass(minute + 2_000);
    await all.has(outbox, 'sent', 3);
    assert.deepEqual(outbox.snapshot().slots, []);
  });

  it('is shown with the limit that lasts longest, in every window that has looked at the account', async () => {
    limits = { perMinute: 2, perDay: 2 };
    const first = await all.start();
    const begun = all.time.now();
    await enqueue(first, 'one', 'two', 'three');
    await all.has(first, 'sent', 2);
    await first.settled();
    const second = await all.start();
    await all.time.pass(2_000);
    const expected = [{ accountId: 'account-1', per: 'day', most: 2, first: 'three', until: begun + day }];
    assert.deepEqual(first.snapshot().slots, expected);
    assert.deepEqual(second.snapshot().slots, expected);
  });

  it('is neither one that waits for its own time nor one that the user sends', async () => {
    const outbox = await all.start();
    const begun = all.time.now();
    await enqueue(outbox, 'one');
    await all.has(outbox, 'sent', 1);
    await outbox.enqueue(mail('later'), 'account-1', {}, begun + 2 * minute);
    assert.deepEqual(outbox.snapshot().slots, []);
    await enqueue(outbox, 'two', 'three');
    await held(outbox, 'held');
    await all.time.pass(10_000);
    assert.equal(await outbox.sendNow('two'), true);
    await all.has(outbox, 'sent', 2);
    await outbox.settled();
    assert.deepEqual(
      outbox.snapshot().slots.map(({ first, until: end }) => [first, end]),
      [['three', begun + 10_000 + minute]],
    );
  });

  it('goes at once when the limits are raised, and waits as they say when they are lowered', async () => {
    limits = { perMinute: 2, perDay: 500 };
    const outbox = await all.start();
    const begun = all.time.now();
    await enqueue(outbox, 'one', 'two', 'three', 'four');
    await all.has(outbox, 'sent', 2);
    await outbox.settled();
    limits = { perMinute: 500, perDay: 1 };
    outbox.limitsChanged();
    await outbox.settled();
    assert.deepEqual(
      outbox.snapshot().slots.map(({ per, until: end }) => [per, end]),
      [['day', begun + day]],
    );
    limits = { perMinute: 500, perDay: 500 };
    outbox.limitsChanged();
    await all.has(outbox, 'sent', 4);
    assert.equal(all.time.now(), begun);
  });

  it('goes on when the limits change, unlike one that waits for another reason', async () => {
    const outbox = await all.start();
    await enqueue(outbox, 'one', 'two');
    await held(outbox, 'held');
    let asked = 0;
    all.host.senderOf = () => {
      asked += 1;
      return Promise.reject(new Error('locked'));
    };
    await outbox.enqueue(mail('other'), 'account-2');
    await until('asked', () => asked === 1);
    await outbox.settled();
    outbox.limitsChanged();
    await outbox.settled();
    assert.equal(asked, 2, 'for the account that waited for its limit');
    // Now that one waits for the other reason too.
    outbox.limitsChanged();
    await outbox.settled();
    assert.equal(asked, 2);
  });
});
