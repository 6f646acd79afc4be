import assert from 'node:assert/strict';
import { composeSilenceMail } from '../../../../src/model/letter/compose';
import { lastRunsBefore, noRuns } from '../../../../src/model/run/lastRuns';
import { stalledVariables } from '../../../../src/model/template/mailVariables';
import { contents, type Content } from '../../../../src/model/rule/rule';
import { sampleStalled } from '../../../../src/model/letter/sampleMail';
import { withReport, soFar, type StalledMail } from '../../../../src/model/letter/runMail';
import { asItsLevelAllows, mailWithoutOutput } from '../../../../src/model/letter/runMail';
import { anAccount } from '../../../support/builders';
import { fullReport } from '../../../support/sampleReports';

const sample = sampleStalled(anAccount(), Date.UTC(2026, 10, 20, 10, 0, 0));
const going = (content: Content = 'tail'): StalledMail => ({ ...sample, rule: { ...sample.rule, content } });

describe('a mail about a run that goes on', () => {
  it('contains what is known so far, and nothing that only an end shows', () => {
    const { run, decision, account } = soFar(going(), { text: 'Continue? ', missing: 12, at: 1 });
    assert.deepEqual(
      [run.id, run.name, run.output, run.outputGap, run.endedAt, run.exitCode],
      ['sample', 'test', 'Continue? ', { at: 0, length: 12 }, sample.now, undefined],
    );
    assert.deepEqual([decision.why, decision.rule?.content, account], ['rule', 'tail', sample.account]);
    const past = { ...noRuns, lastMail: '<a@b.c>' };
    assert.deepEqual(lastRunsBefore(run, past), past);
    const silent = soFar(going(), undefined).run;
    assert.ok(!('output' in silent) && !('outputGap' in silent));
    assert.ok(!('outputGap' in soFar(going(), { text: 'x', missing: 0, at: 1 }).run));
  });

  it('uses the redacted texts, and replies to the last mail', () => {
    const told = { ...soFar(going(), undefined), report: fullReport };
    const masked = { ...told, run: { ...told.run, name: 'n***', command: 'c***', folder: 'f***', host: 'h***' } };
    const { text, subject, thread } = composeSilenceMail(withReport(going(), masked, 90_000), {
      language: 'en',
      mark: (name) => name,
    });
    for (const word of ['n***', 'c***', 'f***', 'h***', 'usually 1m 30s', '4f2c9e1'])
      assert.ok(text.includes(word), word);
    assert.ok(subject.includes('n***'));
    assert.equal(thread?.inReplyTo, '<run-0@example.com>');
    assert.doesNotMatch(text + subject, /npm test/);
  });

  it('shows output only at the levels that include it, and to approved recipients', () => {
    for (const content of contents) {
      const isTold = content === 'tail' || content === 'everything';
      const told = asItsLevelAllows({ ...soFar(going(content), undefined), report: fullReport });
      const mail = withReport(going(content), told, undefined);
      assert.equal(composeSilenceMail(mail, { language: 'en' }).text.includes('AssertionError'), isTold, content);
      assert.equal(stalledVariables(mail, 'en').outputTail.length > 0, isTold, content);
      const unapproved = withReport(going(content), mailWithoutOutput(told, 'notApproved'), undefined);
      assert.ok(!composeSilenceMail(unapproved, { language: 'en' }).text.includes('AssertionError'));
    }
  });
});
