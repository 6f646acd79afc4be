import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Attempted } from '../../../../src/mail/transport/transport';
import { entryName, parseEntry } from '../../../../src/outbox/store/entry';
import { processStat, thisProcess } from '../../../../src/system/processIdentity';
import { FakeTime, until } from '../../../support/fakeTime';
import { aSender, HeardHost, mail, Outboxes } from '../../../support/outboxes';
import { failed, ScriptedTransport, taken } from '../../../support/scriptedTransport';
import { aFailure } from '../../../support/builders';

const minute = 60_000;

describe('several outboxes in one folder', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  /** A transport that stops in the middle of a mail until the test lets it go on. */
  function hanging(where: 'before the body' | 'after the body') {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const outcome: { attempted?: Attempted } = {};
    const transport: ScriptedTransport = new ScriptedTransport(() => async (attempt) => {
      if (where === 'before the body') await gate;
      const refusal = await transport.sendBody(attempt);
      if (where === 'after the body') await gate;
      outcome.attempted = refusal === undefined ? taken(attempt) : failed(refusal);
      return outcome.attempted;
    });
    return { transport, outcome, go: () => go() };
  }

  it('see the same within a second', async () => {
    const one = await all.start();
    const other = await all.start();
    all.host.senderOf = () => new Promise(() => undefined);
    await one.enqueue(mail('mail-1'), 'account-1');
    await all.time.pass(1_000);
    await all.has(other, 'queued', 1);
    assert.deepEqual(other.snapshot(), one.snapshot());
    assert.deepEqual(await other.items(), await one.items());
    assert.equal(await other.delete('mail-1'), true);
    await all.time.pass(1_000);
    await all.has(one, 'queued', 0);
  });

  it('notice a mail whose outbox was killed before it could signal it, even if nobody else comes', async () => {
    const survivor = await all.start();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const { pid = 0 } = child;
    try {
      const identity = { ...thisProcess(), pid, startedAt: processStat(pid)?.startedAt ?? '' };
      // No time passes in it: it neither sends nor signals.
      const host = Object.assign(new HeardHost(), { senderOf: () => new Promise(() => undefined) });
      const killed = await all.start({ identity, host, scheduler: new FakeTime() });
      await all.time.pass(3_000);
      await killed.enqueue(mail('mail-1'), 'account-1');
      await all.time.pass(3_000);
      assert.equal(survivor.has('mail-1'), false, 'nothing tells of it');
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
      await all.time.pass(2_000);
      await all.has(survivor, 'sent', 1);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('send each mail once, one at a time for each account', async () => {
    const outboxes = [await all.start(), await all.start(), await all.start()];
    const ids = Array.from({ length: 30 }, (_, number) => `mail-${number}`);
    await Promise.all(ids.map((id, number) => outboxes[number % 3]!.enqueue(mail(id), `account-${number % 2}`)));
    for (let second = 0; second < 30 && all.transport.bodies.length < 30; second++) await all.time.pass(1_000);
    assert.deepEqual([...all.transport.bodies].sort(), [...ids].sort());
    assert.deepEqual([...all.transport.most.values()], [1, 1]);
  });

  it('send what a dead one had claimed, at once if no body was out', async () => {
    const { transport, outcome, go } = hanging('before the body');
    const doomed = await all.startDoomed(transport);
    await doomed.enqueue(mail('mail-1'), 'account-1');
    await until('claimed', () => transport.attempts.length === 1);
    const other = await all.start();
    await all.has(other, 'sent', 1);
    go();
    await until('the dead one woke up', () => outcome.attempted !== undefined);
    assert.equal(outcome.attempted?.ok, false, 'it was fenced off');
    assert.deepEqual([...transport.bodies, ...all.transport.bodies], ['mail-1']);
  });

  it('do not wait longer after a failure because others died before a body was out', async () => {
    for (const isFirst of [true, false]) {
      const { transport } = hanging('before the body');
      const doomed = await all.startDoomed(transport);
      if (isFirst) await doomed.enqueue(mail('mail-1'), 'account-1');
      await until('claimed', () => transport.attempts.length === 1);
    }
    all.transport.turn = () => aFailure({ cause: 'connectionLost', step: 'recipients', retry: 'later' });
    const other = await all.start();
    await until('tried', () => all.transport.attempts.length === 1);
    await all.has(other, 'queued', 1);
    const [item] = await other.items();
    assert.equal(item?.attempts, 1);
    assert.equal(item.nextTry, all.time.now() + minute);
  });

  for (const state of ['inDoubt', 'sending'])
    it(`do not resend a mail that a power cut put back into ${state}, since its receipt is there`, async () => {
      const first = await all.start();
      await first.enqueue(mail('mail-1'), 'account-1');
      await all.has(first, 'sent', 1);
      await first.stop();
      const [name = ''] = readdirSync(path.join(all.root, 'sent'));
      const claimed = entryName({ ...parseEntry('sent', name)!, claim: '1.gone' });
      renameSync(path.join(all.root, 'sent', name), path.join(all.root, state, claimed));
      const other = await all.start();
      await all.has(other, 'sent', 1);
      await all.time.pass(20 * minute);
      assert.deepEqual(all.transport.bodies, ['mail-1']);
      assert.equal((await other.items())[0]?.receipt?.accepted.length, 1);
    });

  it('repeat a dead one’s mail in doubt after ten minutes, once', async () => {
    const { transport } = hanging('after the body');
    const doomed = await all.startDoomed(transport);
    await doomed.enqueue(mail('mail-1'), 'account-1');
    await until('in doubt', () => transport.bodies.length === 1);
    const other = await all.start();
    await other.settled();
    await all.time.pass(9 * minute);
    assert.deepEqual(all.transport.bodies, []);
    await all.time.pass(minute + 2_000);
    await all.has(other, 'sent', 1);
    assert.equal((await other.items())[0]?.repeats, 1);
    assert.equal(all.transport.attempts[0]?.message.messageId, '<mail-1@example.com>');
  });

  it('believe one that was thought dead: its sent mail is sent', async () => {
    const { transport, outcome, go } = hanging('after the body');
    const doomed = await all.startDoomed(transport);
    await doomed.enqueue(mail('mail-1'), 'account-1');
    await until('in doubt', () => transport.bodies.length === 1);
    const other = await all.start();
    await all.time.pass(minute);
    await all.has(other, 'inDoubt', 1);
    go();
    await until('it woke up', () => outcome.attempted?.ok === true);
    await doomed.settled();
    await all.time.pass(10 * minute);
    await all.has(other, 'sent', 1);
    assert.deepEqual(all.transport.bodies, [], 'not repeated');
    assert.deepEqual(
      all.host.sentItems.map(({ id }) => id),
      ['mail-1'],
      'told once, by whoever can still tell it',
    );
  });

  it('do not send what another is sending, even if that takes long', async () => {
    const { transport, go } = hanging('after the body');
    const slow = await all.start({ transport });
    await slow.enqueue(mail('mail-1'), 'account-1');
    await until('in doubt', () => transport.bodies.length === 1);
    const other = await all.start();
    await all.time.pass(9 * minute);
    assert.deepEqual(all.transport.attempts, []);
    go();
    await all.has(slow, 'sent', 1);
    await all.time.pass(30 * minute);
    assert.deepEqual(all.transport.attempts, []);
    await all.has(other, 'sent', 1);
  });

  it('stop at once if no body is out, and the next window sends', async () => {
    const stuck = new ScriptedTransport(() => ({ signal }) => {
      return new Promise((resolve) => {
        const end = (): void => resolve(failed(aFailure({ cause: 'cancelled', retry: 'later' })));
        signal?.addEventListener('abort', end);
      });
    });
    const first = await all.start({ transport: stuck });
    await first.enqueue(mail('mail-1'), 'account-1');
    await until('being sent', () => stuck.attempts.length === 1);
    await first.stop();
    const second = await all.start();
    await all.has(second, 'sent', 1);
    assert.equal((await second.items())[0]?.attempts, 1);
  });

  it('stop within four seconds if a server stays silent after the body', async () => {
    const { transport } = hanging('after the body');
    const first = await all.start({ transport });
    await first.enqueue(mail('mail-1'), 'account-1');
    await until('in doubt', () => transport.bodies.length === 1);
    let isStopped = false;
    const stopped = first.stop().then(() => (isStopped = true));
    await all.time.pass(4_000);
    await stopped;
    assert.equal(isStopped, true);
    // Our process lives on, so the others notice only its silence.
    const second = await all.start();
    await all.time.pass(11 * minute);
    await all.has(second, 'sent', 1);
  });

  it('set aside damaged and foreign files, report them once, and send the rest', async () => {
    const first = await all.start({
      host: Object.assign(Object.create(all.host) as typeof all.host, { sender: () => new Promise(() => undefined) }),
    });
    for (const id of ['mail-1', 'mail-2', 'mail-3']) await first.enqueue(mail(id), 'account-1');
    const queued = path.join(all.root, 'queued');
    const names = readdirSync(queued).sort();
    writeFileSync(path.join(queued, names[1]!), 'torn');
    writeFileSync(path.join(queued, 'notes.txt'), 'what is this');
    await first.stop();
    const second = await all.start();
    await all.has(second, 'sent', 2);
    assert.equal(all.host.aside.length, 2);
    assert.equal(readdirSync(path.join(all.root, 'set-aside')).length, 2);
    await all.start();
    assert.equal(all.host.aside.length, 2);
  });

  it('send the rest if one file cannot be read', async () => {
    const first = await all.start({
      host: Object.assign(Object.create(all.host) as typeof all.host, { sender: () => new Promise(() => undefined) }),
    });
    for (const id of ['mail-1', 'mail-2', 'mail-3']) {
      await first.enqueue(mail(id), 'account-1');
      all.time.wall += 1_000;
    }
    const queued = path.join(all.root, 'queued');
    const [oldest = ''] = readdirSync(queued).filter((name) => name.startsWith('mail-1'));
    rmSync(path.join(queued, oldest));
    mkdirSync(path.join(queued, oldest));
    await first.stop();
    const second = await all.start();
    await all.has(second, 'sent', 2);
    assert.deepEqual([all.transport.bodies, all.host.troubles], [['mail-2', 'mail-3'], []]);
    assert.deepEqual([all.host.aside.length, second.snapshot().counts.queued], [0, 1], 'it is tried again');
    await all.time.pass(15 * minute);
    assert.deepEqual([all.host.aside.length, second.snapshot().counts.queued], [1, 0]);
    assert.deepEqual([all.transport.bodies, all.host.troubles], [['mail-2', 'mail-3'], []]);
  });

  it('neither resend nor wait for ever when the clock is set back an hour', async () => {
    const outbox = await all.start();
    const busy = aFailure({ cause: 'busy', step: 'recipients', retry: 'later' });
    all.transport.turn = (_count, { message }) => (message.id === 'mail-1' ? 'ok' : busy);
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await outbox.enqueue(mail('mail-2'), 'account-1');
    await until('both tried', () => all.transport.attempts.length === 2);
    await outbox.settled();
    all.time.wall -= 60 * minute;
    all.transport.turn = () => 'ok';
    await all.time.pass(7 * minute);
    await all.has(outbox, 'sent', 2);
    assert.deepEqual(all.transport.bodies, ['mail-1', 'mail-2']);
    all.time.wall -= 60 * minute;
    await outbox.enqueue(mail('mail-3'), 'account-1');
    await all.has(outbox, 'sent', 3);
    const next = await all.start();
    await all.time.pass(2 * minute);
    assert.deepEqual(all.transport.bodies, ['mail-1', 'mail-2', 'mail-3']);
    assert.equal(next.snapshot().counts.sent, 3);
  });

  it('hold back an account no longer than intended when the clock is set back', async () => {
    const outbox = await all.start();
    all.transport.turn = () => aFailure();
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await until('held', () => outbox.snapshot().holds.length === 1);
    await outbox.settled();
    all.time.wall -= 60 * minute;
    all.transport.turn = () => 'ok';
    await all.time.pass(3 * minute);
    await all.has(outbox, 'sent', 1);
  });

  it('respect the limit together', async () => {
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { limits: { perMinute: 4, perDay: 100 } }));
    const outboxes = [await all.start(), await all.start()];
    for (let number = 0; number < 10; number++)
      await outboxes[number % 2]!.enqueue(mail(`mail-${number}`), 'account-1');
    await all.time.pass(20_000);
    assert.equal(all.transport.bodies.length, 4);
  });
});
