import assert from 'node:assert/strict';
import { Approvals } from '../../src/host/report/approvals';
import { RunReports } from '../../src/host/report/runReports';
import { noReport } from '../../src/model/report/report';
import { plainRule } from '../../src/model/rule/rule';
import type { RunMail } from '../../src/model/letter/runMail';
import { aRun, anAccount } from '../support/builders';
import { emptyStorage } from '../support/fakeMemory';

describe('approvals', () => {
  const provider = 'custom';
  let approvals: Approvals;

  beforeEach(() => (approvals = new Approvals(emptyStorage())));
  afterEach(() => approvals.dispose());

  /** What collects and redacts nothing. */
  const plain = {
    collector: { of: (mail: RunMail) => Promise.resolve(mail), ending: new AbortController().signal },
    redaction: { mail: (mail: RunMail) => Promise.resolve(mail) },
    writer: { wordsFor: () => Promise.resolve(<Result>(work: (language: string) => Result) => work('en')) },
  };

  it('mean an address, however it is written', async () => {
    await approvals.approve(['Ada@Example.com', 'a@münchen.de']);
    const recipients = ['ada@example.com', 'a@xn--mnchen-3ya.de', 'A@MÜNCHEN.de', 'b@münchen.de'];
    assert.deepEqual(approvals.missing({ provider, recipients }), ['b@münchen.de']);
    await approvals.withdraw(['a@xn--mnchen-3ya.de']);
    assert.deepEqual(approvals.all, ['Ada@Example.com']);
    assert.deepEqual(approvals.missing({ provider: 'sandbox', recipients }), []);
  });

  it('are asked for again as a mail goes', async () => {
    const reports = new RunReports({
      approvals,
      ...plain,
      summaries: { summarize: () => Promise.resolve('It broke.') },
    });
    const account = anAccount({ provider, recipients: ['ada@example.com'] });
    const mail: RunMail = {
      run: aRun({ outcome: 'failed' }),
      decision: { mail: true, why: 'rule', rule: { ...plainRule, content: 'tail' } },
      account,
      report: { ...noReport, output: { text: 'printed', missing: 0 } },
    };
    assert.deepEqual((await reports.of(mail)).report, { ...noReport, withheld: 'notApproved' });
    await approvals.approve(account.recipients);
    const told = await reports.of(mail);
    assert.equal(told.report?.summary, 'It broke.');
    assert.equal(reports.approved(told), told);
    await approvals.withdraw(account.recipients);
    assert.deepEqual(reports.approved(told).report, { ...noReport, withheld: 'notApproved' });
  });

  it('are asked for where an account was a sandbox and sends by now', () => {
    const reports = new RunReports({
      approvals,
      ...plain,
      summaries: { summarize: () => Promise.resolve(undefined) },
    });
    const mail: RunMail = {
      run: aRun(),
      decision: { mail: true, why: 'asked' },
      account: anAccount({ provider: 'sandbox' }),
      report: { ...noReport, output: { text: 'printed', missing: 0 } },
    };
    assert.equal(reports.approved(mail), mail);
    assert.equal(reports.approved(mail, provider).report?.withheld, 'notApproved');
  });
});
