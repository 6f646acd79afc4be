import assert from 'node:assert/strict';
import { retryAfter, type FailureCause } from '../../../src/model/failure';
import type { Step } from '../../../src/model/step';
import { aFailure } from '../../support/builders';
import { aSender, mail, Outboxes } from '../../support/outboxes';

const failure = (cause: FailureCause, step: Step = 'signIn') =>
  aFailure({ cause, step, retry: retryAfter(cause), code: cause });

describe('what holds an account', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  it('is gone after a restart where the password that was missing is there now', async () => {
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
});
