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

  it('works again after it has broken something off, and hands on errors', () => {
    assert.throws(() => limited(10_000, () => assert.fail('own')), /own/);
    assert.ok(limited(10_000, () => undefined));
  });
});
