import assert from 'node:assert/strict';
import { untilNextTick } from '../../../../src/model/history/entryWords';

describe('untilNextTick', () => {
  const after = (...elapsed: readonly number[]) =>
    untilNextTick(
      elapsed.map((one) => ({ startedAt: 10_000_000 - one })),
      10_000_000,
    );

  it('is a second at first, then ten, then a minute, for the youngest run', () => {
    assert.equal(after(), undefined);
    assert.deepEqual([after(0), after(1_400), after(59_999)], [1_000, 600, 1]);
    assert.deepEqual([after(60_000), after(73_000), after(3_599_000)], [10_000, 7_000, 1_000]);
    assert.deepEqual([after(3_600_000), after(3_661_000)], [60_000, 59_000]);
    assert.equal(after(7_200_000, 1_400), 600);
  });

  it('tolerates a clock that was set back', () => {
    assert.equal(after(-5_000), 1_000);
  });
});
