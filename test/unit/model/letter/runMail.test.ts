import assert from 'node:assert/strict';
import { noReport, type Report } from '../../../../src/model/report/report';
import { contents } from '../../../../src/model/rule/rule';
import { asItsLevelAllows, hasOutput, mailWithoutOutput, withoutOutput } from '../../../../src/model/letter/runMail';
import { aRunMail } from '../../../support/sampleMails';

describe('withoutOutput', () => {
  it('removes everything derived from the output, and nothing else', () => {
    const report: Report = {
      ...noReport,
      user: 'ada',
      usual: 60_000,
      output: { text: 'printed', missing: 0 },
      firstError: { message: 'printed', lines: [] },
      summary: 'It printed.',
    };
    assert.ok(hasOutput(aRunMail({}, report)));
    const left = withoutOutput(report, 'notApproved');
    assert.deepEqual(left, { ...noReport, user: 'ada', usual: 60_000, withheld: 'notApproved' });
    assert.ok(!hasOutput(aRunMail({}, left)));
    assert.ok(!('withheld' in withoutOutput(report)));
  });
  const counted = 'Cells run: 3 of 5 (1-3)';
  const printed = "Cell 3: KeyError: 'patient-4711'";
  const notebook = { source: 'notebook', name: 'train.ipynb', details: [counted, printed] } as const;

  it('leaves the error of a notebook or a cycle to the levels that include output', () => {
    const cycle = { details: ['2 errors', "TS2304: Cannot find name 'patient'."], cycle: 'broke' } as const;
    for (const run of [notebook, cycle])
      for (const content of contents) {
        const { details } = asItsLevelAllows(aRunMail(run, noReport, content)).run;
        const isTold = content === 'tail' || content === 'everything';
        assert.deepEqual(details, isTold ? run.details : run.details.slice(0, 1), content);
      }
    const chain = aRunMail({ details: ['build: done', 'test: failed'] }, noReport, 'facts');
    assert.deepEqual(asItsLevelAllows(chain).run.details, ['build: done', 'test: failed']);
  });

  it('leaves it out for recipients who were not approved, and if it could not be redacted', () => {
    const mail = aRunMail(notebook, noReport, 'everything');
    assert.ok(hasOutput(mail));
    const left = mailWithoutOutput(mail, 'notApproved');
    assert.deepEqual([left.run.details, left.report], [[counted], { ...noReport, withheld: 'notApproved' }]);
    assert.ok(!hasOutput(left));
    const unsafe = aRunMail(notebook, { ...noReport, withheld: 'notRedacted' }, 'everything');
    assert.deepEqual(asItsLevelAllows(unsafe).run.details, [counted]);
  });
});
