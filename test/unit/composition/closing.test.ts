import assert from 'node:assert/strict';
import { silentLog } from '../../../src/model/log';
import type { Attempted } from '../../../src/mail/transport/transport';
import { closeDown } from '../../../src/composition/closing';
import type { Outbox } from '../../../src/outbox/outbox';
import { until } from '../../support/fakeTime';
import { mail, Outboxes } from '../../support/outboxes';
import { taken } from '../../support/scriptedTransport';

describe('a window that closes', () => {
  let all: Outboxes;
  let answer: (() => void) | undefined;
  let outbox: Outbox;
  beforeEach(async () => {
    all = new Outboxes();
    answer = undefined;
    all.transport.turn = () => async (attempt) => {
      await all.transport.sendBody(attempt);
      return new Promise<Attempted>((resolve) => (answer = () => resolve(taken(attempt))));
    };
    outbox = await all.start();
  });
  afterEach(() => all.clear());

  const nothing = (): Promise<void> => Promise.resolve();
  const never = (): Promise<void> => new Promise(() => undefined);

  /** Begins to close. Returns a function that says whether it is done. */
  function close(finish: () => Promise<void>, end: () => Promise<void>): () => boolean {
    let isDone = false;
    void closeDown({ outbox, finish, end, scheduler: all.time, log: silentLog }).then(() => (isDone = true));
    return () => isDone;
  }

  async function begin(id: string): Promise<void> {
    await outbox.enqueue(mail(id), 'account-1');
    await until('the body is out', () => answer !== undefined);
  }

  it('is done within four seconds, even if composing, the disk and a server never finish', async () => {
    await begin('mail-1');
    const isDone = close(never, never);
    await all.time.pass(3_600);
    assert.equal(isDone(), false, 'the answer has its time');
    await all.time.pass(400);
    await until('done', isDone);
  });

  it('is done at once if nothing is under way, even if a part fails', async () => {
    const isDone = close(nothing, () => Promise.reject(new Error('no')));
    await until('done', isDone);
  });

  it('first writes all mails, sends those that go quickly, and accepts an answer up to the end', async () => {
    await begin('mail-1');
    const order: string[] = [];
    const slow = all.transport.turn;
    all.transport.turn = (count, attempt) => (attempt.message.id === 'mail-2' ? 'ok' : slow(count, attempt));
    const finish = async (): Promise<void> => {
      await new Promise<void>((resolve) => all.time.after(1_500, resolve));
      await outbox.enqueue(mail('mail-2'), 'account-2');
      order.push('written');
    };
    const isDone = close(finish, () => {
      order.push('taken back');
      return nothing();
    });
    await all.time.pass(1_500);
    await until('written', () => order.length === 2);
    await until('sent', () => all.transport.bodies.length === 2);
    await all.time.pass(1_500);
    assert.deepEqual([order, isDone()], [['written', 'taken back'], false]);
    answer?.();
    await until('done', isDone);
    const next = await all.start();
    await all.has(next, 'sent', 2);
    assert.deepEqual(all.transport.bodies, ['mail-1', 'mail-2']);
  });
});
