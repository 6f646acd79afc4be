import assert from 'node:assert/strict';
import { retryAfter, type Failure, type FailureCause } from '../../../../src/model/failure/failure';
import type { Entry } from '../../../../src/outbox/store/entry';
import {
  day,
  usualPlan,
  verdictOn,
  waitAfter,
  type RetryPlan,
  type Verdict,
} from '../../../../src/outbox/store/verdict';
import { aFailure } from '../../../support/builders';

const minute = 60_000;
const hour = 60 * minute;
const now = 1_795_000_000_000;

const entry: Entry = {
  state: 'inDoubt',
  id: 'mail-1',
  account: '00',
  begun: now - minute,
  since: now,
  due: now,
  attempts: 1,
  repeats: 0,
  urgent: false,
  bodyless: false,
  erased: false,
  claim: '1.a',
};

function of(cause: FailureCause, change: Partial<Failure> = {}): Failure {
  return aFailure({ cause, retry: retryAfter(cause), step: 'recipients', ...change });
}

function verdict(failure: Failure, change: Partial<Entry> = {}, random = 0.5, plan: RetryPlan = usualPlan): Verdict {
  return verdictOn({ ...entry, ...change }, failure, plan, now, random);
}

/** Milliseconds until the next try. */
function wait(...all: Parameters<typeof verdict>): number {
  const said = verdict(...all);
  assert.equal(said.to, 'queued');
  return said.due - now;
}

describe('the verdict on an attempt that failed', () => {
  it('waits 1, 5, 15, 30 minutes, 1, 2, 4 hours and goes on with 4', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 20].map((attempts) => waitAfter(attempts, usualPlan, 0.5) / minute);
    assert.deepEqual(waits, [1, 5, 15, 30, 60, 120, 240, 240, 240]);
  });

  it('jitters by 20 % either way', () => {
    assert.deepEqual(
      [0, 0.5, 1].map((random) => waitAfter(1, usualPlan, random)),
      [48_000, 60_000, 72_000],
    );
    assert.equal(wait(of('connectionRefused'), { attempts: 2 }, 1), 6 * minute);
  });

  it('follows the advice of each cause', () => {
    const expected = { later: 'queued', whenFixed: 'parked', never: 'dead', inDoubt: 'inDoubt' };
    const causes: FailureCause[] = [
      'hostNotFound',
      'offline',
      'connectionRefused',
      'connectionTimedOut',
      'needsStartTls',
    ];
    causes.push('needsImplicitTls', 'startTlsMissing', 'tlsTooOld', 'certificateUntrusted', 'certificateExpired');
    causes.push('certificateName', 'passwordMissing', 'passwordRefused', 'appPasswordRequired', 'passwordSignInOff');
    causes.push('signInNotOffered', 'signInRequired', 'signInThrottled', 'senderRefused', 'recipientRefused', 'quota');
    causes.push('tooBig', 'contentRefused', 'ehloRefused', 'busy', 'connectionLost', 'inDoubt', 'cancelled');
    causes.push(
      'mailboxFull',
      'sandboxUnavailable',
      'notLoaded',
      'unknown',
      'greetingTimedOut',
      'notSmtp',
      'tlsFailed',
    );
    causes.push('certificateInvalid', 'accountBlocked', 'addressListed', 'recipientUnverified');
    for (const cause of causes) assert.equal(verdict(of(cause)).to, expected[retryAfter(cause)], cause);
  });

  it('waits at least as long as the server asks', () => {
    assert.ok(wait(of('signInThrottled'), {}, 0) >= 30 * minute);
    assert.ok(wait(of('busy'), {}, 0) >= 5 * minute);
    assert.ok(wait(of('mailboxFull'), {}, 0) >= 30 * minute);
    assert.ok(wait(of('certificateExpired'), {}, 0) >= 6 * hour);
    assert.ok(wait(of('addressListed'), {}, 0) >= hour);
    assert.equal(wait(of('busy'), { attempts: 4 }), 30 * minute);
    const turnedAway = of('busy', { step: 'connect', reply: '554 5.7.1 no service for you' });
    assert.ok(wait(turnedAway, {}, 0) >= hour);
    assert.ok(wait(of('busy', { step: 'connect', reply: '421 4.7.0 too many' }), {}, 1) < hour);
  });

  it('retries the next day after a quota, although a message usually lives for a day', () => {
    assert.ok(wait(of('quota'), {}, 0) >= day);
    assert.ok(wait(of('quota'), { begun: now - 30 * hour }) <= day + hour / 2);
    assert.deepEqual(verdict(of('quota'), { begun: now - 2 * day }), { to: 'dead', end: 'expired' });
  });

  it('makes a last attempt when the time is up, then gives up', () => {
    assert.equal(wait(of('connectionLost'), { begun: now - 23 * hour, attempts: 9 }), hour);
    assert.deepEqual(verdict(of('connectionLost'), { begun: now - 24 * hour }), { to: 'dead', end: 'expired' });
  });

  it('holds the whole account if the obstacle is not this message', () => {
    const holds = (failure: Failure): boolean | undefined => {
      const said = verdict(failure);
      return said.to === 'queued' ? said.holds : undefined;
    };
    for (const cause of [
      'offline',
      'hostNotFound',
      'connectionRefused',
      'signInThrottled',
      'quota',
      'addressListed',
    ] as const)
      assert.equal(holds(of(cause)), true, cause);
    assert.equal(holds(of('busy', { step: 'connect' })), true);
    assert.equal(holds(of('connectionLost', { step: 'signIn' })), true);
    assert.equal(holds(of('busy')), false);
    assert.equal(holds(of('unknown', { step: 'message' })), false);
  });

  it('repeats a message in doubt once, after ten minutes', () => {
    assert.deepEqual(verdict(of('inDoubt')), { to: 'inDoubt', due: now + 10 * minute });
    assert.deepEqual(verdict(of('inDoubt'), { repeats: 1 }), { to: 'dead', end: 'inDoubt' });
    const never = { ...usualPlan, repeatInDoubt: 'never' } as const;
    assert.deepEqual(verdict(of('inDoubt'), {}, 0.5, never), { to: 'dead', end: 'inDoubt' });
  });

  it('says that a message once in doubt may have arrived, no matter how it ends', () => {
    assert.deepEqual(verdict(of('contentRefused'), { repeats: 1 }), { to: 'dead', end: 'inDoubt' });
    const late = { repeats: 1, begun: now - 2 * day };
    assert.deepEqual(verdict(of('connectionLost'), late), { to: 'dead', end: 'inDoubt' });
  });

  it('does not count a cancelled attempt', () => {
    assert.deepEqual(verdict(of('cancelled')), { to: 'queued', due: now, holds: false, uncounted: true });
    assert.equal(verdict(of('cancelled'), { begun: now - 9 * day }).to, 'queued');
  });

  it('gives up at once what nobody can fix', () => {
    assert.deepEqual(verdict(of('recipientRefused')), { to: 'dead', end: 'refused' });
    assert.deepEqual(verdict(of('unknown', { retry: 'never' })), { to: 'dead', end: 'refused' });
  });
});
