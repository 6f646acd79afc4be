import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Approvals } from '../../src/host/approvals';
import { RunReports } from '../../src/host/runReports';
import { noReport } from '../../src/model/report';
import { plainRule } from '../../src/model/rule';
import type { RunMail } from '../../src/model/runMail';
import { aRun, anAccount } from '../support/builders';

/** State of a window that nothing was said in. */
function memory(): Pick<vscode.Memento, 'get' | 'update'> {
  const values = new Map<string, unknown>();
  return {
    get: (key: string) => values.get(key) as never,
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  };
}

describe('approvals', () => {
  const provider = 'custom';
  let approvals: Approvals;

  beforeEach(() => (approvals = new Approvals(memory())));
  afterEach(() => approvals.dispose());

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
      gather: (mail) => Promise.resolve(mail),
      summarize: () => Promise.resolve('It broke.'),
      preview: () => Promise.resolve(),
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
      gather: (mail) => Promise.resolve(mail),
      summarize: () => Promise.resolve(undefined),
      preview: () => Promise.resolve(),
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
