import assert from 'node:assert/strict';
import { failuresInRow } from '../../../../src/model/letter/headline';
import { lastRunsBefore, noRuns } from '../../../../src/model/run/lastRuns';
import { aRun } from '../../../support/builders';

describe('lastRunsBefore', () => {
  const past = { lastOutcome: 'failed', failures: 2, lastMail: '<a@b.c>' } as const;
  const failuresOf = (change: object, before: typeof past | typeof noRuns): number => {
    const run = aRun(change);
    return failuresInRow(run, lastRunsBefore(run, before));
  };

  it('says how the runs before went; the failures in a row include this run', () => {
    assert.deepEqual(lastRunsBefore({}, past), past);
    assert.equal(failuresOf({ outcome: 'failed' }, past), 3);
    assert.equal(failuresOf({ outcome: 'done' }, past), 0);
    assert.equal(failuresOf({ outcome: 'failed' }, noRuns), 1);
  });

  it('says of a cycle only what the cycle itself shows', () => {
    const fixed = lastRunsBefore({ cycle: 'fixed' }, { lastOutcome: 'done', failures: 0 });
    assert.deepEqual(fixed, { lastOutcome: 'failed', failures: 0 });
    const broke = { lastOutcome: undefined, failures: 0, lastMail: '<a@b.c>' };
    assert.deepEqual(lastRunsBefore({ cycle: 'broke' }, past), broke);
    assert.equal(failuresOf({ outcome: 'failed', cycle: 'broke' }, past), 1);
  });
});
