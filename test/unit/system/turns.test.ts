import assert from 'node:assert/strict';
import { limited } from '../../../src/system/turns';
import { endless } from '../../support/endlessExpressions';

describe('limited', () => {
  it('does the work and says that it is done', () => {
    let done = 0;
    assert.ok(limited(10_000, () => (done += 1)));
    assert.equal(done, 1);
  });

  for (const [regexp, line] of endless)
    it(`breaks off ${regexp}`, () => assert.ok(!limited(20, () => new RegExp(regexp).exec(line))));

  it('begins again where the computer did other things in the meantime', () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    let times = 0;
    const isDone = limited(40, () => {
      times += 1;
      // Nothing is computed: as if other processes had all of the processor.
      if (times === 1) Atomics.wait(cell, 0, 0, 10_000);
    });
    assert.deepEqual([isDone, times], [true, 2]);
    times = 0;
    assert.ok(!limited(40, () => (times += 1) && Atomics.wait(cell, 0, 0, 10_000)));
    assert.equal(times, 6);
  });

  it('works again after it has broken something off, and hands on errors', () => {
    assert.throws(() => limited(10_000, () => assert.fail('own')), /own/);
    assert.ok(limited(10_000, () => undefined));
  });
});
