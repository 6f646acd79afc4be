import assert from 'node:assert/strict';
import { itemStates, type Entry, type ItemState } from '../../../src/outbox/entry';
import {
  claimed,
  delivered,
  erased,
  doubted,
  hastened,
  judged,
  released,
  renewed,
  rescheduled,
  stripped,
  woken,
  WrongState,
} from '../../../src/outbox/transition';

const now = 10_000_000;

function anEntry(state: ItemState, change: Partial<Entry> = {}): Entry {
  const claim = state === 'sending' ? '7.abc' : '';
  const base = { state, id: 'mail-1', account: '00', begun: 1000, since: 2000, due: 3000, attempts: 2, repeats: 0 };
  return { ...base, urgent: false, bodyless: false, erased: false, claim, ...change };
}

/** Every step, with the states from which it is allowed and the state to which it leads. */
const steps: Record<string, { work: (entry: Entry) => Entry; to: Partial<Record<ItemState, ItemState>> }> = {
  claimed: { work: (entry) => claimed(entry, '8.def', now), to: { queued: 'sending', inDoubt: 'sending' } },
  doubted: { work: (entry) => doubted(entry, now), to: { sending: 'inDoubt' } },
  delivered: {
    work: (entry) => delivered(entry, now),
    to: { queued: 'sent', sending: 'sent', inDoubt: 'sent', parked: 'sent' },
  },
  'judged later': {
    work: (entry) => judged(entry, { to: 'queued', due: now + 5, holds: false }, now),
    to: { queued: 'queued', sending: 'queued', inDoubt: 'queued' },
  },
  'judged parked': {
    work: (entry) => judged(entry, { to: 'parked' }, now),
    to: { queued: 'parked', sending: 'parked', inDoubt: 'parked' },
  },
  'judged in doubt': {
    work: (entry) => judged(entry, { to: 'inDoubt', due: now + 5 }, now),
    to: { queued: 'inDoubt', sending: 'inDoubt', inDoubt: 'inDoubt' },
  },
  'judged dead': {
    work: (entry) => judged(entry, { to: 'dead', end: 'refused' }, now),
    to: { queued: 'dead', sending: 'dead', inDoubt: 'dead' },
  },
  released: { work: (entry) => released(entry, now), to: { sending: 'queued' } },
  hastened: {
    work: (entry) => hastened({ ...entry, claim: entry.state === 'sending' ? entry.claim : '' }, now),
    to: { queued: 'queued', inDoubt: 'queued', parked: 'queued', dead: 'queued' },
  },
  woken: { work: (entry) => woken(entry, now), to: { queued: 'queued', parked: 'queued' } },
  renewed: { work: (entry) => renewed(entry, now), to: { queued: 'queued' } },
  stripped: { work: (entry) => stripped(entry), to: { sent: 'sent' } },
  erased: { work: (entry) => erased(entry), to: { sent: 'sent' } },
};

describe('transitions', () => {
  for (const [name, { work, to }] of Object.entries(steps))
    for (const state of itemStates) {
      const target = to[state];
      it(`${name} from ${state}: ${target ?? 'refused'}`, () => {
        if (target === undefined) assert.throws(() => work(anEntry(state)), WrongState);
        else assert.equal(work(anEntry(state)).state, target);
      });
    }

  it('a claim counts the attempt, and from doubt the repetition', () => {
    const { attempts, repeats, claim } = claimed(anEntry('queued', { urgent: true }), '8.def', now);
    assert.deepEqual({ attempts, repeats, claim }, { attempts: 3, repeats: 0, claim: '8.def' });
    assert.equal(claimed(anEntry('queued', { urgent: true }), '8.def', now).urgent, false);
    assert.equal(claimed(anEntry('inDoubt'), '8.def', now).repeats, 1);
  });

  it('nobody claims what is claimed', () => {
    assert.throws(() => claimed(anEntry('inDoubt', { claim: '7.abc' }), '8.def', now), WrongState);
    assert.throws(() => hastened(anEntry('inDoubt', { claim: '7.abc' }), now), WrongState);
  });

  it('the claim stays while the answer is awaited, and goes with the answer', () => {
    assert.equal(doubted(anEntry('sending'), now).claim, '7.abc');
    assert.equal(delivered(anEntry('inDoubt', { claim: '7.abc' }), now).claim, '');
    assert.equal(judged(anEntry('inDoubt', { claim: '7.abc' }), { to: 'inDoubt', due: now }, now).claim, '');
  });

  it('what was not a real attempt is not counted', () => {
    assert.equal(judged(anEntry('sending'), { to: 'queued', due: now, holds: false }, now).attempts, 2);
    const verdict = { to: 'queued', due: now, holds: false, uncounted: true } as const;
    assert.equal(judged(anEntry('sending'), verdict, now).attempts, 1);
    assert.equal(released(anEntry('sending'), now).attempts, 1);
  });

  it('what was given up or parked begins anew; what is in doubt is repeated', () => {
    for (const state of ['parked', 'dead'] as const) {
      const { begun, attempts, urgent } = hastened(anEntry(state), now);
      assert.deepEqual({ begun, attempts, urgent }, { begun: now, attempts: 0, urgent: true });
    }
    assert.deepEqual(hastened(anEntry('inDoubt'), now).repeats, 1);
    assert.equal(hastened(anEntry('queued'), now).begun, 1000);
    assert.equal(woken(anEntry('parked'), now).begun, now);
  });

  it('what waited behind an account that was mended begins anew, what waits for its time does not', () => {
    assert.equal(renewed(anEntry('queued'), now).begun, now);
    const later = anEntry('queued', { begun: now + 5000, due: now + 5000, attempts: 0 });
    assert.equal(renewed(later, now), later);
  });

  it('a clock set back makes nothing wait longer than it was meant to', () => {
    const hour = 3_600_000;
    const late = anEntry('queued', { begun: now + hour - 500, since: now + hour, due: now + hour + 60_000 });
    const { begun, since, due } = rescheduled(late, now);
    assert.deepEqual({ begun, since, due }, { begun: now - 500, since: now, due: now + 60_000 });
    const doubt = anEntry('inDoubt', { since: now + hour, due: now + hour + 600_000 });
    assert.equal(rescheduled(doubt, now).due, now + 600_000);
    for (const same of [
      anEntry('queued'),
      anEntry('queued', { since: now + 30_000 }),
      anEntry('sent', { since: now + hour }),
    ])
      assert.equal(rescheduled(same, now), same);
    const claim = anEntry('inDoubt', { since: now + hour, claim: '7.abc' });
    assert.equal(rescheduled(claim, now), claim);
  });
});
