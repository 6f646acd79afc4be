import assert from 'node:assert/strict';
import { itemStates, type Entry, type ItemState } from '../../../../src/outbox/store/entry';
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
  resumed,
  stripped,
  woken,
  WrongState,
} from '../../../../src/outbox/store/transition';

const now = 10_000_000;

function anEntry(state: ItemState, change: Partial<Entry> = {}): Entry {
  const claim = state === 'sending' ? '7.abc' : '';
  const base = { state, id: 'mail-1', account: '00', begun: 1000, since: 2000, due: 3000, attempts: 2, repeats: 0 };
  return { ...base, urgent: false, bodyless: false, erased: false, claim, ...change };
}

/** Every step, with the states that allow it and the state it leads to. */
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

  it('count the attempt with a claim, and a repetition if it was in doubt', () => {
    const { attempts, repeats, claim } = claimed(anEntry('queued', { urgent: true }), '8.def', now);
    assert.deepEqual({ attempts, repeats, claim }, { attempts: 3, repeats: 0, claim: '8.def' });
    assert.equal(claimed(anEntry('queued', { urgent: true }), '8.def', now).urgent, false);
    assert.equal(claimed(anEntry('inDoubt'), '8.def', now).repeats, 1);
  });

  it('refuse a second claim', () => {
    assert.throws(() => claimed(anEntry('inDoubt', { claim: '7.abc' }), '8.def', now), WrongState);
    assert.throws(() => hastened(anEntry('inDoubt', { claim: '7.abc' }), now), WrongState);
  });

  it('keep the claim until the answer comes', () => {
    assert.equal(doubted(anEntry('sending'), now).claim, '7.abc');
    assert.equal(delivered(anEntry('inDoubt', { claim: '7.abc' }), now).claim, '');
    assert.equal(judged(anEntry('inDoubt', { claim: '7.abc' }), { to: 'inDoubt', due: now }, now).claim, '');
  });

  it('do not count what was not a real attempt', () => {
    assert.equal(judged(anEntry('sending'), { to: 'queued', due: now, holds: false }, now).attempts, 2);
    const verdict = { to: 'queued', due: now, holds: false, uncounted: true } as const;
    assert.equal(judged(anEntry('sending'), verdict, now).attempts, 1);
    assert.equal(released(anEntry('sending'), now).attempts, 1);
  });

  it('restart a message that was given up or parked, and repeat one in doubt', () => {
    for (const state of ['parked', 'dead'] as const) {
      const { begun, attempts, urgent } = hastened(anEntry(state), now);
      assert.deepEqual({ begun, attempts, urgent }, { begun: now, attempts: 0, urgent: true });
    }
    assert.deepEqual(hastened(anEntry('inDoubt'), now).repeats, 1);
    assert.equal(hastened(anEntry('queued'), now).begun, 1000);
    assert.equal(woken(anEntry('parked'), now).begun, now);
  });

  it('restart a message that waited for its account to be fixed, but not one that waits for its time', () => {
    assert.equal(renewed(anEntry('queued'), now).begun, now);
    const later = anEntry('queued', { begun: now + 5000, due: now + 5000, attempts: 0 });
    assert.equal(renewed(later, now), later);
  });

  it('make nothing wait longer than intended after the clock was set back', () => {
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

  it('do not count a time in which nothing could be tried, and count it out only once', () => {
    const hour = 3_600_000;
    const gap = { from: now, to: now + 64 * hour };
    const friday = anEntry('queued', { begun: now - hour, since: now - 60_000, due: now + 240_000 });
    const monday = resumed(friday, gap, 0);
    assert.deepEqual(monday, { ...friday, begun: gap.to - hour, since: gap.to });
    assert.equal(resumed(monday, gap, 0), monday, 'by whichever window');
    // From when it was there, or from its own time.
    assert.equal(resumed(anEntry('queued', { begun: now + hour, since: now - hour }), gap, 0).begun, gap.to);
    assert.equal(resumed(anEntry('queued', { begun: now, since: now + 4 * hour }), gap, 0).begun, now + 60 * hour);
    // Enough is left of its time.
    assert.equal(resumed(friday, gap, gap.to - 1_000).begun, gap.to - 1_000);
    assert.equal(resumed(friday, gap, gap.to + hour).begun, gap.to);
    // What the user asked for before an obstacle was met stays so.
    assert.equal(resumed({ ...friday, urgent: true }, gap, 0).since, friday.since);
    for (const same of [
      anEntry('queued', { begun: gap.to + hour, since: now }),
      anEntry('queued', { begun: now, since: gap.to - 30_000 }),
      anEntry('queued', { begun: now, since: gap.to + hour }),
    ])
      assert.equal(resumed(same, gap, 0), same);
    assert.equal(resumed(friday, { from: now, to: now + 30_000 }, 0), friday);
  });
});
