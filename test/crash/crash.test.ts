import assert from 'node:assert/strict';
import { crashMail } from './crashMail';
import { crashRun } from './crashRun';
import { crashVerdict } from './crashVerdict';

describe('300 kills of the processes that run the outbox', function () {
  this.timeout(240_000);

  it('lose nothing, damage nothing, and send twice only what was in doubt', async () => {
    const report = await crashRun({ kills: 320, windows: 4, time: 150_000 });
    console.log(`      ${crashVerdict(report, crashMail)}`);
    assert.ok(report.kills >= 300, `${report.kills} kills in the time there was`);
  });
});
