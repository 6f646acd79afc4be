import assert from 'node:assert/strict';
import { crashMail } from './crashMail';
import { crashRun } from './crashRun';
import { crashVerdict } from './crashVerdict';

describe('300 kills of the processes that run the outbox', function () {
  this.timeout(1_200_000);

  it('lose nothing, damage nothing, and send twice only what was in doubt', async () => {
    const report = await crashRun({ kills: 320, windows: 4 });
    console.log(`      ${crashVerdict(report, crashMail)}`);
    assert.equal(report.kills, 320);
  });
});
