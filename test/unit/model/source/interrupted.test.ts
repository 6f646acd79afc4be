import assert from 'node:assert/strict';
import { asInterrupted } from '../../../../src/model/source/taskRuns';
import { aRun } from '../../../support/builders';

describe('asInterrupted', () => {
  const done = aRun({ outcome: 'done', exitCode: 0 });
  const outcome = (output: string | undefined, run = done) => asInterrupted(run, output).outcome;

  it('treats a run as stopped if the terminal echoed Ctrl+C last', () => {
    const { outcome: ended, exitCode } = asInterrupted(done, 'working\r\n^C');
    assert.deepEqual([ended, exitCode], ['stopped', undefined]);
    assert.equal(outcome('^C\r\n\u001b[0m\u001b]633;D;0\u0007'), 'stopped');
    assert.equal(outcome('^C', aRun({ outcome: 'failed', exitCode: 130 })), 'stopped');
  });

  it('does not change a run that printed something after it, has its own code, or printed nothing', () => {
    assert.equal(outcome('press ^C to stop\r\n'), 'done');
    assert.equal(outcome('^C\r\nclosed well\r\n'), 'done');
    assert.equal(outcome('^C', aRun({ outcome: 'failed', exitCode: 1 })), 'failed');
    assert.equal(outcome(undefined), 'done');
  });
});
