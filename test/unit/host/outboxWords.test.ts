import assert from 'node:assert/strict';
import { outboxCounts } from '../../../src/host/outboxWords';
import { retryAfter, type FailureCause } from '../../../src/model/failure';
import type { Step } from '../../../src/model/step';
import { aFailure } from '../../support/builders';
import { until } from '../../support/fakeTime';
import { mail, Outboxes } from '../../support/outboxes';

describe('what the status bar counts', () => {
  let all: Outboxes;

  beforeEach(() => {
    all = new Outboxes();
  });
  afterEach(() => all.clear());

  const failure = (cause: FailureCause, step: Step) => aFailure({ cause, step, retry: retryAfter(cause) });

  it('is what waits, what waits for an account to be mended with all behind it, and what was given up', async () => {
    const outbox = await all.start();
    all.transport.turn = (_count, { message: { id } }) =>
      id === 'dead'
        ? failure('contentRefused', 'message')
        : id === 'parked'
          ? failure('passwordRefused', 'signIn')
          : failure('connectionRefused', 'connect');
    await outbox.enqueue(mail('dead'), 'account-1');
    await all.has(outbox, 'dead', 1);
    await outbox.enqueue(mail('parked'), 'account-1');
    await all.has(outbox, 'parked', 1);
    await outbox.enqueue(mail('behind'), 'account-1');
    await outbox.enqueue(mail('later'), 'account-2');
    await until('held', () => outbox.snapshot().holds.length === 2);
    await outbox.settled();
    assert.deepEqual(outboxCounts(outbox.snapshot(), all.time.now()), { sending: 0, waiting: 1, parked: 2, dead: 1 });
    const unsaved = { ...outbox.snapshot(), unsaved: 3 };
    assert.equal(outboxCounts(unsaved, all.time.now()).waiting, 4);
  });
});
