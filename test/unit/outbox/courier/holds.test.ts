import assert from 'node:assert/strict';
import { retryAfter, type FailureCause } from '../../../../src/model/failure/failure';
import type { Step } from '../../../../src/model/failure/attempt';
import { Disk } from '../../../../src/system/disk';
import { HoldNotice } from '../../../../src/outbox/courier/holdNotice';
import { holdFolder } from '../../../../src/outbox/courier/holds';
import { StoreFailure } from '../../../../src/system/diskFailure';
import { aFailure } from '../../../support/builders';
import { until } from '../../../support/fakeTime';
import { aSender, HeardHost, mail, Outboxes } from '../../../support/outboxes';
import { ScriptedTransport } from '../../../support/scriptedTransport';

const minute = 60_000;
const hour = 60 * minute;
const failure = (cause: FailureCause, step: Step = 'signIn') =>
  aFailure({ cause, step, retry: retryAfter(cause), code: cause });

describe('a hold on an account', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  it('is gone after a restart if the missing password is there now', async () => {
    all.host.senderOf = () => Promise.resolve(failure('passwordMissing'));
    const first = await all.start();
    await first.enqueue(mail('mail-1'), 'account-1');
    await all.has(first, 'parked', 1);
    await first.stop();
    const still = await all.start();
    await still.settled();
    assert.equal(still.snapshot().holds.length, 1, 'as long as it is missing');
    await still.stop();
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { fingerprint: 'saved' }));
    await all.has(await all.start(), 'sent', 1);
  });

  /** A disk that calls `before` before it writes a hold; the rest is real. */
  function disk(before: () => Promise<void>): Disk {
    const real = new Disk(all.root, 'test');
    const write = real.write.bind(real);
    real.write = async (place, parts) => {
      if (place.folder === holdFolder) await before();
      await write(place, parts);
    };
    return real;
  }

  it('counts while it is being written, even if the disk is read meanwhile', async () => {
    let go: () => void = () => undefined;
    let isWriting = false;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const slow = disk(() => ((isWriting = true), gate));
    const outbox = await all.start({ disk: slow });
    all.transport.turn = () => failure('passwordRefused');
    for (const id of ['mail-1', 'mail-2']) await outbox.enqueue(mail(id), 'account-1');
    await until('being written', () => isWriting);
    // This searches the disk.
    assert.equal(await outbox.delete('no such mail'), false);
    assert.equal(outbox.snapshot().holds.length, 1);
    go();
    await outbox.settled();
    assert.equal(all.transport.attempts.length, 1);
    assert.deepEqual(slow.namesNow(holdFolder).length, 1);
  });

  it('counts while the disk is full, and is written when it no longer is', async () => {
    let isFull = true;
    const full = disk(() => (isFull ? Promise.reject(new StoreFailure('diskFull', 'ENOSPC')) : Promise.resolve()));
    const outbox = await all.start({ disk: full });
    all.transport.turn = () => failure('passwordRefused');
    for (const id of ['mail-1', 'mail-2', 'mail-3']) await outbox.enqueue(mail(id), 'account-1');
    await all.has(outbox, 'parked', 1);
    await all.time.pass(2_000);
    const told = all.host.troubles.length;
    await all.time.pass(10_000);
    assert.equal(all.transport.attempts.length, 1);
    assert.deepEqual(full.namesNow(holdFolder), []);
    assert.equal(all.host.troubles.length, told, 'not told each second');
    assert.equal(outbox.snapshot().trouble?.failureCause, 'diskFull');
    isFull = false;
    await all.time.pass(2_000);
    await until('written', () => full.namesNow(holdFolder).length === 1);
    await until('no trouble', () => outbox.snapshot().trouble === undefined);
    assert.equal(all.transport.attempts.length, 1);
  });

  it('does not come back if it was lifted while it was being written', async () => {
    let go: () => void = () => undefined;
    let isWriting = false;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const slow = disk(() => ((isWriting = true), gate));
    const outbox = await all.start({ disk: slow });
    all.transport.turn = (count) => (count === 0 ? failure('passwordRefused') : 'ok');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await until('being written', () => isWriting);
    outbox.wake('account-1');
    go();
    await all.has(outbox, 'sent', 1);
    assert.deepEqual(slow.namesNow(holdFolder), []);
    assert.deepEqual(outbox.snapshot().holds, []);
  });

  it('is not written if the account was fixed while the refused mail was being parked', async () => {
    let go: () => void = () => undefined;
    let isSyncing = false;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const slow = new Disk(all.root, 'test');
    const sync = slow.sync.bind(slow);
    slow.sync = async (folder) => {
      if (folder === 'parked') {
        isSyncing = true;
        await gate;
      }
      await sync(folder);
    };
    const outbox = await all.start({ disk: slow });
    all.transport.turn = (count) => (count === 0 ? failure('passwordRefused') : 'ok');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await until('being parked', () => isSyncing);
    outbox.wake('account-1');
    go();
    await all.has(outbox, 'sent', 1);
    assert.deepEqual([outbox.snapshot().holds, all.host.holds], [[], []]);
  });

  it('is seen by the window that sends next, before it signs in', async () => {
    const [one, other] = [await all.start(), await all.start()];
    all.transport.turn = () => failure('passwordRefused');
    await one.enqueue(mail('mail-1'), 'account-1');
    await all.has(one, 'parked', 1);
    await other.enqueue(mail('mail-2'), 'account-1');
    await other.settled();
    assert.equal(all.transport.attempts.length, 1);
    assert.equal(other.snapshot().holds.length, 1);
    await all.time.pass(5_000);
    assert.equal(all.transport.attempts.length, 1);
  });

  /** A window with its own secret, which the server accepts or not; `undefined`: it has none. */
  async function aWindow(secret: () => string | undefined, isRight: (secret: string) => boolean) {
    const host = new HeardHost();
    host.senderOf = (id) => {
      const fingerprint = secret();
      return Promise.resolve(fingerprint === undefined ? failure('passwordMissing') : aSender(id, { fingerprint }));
    };
    const transport = new ScriptedTransport(() => (isRight(secret() ?? '') ? 'ok' : failure('passwordRefused')));
    return { host, transport, outbox: await all.start({ host, transport }) };
  }

  for (const lack of ['old', undefined])
    it(`set by a window ${lack === undefined ? 'without a' : 'with an old'} password is lifted by one that knows it`, async () => {
      let secret: string | undefined = lack;
      const isRight = (one: string): boolean => one === 'new';
      const one = await aWindow(() => secret, isRight);
      const other = await aWindow(() => 'new', isRight);
      await one.outbox.enqueue(mail('mail-1'), 'account-1');
      await until('held', () => one.host.holds.length === 1);
      await one.outbox.settled();
      for (let number = 2; number <= 5; number++) {
        await all.time.pass(20_000);
        await all.has(other.outbox, 'sent', number - 1);
        await one.outbox.enqueue(mail(`mail-${number}`), 'account-1');
      }
      await all.time.pass(90_000);
      await all.has(other.outbox, 'sent', 5);
      assert.equal(one.transport.attempts.length, lack === undefined ? 0 : 1);
      assert.equal(one.host.holds.length, 1, 'told once');

      secret = 'new';
      one.outbox.wake('account-1');
      await one.outbox.enqueue(mail('mail-6'), 'account-1');
      await until('sent by the first', () => one.transport.bodies.length === 1);
    });

  it('is reported to the user if no window lifts it within three seconds', async () => {
    let secret = 'new';
    const isRight = (one: string): boolean => one === 'new';
    const one = await aWindow(() => 'old', isRight);
    const other = await aWindow(() => secret, isRight);
    const news = new HoldNotice({ scheduler: all.time, outbox: one.outbox });
    const told: string[] = [];
    one.host.held = (hold, item) => {
      one.host.holds.push({ hold, item });
      news.show(hold.accountId, () => told.push(item.id));
    };
    await one.outbox.enqueue(mail('mail-1'), 'account-1');
    await until('held', () => one.host.holds.length === 1);
    await all.time.pass(10_000);
    await all.has(other.outbox, 'sent', 1);
    assert.deepEqual(told, []);
    secret = 'old';
    await one.outbox.enqueue(mail('mail-2'), 'account-2');
    await until('held', () => one.host.holds.length === 2);
    await one.outbox.settled();
    await all.time.pass(2_900);
    assert.deepEqual(told, []);
    await all.time.pass(200);
    assert.deepEqual(told, ['mail-2']);
    await all.time.pass(60_000);
    assert.deepEqual(told, ['mail-2'], 'told once');
  });

  it('stays if every window was refused with its own secret, after one attempt each', async () => {
    const windows = [
      await aWindow(
        () => 'old',
        () => false,
      ),
      await aWindow(
        () => 'older',
        () => false,
      ),
      await aWindow(
        () => undefined,
        () => false,
      ),
    ];
    await windows[0]!.outbox.enqueue(mail('mail-1'), 'account-1');
    await windows[1]!.outbox.enqueue(mail('mail-2'), 'account-1');
    await all.time.pass(300_000);
    assert.deepEqual(
      windows.map(({ transport }) => transport.attempts.length),
      [1, 1, 0],
    );
    assert.equal(windows[2]!.outbox.snapshot().holds.length, 1);
  });

  it('is set again by a refused window if the one with the right password is gone', async () => {
    const one = await aWindow(
      () => 'old',
      (secret) => secret === 'new',
    );
    const other = await aWindow(
      () => 'new',
      (secret) => secret === 'new',
    );
    await one.outbox.enqueue(mail('mail-1'), 'account-1');
    await all.time.pass(5_000);
    await all.has(other.outbox, 'sent', 1);
    await other.outbox.stop();
    await all.time.pass(5_000);
    await one.outbox.enqueue(mail('mail-2'), 'account-1');
    await all.time.pass(60_000);
    await until('it says so', () => one.outbox.snapshot().holds.length === 1);
    assert.equal(one.transport.attempts.length, 2);
  });

  it('costs the mails behind it no lifetime and keeps their order, except for those with a time of their own', async () => {
    const outbox = await all.start();
    all.transport.turn = () => failure('passwordRefused');
    const ids = Array.from({ length: 6 }, (_, number) => `mail-${number}`);
    for (const id of ids) {
      await outbox.enqueue(mail(id), 'account-1');
      all.time.wall += 1;
    }
    await outbox.enqueue(mail('later'), 'account-1', {}, all.time.now() + 27 * hour);
    await all.has(outbox, 'parked', 1);
    await all.time.leap(26 * hour);
    all.transport.turn = () => failure('connectionRefused', 'connect');
    outbox.wake('account-1');
    await until('refused', () => outbox.snapshot().holds[0]?.failure.cause === 'connectionRefused');
    await outbox.settled();
    assert.deepEqual([all.host.dead, outbox.snapshot().counts.queued], [[], 7]);
    await outbox.stop();

    const count = all.transport.attempts.length;
    all.transport.turn = () => 'ok';
    const next = await all.start();
    await all.time.pass(2 * minute);
    await all.has(next, 'sent', 6);
    const sent = all.transport.bodies.filter((id) => id !== 'mail-0');
    assert.deepEqual(sent, ids.slice(1));
    assert.equal(all.transport.attempts.length, count + 6);
    await all.time.leap(hour);
    await all.has(next, 'sent', 7);
  });

  it('is not set for a refused recipient: when that mail is given up, the others are not', async () => {
    const outbox = await all.start();
    const begun = all.time.now();
    all.transport.turn = (_count, { message: { id } }) =>
      id === 'mail-2' && all.time.now() >= begun + 24 * hour ? 'ok' : failure('busy', 'recipients');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await outbox.enqueue(mail('mail-2'), 'account-1');
    await until('tried', () => all.transport.attempts.length === 2);
    await outbox.settled();
    await all.time.stay(25 * hour);
    await all.has(outbox, 'sent', 1);
    assert.deepEqual(
      all.host.dead.map((items) => items.map(({ id, end }) => [id, end])),
      [[['mail-1', 'expired']]],
    );
  });
});
