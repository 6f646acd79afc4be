import assert from 'node:assert/strict';
import { chmodSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { retryAfter, type FailureCause } from '../../../src/model/failure/failure';
import { aFailure } from '../../support/builders';
import { aSender, mail, Outboxes } from '../../support/outboxes';

const minute = 60_000;
const hour = 60 * minute;

describe('the outbox under strain', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  it('shows 10,000 waiting mails at once, lets others pass, and loses none at a restart', async () => {
    all.transport.turn = (_count, { account }) =>
      account.id === 'far' ? aFailure({ cause: 'passwordRefused', retry: 'whenFixed', step: 'signIn' }) : 'ok';
    const limits = { perMinute: 20, perDay: Infinity };
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { limits }));
    const first = await all.start();
    const ids = Array.from({ length: 10_000 }, (_, number) => `mail-${number}`);
    for (let from = 0; from < ids.length; from += 500)
      await Promise.all(
        ids.slice(from, from + 500).map((id) => {
          all.time.wall += 1;
          return first.enqueue(mail(id), 'far');
        }),
      );
    await all.has(first, 'parked', 1);
    assert.equal(first.snapshot().counts.queued, 9_999);
    await first.stop();

    const second = await all.start();
    assert.deepEqual([second.snapshot().counts.queued, second.snapshot().counts.parked], [9_999, 1]);
    await second.enqueue(mail('near'), 'near');
    await all.has(second, 'sent', 1);
    assert.equal(new Set((await second.items()).map(({ id }) => id)).size, 10_001);
    assert.equal(second.snapshot().holds.length, 1, 'and why they wait');
    const refused = (await second.items()).find(({ state }) => state === 'parked');

    all.transport.turn = () => 'ok';
    second.wake('far');
    await all.has(second, 'sent', 21);
    await all.time.pass(minute + 2_000);
    await all.has(second, 'sent', 41);
    const { queued, sent, parked, dead, inDoubt, sending } = second.snapshot().counts;
    assert.deepEqual([queued, sent, parked, dead, inDoubt, sending], [9_960, 41, 0, 0, 0, 0]);
    // The refused one begins anew.
    const inOrder = ids.filter((id) => id !== refused?.id);
    assert.deepEqual(all.transport.bodies.slice(1), inOrder.slice(0, 40), 'in the order in which they came');
  });

  it('reports that its folder is not writable, and takes the mail when it is', async function () {
    // Root may write anything; the store's tests use a mounted file system instead.
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    const outbox = await all.start();
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await all.has(outbox, 'sent', 1);
    const folders = [all.root, ...readdirSync(all.root).map((name) => path.join(all.root, name))];
    for (const folder of folders) chmodSync(folder, 0o500);
    try {
      const accepted = outbox.enqueue(mail('mail-2'), 'account-1');
      await all.time.pass(5_000);
      assert.equal(outbox.snapshot().trouble?.failureCause, 'readOnly');
      assert.deepEqual([outbox.snapshot().unsaved, outbox.snapshot().counts.sent], [1, 1]);
      for (const folder of folders) chmodSync(folder, 0o700);
      await all.time.pass(5_000);
      await accepted;
      await all.has(outbox, 'sent', 2);
      assert.equal(outbox.snapshot().trouble, undefined);
    } finally {
      for (const folder of folders) chmodSync(folder, 0o700);
    }
  });

  it('keeps every mail in its state when the clock is set back an hour, even after a restart', async () => {
    const causes: Partial<Record<string, FailureCause>> = {
      later: 'busy',
      parked: 'senderRefused',
      dead: 'contentRefused',
      doubt: 'inDoubt',
    };
    all.transport.turn = (_count, { message }) => {
      const cause = causes[message.id];
      if (cause === undefined) return 'ok';
      const failure = aFailure({ cause, retry: retryAfter(cause), step: 'recipients' });
      return cause === 'inDoubt' ? { body: failure } : failure;
    };
    const first = await all.start();
    for (const id of ['sent', 'later', 'parked', 'dead', 'doubt']) await first.enqueue(mail(id), `account of ${id}`);
    await first.settled();
    const states = async (outbox: typeof first) =>
      Object.fromEntries((await outbox.items()).map(({ id, state }) => [id, state]));
    const before = { sent: 'sent', later: 'queued', parked: 'parked', dead: 'dead', doubt: 'inDoubt' };
    assert.deepEqual(await states(first), before);

    all.time.wall -= hour;
    await all.time.pass(2_000);
    assert.deepEqual(await states(first), before);
    await first.stop();
    all.time.wall -= hour;
    const second = await all.start();
    assert.deepEqual(await states(second), before);
    const attempts = all.transport.attempts.length;
    for (const { id, nextTry } of await second.items())
      if (nextTry !== undefined) {
        const wait = nextTry - all.time.now();
        assert.ok(wait > 0 && wait <= (id === 'doubt' ? 10 : 6) * minute, `${id} waits for ${wait / minute} minutes`);
      }

    all.transport.turn = () => 'ok';
    await all.time.pass(11 * minute);
    await all.has(second, 'sent', 3);
    assert.deepEqual(
      all.transport.attempts.slice(attempts).map(({ message }) => message.id),
      ['later', 'doubt'],
    );
    second.wake('account of parked');
    assert.equal(await second.sendNow('dead'), true);
    await all.has(second, 'sent', 5);
  });
});
