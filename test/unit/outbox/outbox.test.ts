import assert from 'node:assert/strict';
import { retryAfter, type FailureCause } from '../../../src/model/failure/failure';
import type { Step } from '../../../src/model/failure/attempt';
import type { Attempt, Attempted } from '../../../src/mail/transport/transport';
import { usualHistory } from '../../../src/outbox/store/retention';
import { usualSettings, type OutboxSettings } from '../../../src/outbox/outbox';
import { usualPlan } from '../../../src/outbox/store/verdict';
import { aFailure, anAccount } from '../../support/builders';
import { until } from '../../support/fakeTime';
import { aSender, mail, Outboxes } from '../../support/outboxes';
import { failed, taken } from '../../support/scriptedTransport';

const minute = 60_000;
const hour = 60 * minute;

describe('the outbox', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  const failure = (cause: FailureCause, step: Step = 'connect') =>
    aFailure({ cause, step, retry: retryAfter(cause), code: cause });

  it('sends a mail, and keeps the receipt and the body for a while', async () => {
    const outbox = await all.start();
    await outbox.enqueue(mail('mail-1'), 'account-1', { run: 'run-1' });
    await all.has(outbox, 'sent', 1);
    const [item] = await outbox.items();
    assert.equal(item?.receipt?.reply, '250 2.0.0 queued as 4F2');
    assert.deepEqual(item.about, { run: 'run-1' });
    assert.equal(item.attempts, 1);
    assert.deepEqual(outbox.message('mail-1'), mail('mail-1'));
    assert.deepEqual(all.transport.attempts[0]?.message, mail('mail-1'));
    assert.deepEqual(
      all.host.sentItems.map(({ id }) => id),
      ['mail-1'],
    );
  });

  it('sends mails in order, one at a time for each account, accounts in parallel', async () => {
    const outbox = await all.start();
    const ids = Array.from({ length: 6 }, (_, number) => `mail-${number}`);
    let open = 0;
    let most = 0;
    all.transport.turn = () => async (attempt: Attempt) => {
      most = Math.max(most, (open += 1));
      await until('both accounts are at it', () => open === 2 || most === 2);
      await all.transport.sendBody(attempt);
      open -= 1;
      return taken(attempt);
    };
    for (const [place, id] of ids.entries()) await outbox.enqueue(mail(id), `account-${place % 2}`);
    await all.has(outbox, 'sent', 6);
    assert.equal(most, 2);
    assert.deepEqual([...all.transport.most.values()], [1, 1]);
    assert.deepEqual(
      all.transport.bodies.filter((id) => ids.indexOf(id) % 2 === 0),
      ['mail-0', 'mail-2', 'mail-4'],
    );
  });

  it('retries after the waits of the schedule, with the same bytes', async () => {
    const outbox = await all.start();
    all.transport.turn = (count) => (count < 3 ? failure('busy', 'recipients') : 'ok');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await until('tried', () => all.transport.attempts.length === 1);
    await all.has(outbox, 'queued', 1);
    const [item] = await outbox.items();
    assert.equal(item?.nextTry, all.time.now() + 5.5 * minute);
    assert.equal(item.failure?.cause, 'busy');
    for (const [attempts, minutes] of [
      [2, 6],
      [3, 5],
      [4, 15],
    ] as const) {
      await all.time.pass(minutes * minute + 2_000);
      assert.equal(all.transport.attempts.length, attempts);
    }
    await all.has(outbox, 'sent', 1);
    assert.equal(new Set(all.transport.attempts.map(({ message }) => message.raw.toString())).size, 1);
  });

  it('stops the account after one refused password, and goes on once it is fixed', async () => {
    const outbox = await all.start();
    let fingerprint = 'old';
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { fingerprint }));
    all.transport.turn = () => failure('passwordRefused', 'signIn');
    for (const id of ['mail-1', 'mail-2', 'mail-3']) await outbox.enqueue(mail(id), 'account-1');
    await all.has(outbox, 'parked', 1);
    await all.time.pass(30 * minute);
    assert.equal(all.transport.attempts.length, 1);
    assert.deepEqual(
      all.host.holds.map(({ hold, item }) => [hold.accountId, hold.until, item.id]),
      [['account-1', null, 'mail-1']],
    );
    assert.equal(outbox.snapshot().holds[0]?.failure.cause, 'passwordRefused');
    fingerprint = 'new';
    all.transport.turn = () => 'ok';
    outbox.wake('account-1');
    await all.has(outbox, 'sent', 3);
    assert.deepEqual(outbox.snapshot().holds, []);
  });

  it('retries everything at once in all accounts, one mail of each first', async () => {
    const outbox = await all.start();
    all.transport.turn = () => failure('passwordRefused', 'signIn');
    for (const account of ['account-1', 'account-2'])
      for (const id of ['one', 'two', 'three']) await outbox.enqueue(mail(`${account}-${id}`), account);
    await all.has(outbox, 'parked', 2);
    await outbox.settled();
    outbox.wakeAll();
    await outbox.settled();
    await until('refused again', () => outbox.snapshot().holds.length === 2);
    assert.equal(all.transport.attempts.length, 4);
    all.transport.turn = () => 'ok';
    outbox.wakeAll();
    await all.has(outbox, 'sent', 6);
  });

  it('sends all waiting mails at once, even those for later, but does not repeat those in doubt', async () => {
    const outbox = await all.start();
    all.transport.turn = () => ({ body: aFailure({ cause: 'connectionLost', retry: 'inDoubt', step: 'message' }) });
    await outbox.enqueue(mail('doubtful'), 'account-1');
    await all.has(outbox, 'inDoubt', 1);
    all.transport.turn = () => 'ok';
    await outbox.enqueue(mail('later'), 'account-1', {}, all.time.now() + 60 * minute);
    await outbox.settled();
    assert.equal(outbox.snapshot().counts.queued, 1);
    outbox.wakeAll();
    await all.has(outbox, 'sent', 1);
    assert.equal(outbox.snapshot().counts.inDoubt, 1);
  });

  it('does not hold an account that was fixed while it was being tried', async () => {
    const outbox = await all.start();
    let fingerprint = 'old';
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { fingerprint }));
    all.transport.turn = (count) => {
      fingerprint = 'new';
      return count === 0 ? failure('passwordRefused', 'signIn') : 'ok';
    };
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await all.has(outbox, 'sent', 1);
    assert.deepEqual(all.host.holds, []);
  });

  it('notices at the start that an account was fixed while no window was open', async () => {
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { fingerprint: 'old' }));
    all.transport.turn = () => failure('passwordRefused', 'signIn');
    const first = await all.start();
    await first.enqueue(mail('mail-1'), 'account-1');
    await all.has(first, 'parked', 1);
    await first.stop();
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { fingerprint: 'new' }));
    all.transport.turn = () => 'ok';
    await all.has(await all.start(), 'sent', 1);
  });

  it('gives up a mail whose sender address is no longer the account’s, but not the account', async () => {
    const outbox = await all.start();
    all.host.senderOf = (id) =>
      Promise.resolve(aSender(id, { account: anAccount({ id, fromAddress: 'new@example.com' }) }));
    all.transport.turn = (count) => (count === 0 ? failure('senderRefused', 'recipients') : 'ok');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await outbox.enqueue(mail('mail-2'), 'account-1');
    await all.has(outbox, 'sent', 1);
    assert.equal(outbox.snapshot().counts.dead, 1);
    assert.deepEqual(all.host.holds, []);
  });

  it('waits for a recipient to be verified, and gives up a mail to none of the account’s after a second no', async () => {
    const outbox = await all.start();
    let fingerprint = 'old';
    let recipients = ['grace@example.org'];
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { fingerprint, account: anAccount({ id, recipients }) }));
    all.transport.turn = (_count, { message: { id } }) =>
      id === 'mail-1' ? failure('recipientUnverified', 'recipients') : 'ok';
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await all.has(outbox, 'parked', 1);
    assert.equal(all.host.holds.length, 1);
    fingerprint = 'without a change of the recipients';
    outbox.wake('account-1');
    await until('tried again', () => all.transport.attempts.length === 2);
    await all.has(outbox, 'parked', 1);
    fingerprint = 'with other recipients';
    recipients = ['new@example.org'];
    await outbox.enqueue(mail('mail-2'), 'account-1');
    outbox.wake('account-1');
    await all.has(outbox, 'sent', 1);
    await all.has(outbox, 'dead', 1);
  });

  it('repeats a mail in doubt once after ten minutes, then reports it', async () => {
    const outbox = await all.start();
    all.transport.turn = () => ({ body: failure('inDoubt', 'message') });
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await all.has(outbox, 'inDoubt', 1);
    await all.time.pass(9 * minute);
    assert.equal(all.transport.bodies.length, 1);
    await all.time.pass(minute + 2_000);
    await all.has(outbox, 'dead', 1);
    assert.equal(all.transport.bodies.length, 2);
    assert.equal(all.host.dead[0]?.[0]?.end, 'inDoubt');
    await all.time.pass(30 * hour);
    assert.equal(all.transport.attempts.length, 2);
  });

  it('never repeats a mail in doubt if the user wants that', async () => {
    const retry = { ...usualPlan, repeatInDoubt: 'never' } as const;
    const outbox = await all.start({ settings: () => ({ retry, history: usualHistory }) });
    all.transport.turn = () => ({ body: failure('inDoubt', 'message') });
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await all.has(outbox, 'dead', 1);
    assert.equal(all.transport.bodies.length, 1);
    assert.equal(all.host.dead.length, 1);
  });

  it('treats a refusal after the body as a refusal', async () => {
    const outbox = await all.start();
    all.transport.turn = (count) => (count === 0 ? { body: failure('busy', 'accepted') } : 'ok');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await until('queued again', async () => (await outbox.items())[0]?.failure?.cause === 'busy');
    await all.has(outbox, 'queued', 1);
    await all.time.pass(6 * minute);
    await all.has(outbox, 'sent', 1);
    assert.equal((await outbox.items())[0]?.repeats, 0);
  });

  it('is done with the accepted recipients, and reports the others', async () => {
    const outbox = await all.start();
    const envelope = { from: 'ada@example.com', to: ['grace@example.org', 'gone@example.org'] };
    all.transport.turn = () => (attempt) => {
      const reply = '550 5.1.1 no such user';
      const rejected = [{ address: 'gone@example.org', reply, cause: 'recipientRefused' as const }];
      return Promise.resolve(taken(attempt, 0, { accepted: ['grace@example.org'], rejected }));
    };
    await outbox.enqueue(mail('mail-1', { envelope }), 'account-1');
    await all.has(outbox, 'sent', 1);
    assert.equal(all.host.sentItems[0]?.receipt?.rejected[0]?.reply, '550 5.1.1 no such user');
    await all.time.pass(hour);
    assert.equal(all.transport.attempts.length, 1);
  });

  it('gives up at once a mail that nobody can fix, and goes on with the rest', async () => {
    const outbox = await all.start();
    all.transport.turn = (count) => (count === 0 ? failure('recipientRefused', 'recipients') : 'ok');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await outbox.enqueue(mail('mail-2'), 'account-1');
    await all.has(outbox, 'sent', 1);
    assert.deepEqual(
      all.host.dead.map((items) => items.map(({ id, end }) => [id, end])),
      [[['mail-1', 'refused']]],
    );
  });

  it('is offline as a whole: one mail finds out, none is reported, and the network wakes them all', async () => {
    const outbox = await all.start();
    all.transport.turn = () => failure('offline');
    for (let number = 0; number < 20; number++) await outbox.enqueue(mail(`mail-${number}`), `account-${number % 2}`);
    await until('offline', () => outbox.snapshot().holds.length === 2);
    await outbox.settled();
    assert.equal(outbox.snapshot().isOffline, true);
    assert.equal(all.transport.attempts.length, 2);
    await all.time.pass(10 * minute);
    assert.deepEqual([all.host.dead, all.host.holds], [[], []]);
    assert.ok(all.transport.attempts.length <= 6, String(all.transport.attempts.length));
    all.transport.turn = () => 'ok';
    outbox.wake();
    await all.has(outbox, 'sent', 20);
    assert.equal(outbox.snapshot().isOffline, false);
  });

  it('is no longer offline when no mail waits for the network', async () => {
    const outbox = await all.start();
    all.transport.turn = () => failure('offline');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await until('offline', () => outbox.snapshot().isOffline);
    await outbox.settled();
    assert.equal(await outbox.delete('mail-1'), true);
    assert.equal(outbox.snapshot().isOffline, false);
  });

  it('wakes the accounts that wait for the network when a mail leaves this computer', async () => {
    const outbox = await all.start();
    all.host.senderOf = (id) =>
      Promise.resolve(aSender(id, id === 'local' ? { account: anAccount({ id, host: '127.0.0.1' }) } : {}));
    all.transport.turn = (_count, { account }) => (account.id === 'far' ? failure('offline') : 'ok');
    await outbox.enqueue(mail('mail-1'), 'far');
    await until('offline', () => outbox.snapshot().holds.length === 1);
    await outbox.settled();
    await outbox.enqueue(mail('mail-2'), 'local');
    await all.has(outbox, 'sent', 1);
    assert.equal(outbox.snapshot().isOffline, true);
    all.transport.turn = () => 'ok';
    await outbox.enqueue(mail('mail-3'), 'near');
    await all.has(outbox, 'sent', 3);
  });

  it('gives up after a day, reports it once, and leaves no mail of that age behind', async () => {
    const outbox = await all.start();
    all.transport.turn = () => failure('connectionRefused');
    for (const id of ['mail-1', 'mail-2', 'mail-3']) await outbox.enqueue(mail(id), 'account-1');
    await until('tried', () => all.transport.attempts.length === 1);
    await outbox.settled();
    for (let hours = 0; hours < 26 && all.host.dead.length === 0; hours++) {
      await all.time.pass(hour);
      await outbox.settled();
    }
    await all.has(outbox, 'dead', 3);
    assert.equal(all.host.dead.length, 1);
    assert.deepEqual(
      all.host.dead[0]?.map(({ end }) => end),
      ['expired', 'expired', 'expired'],
    );
  });

  it('goes on the next day after a quota', async () => {
    const outbox = await all.start();
    all.transport.turn = (count) => (count === 0 ? failure('quota', 'recipients') : 'ok');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await outbox.enqueue(mail('mail-2'), 'account-1');
    await until('held', () => outbox.snapshot().holds.length === 1);
    await outbox.settled();
    await all.time.leap(23 * hour);
    assert.equal(all.transport.attempts.length, 1);
    await all.time.leap(2 * hour);
    await all.has(outbox, 'sent', 2);
  });

  it('respects the provider’s limits, even after a restart', async () => {
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { limits: { perMinute: 4, perDay: 10 } }));
    const first = await all.start();
    for (let number = 0; number < 12; number++) await first.enqueue(mail(`mail-${number}`), 'account-1');
    await all.has(first, 'sent', 4);
    await first.stop();
    const second = await all.start();
    await all.time.pass(5_000);
    assert.equal(all.transport.attempts.length, 4);
    await all.time.pass(minute);
    await all.has(second, 'sent', 8);
    await all.time.pass(minute);
    await all.has(second, 'sent', 10);
    await all.time.pass(hour);
    assert.equal(all.transport.attempts.length, 10);
    await all.time.leap(23 * hour);
    await all.time.pass(minute);
    await all.has(second, 'sent', 12);
  });

  it('respects the limits even if sent mails are deleted or not kept, in every window and after a restart', async () => {
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { limits: { perMinute: 4, perDay: 10 } }));
    const settings = (): OutboxSettings => ({ ...usualSettings, history: { entries: 1, days: 0 } });
    const first = await all.start({ settings });
    for (let number = 0; number < 14; number++) await first.enqueue(mail(`mail-${number}`), 'account-1');
    await all.has(first, 'sent', 4);
    const other = await all.start({ settings });
    for (const number of [0, 1, 2]) assert.equal(await other.delete(`mail-${number}`), true);
    assert.deepEqual([other.has('mail-0'), await other.delete('mail-0')], [false, false]);
    assert.equal(other.snapshot().counts.sent, 1);
    await all.time.pass(5_000);
    assert.equal(first.snapshot().counts.sent, 1);
    assert.equal(all.transport.attempts.length, 4);
    await first.stop();
    await all.time.pass(2 * minute);
    await all.has(other, 'sent', 7);
    for (const { id, state } of await other.items()) if (state === 'sent') await other.delete(id);
    await other.stop();
    const next = await all.start({ settings });
    await all.time.pass(hour);
    assert.equal(all.transport.attempts.length, 10);
    assert.deepEqual([all.host.aside, (await next.items()).length], [[], 4]);
    await all.time.leap(23 * hour);
    await all.time.pass(3 * minute);
    await until('sent', () => all.transport.attempts.length === 14);
  });

  it('sends at once what the user sends now, except for a mail that is being sent', async () => {
    const outbox = await all.start();
    all.transport.turn = () => failure('connectionRefused');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await until('held', () => outbox.snapshot().holds.length === 1);
    await outbox.settled();
    let answer: ((attempted: Attempted) => void) | undefined;
    all.transport.turn = () => () => new Promise((resolve) => (answer = resolve));
    assert.equal(await outbox.sendNow('mail-1'), true);
    await until('being sent', () => answer !== undefined);
    assert.equal(await outbox.sendNow('mail-1'), false);
    assert.equal(await outbox.delete('mail-1'), false);
    answer?.(taken(all.transport.attempts[1]!));
    await all.has(outbox, 'sent', 1);
    assert.equal(await outbox.sendNow('mail-1'), false);
    assert.equal(await outbox.sendNow('no such mail'), false);
  });

  it('tries only one of many mails that the user sends now if it is refused again', async () => {
    const outbox = await all.start();
    all.transport.turn = () => async () => {
      await all.time.leap(1);
      return failed(failure('passwordRefused', 'signIn'));
    };
    const ids = ['mail-1', 'mail-2', 'mail-3', 'mail-4'];
    for (const id of ids) await outbox.enqueue(mail(id), 'account-1');
    await until('held', () => outbox.snapshot().holds.length === 1);
    await outbox.settled();
    assert.equal(all.transport.attempts.length, 1);
    await all.time.leap(minute);
    for (const id of ids) await outbox.sendNow(id);
    await outbox.settled();
    await all.time.pass(5_000);
    assert.equal(all.transport.attempts.length, 2);
    all.transport.turn = () => 'ok';
    outbox.wake('account-1');
    await all.has(outbox, 'sent', 4);
  });

  it('shows a mail from its first attempt on, while that is still under way', async () => {
    const outbox = await all.start();
    let answer: ((attempted: Attempted) => void) | undefined;
    all.transport.turn = () => () => new Promise((resolve) => (answer = resolve));
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await until('being sent', () => answer !== undefined);
    assert.deepEqual(
      (await outbox.items()).map(({ id, state }) => [id, state]),
      [['mail-1', 'sending']],
    );
    answer?.(taken(all.transport.attempts[0]!));
    await all.has(outbox, 'sent', 1);
  });

  it('counts as loaded only when the disk has been read, and reports that, empty or not', async () => {
    const told: boolean[] = [];
    const outbox = all.create();
    outbox.onDidChange(() => told.push(outbox.snapshot().isLoaded));
    assert.equal(outbox.snapshot().isLoaded, false);
    await outbox.start();
    await all.time.pass(1_000);
    assert.deepEqual([outbox.snapshot().isLoaded, told.at(-1)], [true, true]);
    all.transport.turn = () => failure('contentRefused', 'message');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await all.has(outbox, 'dead', 1);
    const next = all.create();
    assert.equal(next.snapshot().isLoaded, false);
    await next.start();
    assert.equal((await next.items()).length, 1);
  });

  it('retries what was given up, and deletes what is not wanted', async () => {
    const outbox = await all.start();
    all.transport.turn = (count) => (count < 2 ? failure('contentRefused', 'message') : 'ok');
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await outbox.enqueue(mail('mail-2'), 'account-1');
    await all.has(outbox, 'dead', 2);
    assert.equal(outbox.transcript('mail-2').length, 1);
    assert.equal(await outbox.delete('mail-2'), true);
    assert.equal(await outbox.sendNow('mail-1'), true);
    await all.has(outbox, 'sent', 1);
    assert.deepEqual(
      (await outbox.items()).map(({ id }) => id),
      ['mail-1'],
    );
    assert.equal(await outbox.delete('mail-1'), true);
    assert.deepEqual(await outbox.items(), []);
    assert.equal(outbox.message('mail-1'), undefined);
  });

  it('takes 500 mails without a flood', async () => {
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { limits: { perMinute: 20, perDay: 1000 } }));
    const outbox = await all.start();
    let told = 0;
    outbox.onDidChange(() => (told += 1));
    await Promise.all(Array.from({ length: 500 }, (_, number) => outbox.enqueue(mail(`mail-${number}`), 'account-1')));
    await all.has(outbox, 'sent', 20);
    assert.equal(outbox.snapshot().counts.queued, 480);
    // Minute by minute: a busy disk's delay in one must not show up in the next.
    for (const sent of [40, 60]) {
      await all.time.pass(minute);
      // If the disk was late, the next look is one second later, and so is the one after.
      for (let looks = 0; looks < 20 && outbox.snapshot().counts.sent < sent; looks++) await all.time.pass(1_000);
      await all.has(outbox, 'sent', sent);
    }
    assert.ok(told > 0 && told < 50, `told ${told} times`);
  });

  it('lets other windows send if this one does not learn how', async () => {
    const deaf = await all.start({
      host: Object.assign(Object.create(all.host) as typeof all.host, { sender: () => new Promise(() => undefined) }),
    });
    await deaf.enqueue(mail('mail-1'), 'account-1');
    const other = await all.start();
    await all.time.pass(12_000);
    await all.has(other, 'sent', 1);
  });

  it('opens a connection ahead of a mail, but not for an account that is held or unusable', async () => {
    const outbox = await all.start();
    await outbox.expect('account-1', 9_000);
    assert.deepEqual(all.transport.opened, [['account-1', 9_000]]);
    const proxy = { kind: 'http', host: 'proxy.example.com', port: 3128, username: '', password: '' } as const;
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { proxy }));
    await outbox.expect('account-3', 9_000);
    assert.deepEqual(all.transport.ways, [undefined, proxy]);
    all.transport.opened.length = 1;
    all.host.senderOf = (id) => Promise.resolve(aSender(id));
    all.transport.turn = () => aFailure({ cause: 'passwordRefused', retry: 'whenFixed', step: 'signIn' });
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await all.has(outbox, 'parked', 1);
    await outbox.expect('account-1', 9_000);
    all.host.senderOf = () => Promise.resolve(aFailure({ cause: 'passwordMissing', retry: 'whenFixed' }));
    await outbox.expect('account-2', 9_000);
    all.host.senderOf = () => Promise.reject(new Error('the secret storage is locked'));
    await outbox.expect('account-2', 9_000);
    assert.deepEqual(all.transport.opened, [['account-1', 9_000]]);
  });
});
