import assert from 'node:assert/strict';
import { fullLimit, nextSlot, type Limits } from '../../../../src/outbox/courier/rateLimits';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = 1_795_000_000_000;
const limits: Limits = { perMinute: 3, perDay: 5 };

describe('the rate limit of an account', () => {
  it('allows mails below the limits', () => {
    assert.equal(nextSlot([], limits, now), now);
    assert.equal(nextSlot([now - 10, now - 5], limits, now), now);
    assert.equal(nextSlot([now - minute, now - 10, now - 5], limits, now), now);
  });

  it('makes mails wait until the oldest leaves the minute', () => {
    assert.equal(nextSlot([now - 30_000, now - 10, now - 5], limits, now), now + 30_000);
  });

  it('makes mails wait until the oldest leaves the day', () => {
    const sent = [now - 20 * hour, now - 19 * hour, now - 18 * hour, now - 17 * hour, now - 16 * hour];
    assert.equal(nextSlot(sent, limits, now), now + 4 * hour);
    assert.equal(nextSlot([now - day, ...sent.slice(1)], limits, now), now);
  });

  it('reports the full limit that lasts longest', () => {
    const times = (...ago: number[]): number[] => ago.map((one) => now - one);
    const inMinute = times(30_000, 10, 5);
    assert.equal(fullLimit(times(10, 5), limits, now), undefined);
    assert.deepEqual(fullLimit(inMinute, limits, now), { until: now + 30_000, per: 'minute', most: 3 });
    const both = [...times(2 * hour, hour), ...inMinute];
    assert.deepEqual(fullLimit(both, limits, now), { until: now + 22 * hour, per: 'day', most: 5 });
    const almostDay = [...times(day - 10, day - 10), ...inMinute];
    assert.deepEqual(fullLimit(almostDay, limits, now), { until: now + 30_000, per: 'minute', most: 3 });
  });

  it('allows everything if there is none', () => {
    const sent = Array.from({ length: 10_000 }, () => now);
    assert.equal(nextSlot(sent, { perMinute: Infinity, perDay: Infinity }, now), now);
  });

  it('does not block after the clock was set back', () => {
    const sent = [now + 100 * day, now + 100 * day, now + 100 * day, now + 100 * day, now + 100 * day];
    assert.equal(nextSlot(sent, limits, now), now);
    const hourAhead = sent.map(() => now + hour);
    assert.ok(nextSlot(hourAhead, limits, now) <= now + day);
  });
});
