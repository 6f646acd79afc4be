import assert from 'node:assert/strict';
import { contentOf, hasOutput, showsOutput, withoutOutput } from '../../../src/model/contentLevel';
import { noReport, type Report } from '../../../src/model/report';
import { contents, plainRule } from '../../../src/model/rule';

describe('contentLevel', () => {
  it('is what the rule says, and without a rule what a rule says by itself', () => {
    assert.equal(contentOf({ mail: true, why: 'rule', rule: { ...plainRule, content: 'verdict' } }), 'verdict');
    assert.equal(contentOf({ mail: true, why: 'asked' }), plainRule.content);
    assert.deepEqual(contents.filter(showsOutput), ['tail', 'everything']);
  });

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
