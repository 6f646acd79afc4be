import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FailureCause } from '../../../../src/model/failure/failure';
import type { Outbox } from '../../../../src/outbox/outbox';
import { entryName } from '../../../../src/outbox/store/entry';
import { encodeRecord } from '../../../../src/outbox/store/record';
import { accepted } from '../../../../src/outbox/store/transition';
import { Disk } from '../../../../src/system/disk';
import { aFailure } from '../../../support/builders';
import { until } from '../../../support/fakeTime';
import { mail, Outboxes } from '../../../support/outboxes';
import { failed, ScriptedTransport } from '../../../support/scriptedTransport';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('the lifetime of a mail', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  const causes: readonly FailureCause[] = ['offline', 'hostNotFound', 'connectionRefused', 'connectionTimedOut'];
  const failure = (cause: FailureCause) => aFailure({ cause, step: 'connect', retry: 'later', code: cause });
  const tried = (count: number) => until(`${count} attempts`, () => all.transport.attempts.length >= count);

  /** A window whose mails fail that way. */
  async function failing(cause: FailureCause, ...ids: string[]): Promise<Outbox> {
    all.transport.turn = () => failure(cause);
    const outbox = await all.start();
    for (const id of ids) {
      await outbox.enqueue(mail(id), 'account-1');
      all.time.wall += 1;
    }
    await tried(1);
    await outbox.settled();
    return outbox;
  }

  for (const cause of causes)
    for (const how of ['off', 'asleep'] as const)
      it(`does not pass while the computer is ${how} from Friday to Monday (${cause})`, async () => {
        const friday = await failing(cause, 'mail-1', 'mail-2', 'mail-3');
        await all.time.pass(62 * second);
        await friday.settled();
        assert.equal(all.transport.attempts.length, 2);
        if (how === 'off') await friday.stop();
        if (how === 'off') all.time.wall += 64 * hour;
        else await all.time.leap(64 * hour);
        // The network comes some seconds later.
        const monday = how === 'off' ? await all.start() : friday;
        await tried(3);
        await monday.settled();
        await all.time.pass(5 * second);
        assert.deepEqual([monday.snapshot().counts.queued, all.host.dead], [3, []]);
        all.transport.turn = () => 'ok';
        // Nobody tells that the network is there.
        await all.time.pass(20 * minute);
        await all.has(monday, 'sent', 3);
        assert.deepEqual(all.transport.bodies.toSorted(), ['mail-1', 'mail-2', 'mail-3']);
        assert.deepEqual(all.host.dead, []);
      });

  for (const [what, jump] of [
    ['three days', 3 * day],
    ['a day and a minute', day + minute],
    ['years', 1_000 * day],
  ] as const)
    for (const when of ['between two attempts', 'during an attempt'] as const)
      it(`is not over since the clock is put forward by ${what} ${when}, nor when it is put back`, async () => {
        const outbox = await failing('offline', 'mail-1', 'mail-2');
        await all.time.pass(5 * second);
        if (when === 'between two attempts') await all.time.leap(jump);
        else {
          all.transport.turn = () => async () => {
            all.time.wall += jump;
            return Promise.resolve(failed(failure('offline')));
          };
          await all.time.pass(minute);
        }
        await tried(2);
        all.transport.turn = () => failure('offline');
        await outbox.settled();
        await all.time.pass(2 * second);
        assert.deepEqual([outbox.snapshot().counts.queued, all.host.dead], [2, []]);
        all.time.wall -= jump;
        await all.time.pass(10 * minute);
        assert.deepEqual([outbox.snapshot().counts.queued, all.host.dead], [2, []]);
        all.transport.turn = () => 'ok';
        await all.time.pass(hour);
        await all.has(outbox, 'sent', 2);
      });

  for (const cause of causes)
    it(`is over after a day in which it could be tried, however long the nights were (${cause})`, async () => {
      const outbox = await failing(cause, 'mail-1', 'mail-2');
      const other = await all.start();
      for (let days = 0; days < 2; days++) {
        await all.time.stay(10 * hour);
        await all.time.leap(14 * hour);
        await outbox.settled();
        assert.deepEqual(all.host.dead, [], `day ${days}`);
      }
      await all.time.stay(3 * hour);
      assert.deepEqual(all.host.dead, []);
      await all.time.stay(2 * hour);
      await all.has(outbox, 'dead', 2);
      await all.time.pass(5 * second);
      await all.has(other, 'dead', 2);
      assert.deepEqual(
        all.host.dead.flat().map(({ id, end }) => [id, end]),
        [
          ['mail-1', 'expired'],
          ['mail-2', 'expired'],
        ],
      );
    });

  it('does not end at the first look after a sleep, even if only a minute of it was left', async () => {
    const outbox = await failing('offline', 'mail-1');
    await all.time.stay(day - minute);
    await all.time.leap(64 * hour);
    await outbox.settled();
    await all.time.pass(5 * minute);
    assert.deepEqual([outbox.snapshot().counts.queued, all.host.dead], [1, []]);
    await all.time.pass(10 * minute);
    await all.has(outbox, 'dead', 1);
  });

  it('does not pass while nobody has what a killed window had claimed', async () => {
    all.transport.turn = () => failure('offline');
    const hanging = new ScriptedTransport(() => () => new Promise(() => undefined));
    const friday = await all.startDoomed(hanging);
    await friday.enqueue(mail('mail-1'), 'account-1');
    await until('claimed', () => hanging.attempts.length === 1);
    all.time.wall += 64 * hour;
    const monday = await all.start();
    await all.time.pass(20 * second);
    await tried(1);
    await monday.settled();
    assert.deepEqual([monday.snapshot().counts.queued, all.host.dead], [1, []]);
    all.transport.turn = () => 'ok';
    monday.wake();
    await all.has(monday, 'sent', 1);
  });

  it('is counted anew for thousands of mails a little at a time, also for those that are tried meanwhile', async () => {
    const count = 3_000;
    await (await all.start()).stop();
    const begun = all.time.now() - 64 * hour;
    for (let number = 0; number < count; number++) {
      const { parts } = encodeRecord(mail(`mail-${number}`), `account-${number % 10}`, {});
      const entry = { ...accepted(`mail-${number}`, `account-${number % 10}`, begun + number), attempts: 1 };
      writeFileSync(path.join(all.root, 'queued', entryName(entry)), Buffer.concat(parts));
    }
    // The last ones are tried while the first ones are counted anew.
    let atOnce = 0;
    let most = 0;
    let isOver = false;
    const disk = new Disk(all.root, 'counting');
    const move = disk.move.bind(disk);
    disk.move = (from, to) => {
      most = Math.max(most, (atOnce += 1));
      return move(from, to);
    };
    const turn = (): void => {
      atOnce = 0;
      if (!isOver) setImmediate(turn);
    };
    turn();
    all.transport.turn = () => failure('offline');
    const outbox = all.create({ disk });
    const starting = outbox.start();
    await until('the first is counted anew', () => outbox.snapshot().counts.queued > 0 && atOnce > 0);
    await outbox.enqueue(mail('new'), 'account-1');
    await starting;
    await tried(10);
    await outbox.settled();
    isOver = true;
    assert.deepEqual([outbox.snapshot().counts.queued, all.host.dead], [count + 1, []]);
    assert.ok(most < count / 2, `${most} at once`);
  });

  it('is counted anew after a weekend without a change in the order of the mails', async () => {
    const ids = Array.from({ length: 20 }, (_, number) => `mail-${number}`);
    const friday = await failing('offline', ...ids);
    await friday.stop();
    all.time.wall += 64 * hour;
    all.transport.turn = () => 'ok';
    const monday = await all.start();
    await all.time.pass(minute);
    await all.has(monday, 'sent', 20);
    assert.deepEqual(all.transport.bodies, ids);
  });
});

