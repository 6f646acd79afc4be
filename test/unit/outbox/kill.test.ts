import assert from 'node:assert/strict';
import { crashMail } from '../../crash/crashMail';
import { crashRun } from '../../crash/crashRun';
import { crashVerdict } from '../../crash/crashVerdict';

/** The short form of `npm run test:crash`. */
describe('20 kills of the processes that run the outbox', () => {
  it('lose nothing, damage nothing, and send twice only what was in doubt', async () => {
    const report = await crashRun({ kills: 20, windows: 4 });
    crashVerdict(report, crashMail);
    assert.equal(report.kills, 20);
    assert.ok(report.accepted.size > 0);
  });
});
