import assert from 'node:assert/strict';
import { noReport, type Report } from '../../../src/model/report';
import { hasOutput, withoutOutput } from '../../../src/model/withoutOutput';

describe('withoutOutput', () => {
  it('takes away all that comes of what was printed, and nothing else', () => {
    const report: Report = {
      ...noReport,
      user: 'ada',
      usual: 60_000,
      output: { text: 'printed', missing: 0 },
      firstError: { message: 'printed', lines: [] },
      summary: 'It printed.',
    };
    assert.ok(hasOutput(report));
    const left = withoutOutput(report, 'notApproved');
    assert.deepEqual(left, { ...noReport, user: 'ada', usual: 60_000, withheld: 'notApproved' });
    assert.ok(!hasOutput(left));
    assert.ok(!('withheld' in withoutOutput(report)));
  });
});
