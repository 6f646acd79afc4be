import assert from 'node:assert/strict';
import { Attention, knownAt } from '../../../../src/model/rule/attention';

const second = 1_000;
const start = 1_000_000;

describe('Attention', () => {
  const there = { focused: true, active: true };

  it('sees nobody at a window without focus, regardless of earlier input', () => {
    const attention = new Attention(start);
    attention.input(start);
    attention.state({ focused: false, active: true }, start);
    assert.equal(attention.isAway(3600, start), true);
    assert.equal(attention.wasSeenSince(start + 1, start + 2), false);
  });

  it('does not take focus alone for presence', () => {
    const attention = new Attention(start);
    attention.state({ focused: true, active: false }, start + 62 * second);
    assert.equal(attention.isAway(60, start + 62 * second), true);
    assert.equal(attention.isAway(300, start + 62 * second), false, 'the rule says five minutes');
    assert.equal(attention.isAway(300, start + 301 * second), true);
  });

  it('learns from an input that somebody was there after a moment', () => {
    const attention = new Attention(start);
    assert.equal(attention.wasSeenSince(start + second, start + 2 * second), undefined);
    attention.input(start + 3 * second);
    assert.equal(attention.wasSeenSince(start + second, start + 4 * second), true);
    assert.equal(attention.wasSeenSince(start + 3 * second, start + 4 * second), undefined);
  });

  it('learns it from a window that stays active for a minute, and the opposite from one that does not', () => {
    const attention = new Attention(start);
    const moment = start + second;
    assert.equal(attention.wasSeenSince(moment, knownAt(moment) - 1), undefined);
    assert.equal(attention.wasSeenSince(moment, knownAt(moment)), true);
    attention.state({ focused: true, active: false }, start + 50 * second);
    assert.equal(attention.wasSeenSince(moment, knownAt(moment)), false);
  });

  it('sees somebody who brings the focus or the activity back', () => {
    const attention = new Attention(start);
    attention.state({ focused: false, active: false }, start + 5 * second);
    attention.state(there, start + 9 * second);
    assert.equal(attention.wasSeenSince(start + 8 * second, start + 10 * second), true);
    assert.equal(attention.isAway(60, start + 10 * second), false);
  });
});