describe('a host that answers how to send only once', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  for (const cause of ['passwordRefused', 'certificateUntrusted', 'needsStartTls', 'signInRequired'] as const)
    for (const how of ['never again', 'with an error'] as const)
      it(`holds no mail in the state of sending after ${cause} if it answers ${how}`, async () => {
        const { senderOf } = all.host;
        let asked = 0;
        all.host.senderOf = (id) => {
          asked += 1;
          if (asked === 1) return senderOf(id);
          return how === 'never again' ? new Promise(() => undefined) : Promise.reject(new Error('closing'));
        };
        all.transport.turn = () => aFailure({ cause, step: 'signIn', retry: 'whenFixed' });
        const outbox = await all.start();
        await outbox.enqueue(mail('mail-1'), 'account-1');
        await until('asked again', () => asked >= 2);
        await all.time.pass(11 * 1_000);
        await all.has(outbox, 'parked', 1);
        assert.equal(all.host.holds.length, 1);
        // Another window has its turn.
        all.host.senderOf = senderOf;
        all.transport.turn = () => 'ok';
        outbox.wake('account-1');
        await all.has(outbox, 'sent', 1);
      });

  it('does not keep a connection from being opened ahead for ever', async () => {
    all.host.senderOf = () => new Promise(() => undefined);
    const outbox = await all.start();
    let isOver = false;
    const expecting = outbox.expect('account-1', 1_000).finally(() => (isOver = true));
    await all.time.pass(11 * 1_000);
    await until('over', () => isOver);
    await expecting;
    assert.deepEqual(all.transport.opened, []);
  });
});
