import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { UsualDurations } from '../../../../src/model/run/usualDuration';
import { aRun } from '../../../support/builders';

const kind = { source: 'task', name: 'build', folder: '/src' } as const;

/** A memory like the editor's: it keeps anything that JSON can hold. */
class Kept {
  text = '';
  mark(name: string): string {
    return createHash('sha256').update(name).digest('hex').slice(0, 16);
  }
  load(): unknown {
    return this.text === '' ? undefined : JSON.parse(this.text);
  }
  save(value: unknown): void {
    this.text = JSON.stringify(value);
  }
}

function took(seconds: number, change: Partial<Parameters<typeof aRun>[0]> = {}) {
  return aRun({ ...kind, startedAt: 0, endedAt: seconds * 1000, startKnown: true, ...change });
}

describe('UsualDurations', () => {
  it('knows nothing from one run, but shortest, median and longest from more', () => {
    const durations = new UsualDurations(new Kept());
    durations.learn(took(10));
    assert.equal(durations.of(kind), undefined);
    for (const seconds of [30, 20]) durations.learn(took(seconds));
    assert.deepEqual(durations.of(kind), { shortest: 10_000, median: 20_000, longest: 30_000 });
  });

  it('takes the median of the last 20 runs, shortest and longest of the last seven', () => {
    const durations = new UsualDurations(new Kept());
    for (const seconds of [500, 900]) durations.learn(took(seconds));
    for (let run = 0; run < 13; run++) durations.learn(took(100 + run));
    assert.deepEqual(durations.of(kind), { shortest: 106_000, median: 107_000, longest: 112_000 });
    for (let run = 0; run < 7; run++) durations.learn(took(30 + run));
    // Of these 22 runs the first two, which took longest, no longer count.
    assert.deepEqual(durations.of(kind), { shortest: 30_000, median: 103_000, longest: 36_000 });
    for (let run = 0; run < 20; run++) durations.learn(took(1));
    assert.deepEqual(durations.of(kind), { shortest: 1_000, median: 1_000, longest: 1_000 });
  });

  it('learns from failed runs, but not from runs that were stopped, ended without a code or had started before', () => {
    const durations = new UsualDurations(new Kept());
    durations.learn(took(10, { outcome: 'failed' }));
    durations.learn(took(99, { outcome: 'stopped' }));
    durations.learn(took(99, { outcome: 'ended' }));
    durations.learn(took(99, { startKnown: false }));
    durations.learn(took(99, { cycle: 'broke' }));
    durations.learn(took(12));
    assert.equal(durations.of(kind)?.longest, 12_000);
  });

  it('keeps tasks of another name or folder apart', () => {
    const durations = new UsualDurations(new Kept());
    for (const seconds of [1, 2]) durations.learn(took(seconds));
    assert.equal(durations.of({ ...kind, folder: '/other' }), undefined);
    assert.equal(durations.of({ ...kind, name: 'test' }), undefined);
  });

  it('stores no readable name', () => {
    const kept = new Kept();
    const durations = new UsualDurations(kept);
    const secret = { ...kind, name: 'curl -u me:s3cret' };
    for (const seconds of [2, 9]) durations.learn(took(seconds, secret));
    assert.doesNotMatch(kept.text, /s3cret|src/);
    assert.equal(new UsualDurations(kept).of(secret)?.longest, 9_000);
  });

  it('forgets everything on request', () => {
    const kept = new Kept();
    const durations = new UsualDurations(kept);
    for (const seconds of [5, 7]) durations.learn(took(seconds));
    durations.clear();
    assert.equal(durations.of(kind), undefined);
    assert.equal(kept.text, '{}');
  });

  it('forgets old runs, and kinds that have not run for long', () => {
    const durations = new UsualDurations(new Kept());
    for (const seconds of [100, 1, 1, 1, 1, 1, 1, 1]) durations.learn(took(seconds));
    assert.equal(durations.of(kind)?.longest, 1_000);
    for (let other = 0; other < 200; other++) durations.learn(took(1, { name: `other ${other}` }));
    assert.equal(durations.of(kind), undefined);
  });

  it('works after a reload with any data in the memory', () => {
    const kept = new Kept();
    const before = new UsualDurations(kept);
    for (const seconds of [5, 7]) before.learn(took(seconds));
    assert.deepEqual(new UsualDurations(kept).of(kind), before.of(kind));
    for (const damaged of ['[]', '"x"', 'null', '{"a":[1,"x"],"b":3,"c":[-1]}']) {
      kept.text = damaged;
      assert.equal(new UsualDurations(kept).of(kind), undefined);
    }
  });
});
