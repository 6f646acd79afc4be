import assert from 'node:assert/strict';
import { editorCrashRun } from '../crash/editor/editorCrashRun';
import { editorCrashVerdict } from '../crash/editor/editorCrashVerdict';
import { printedSeed } from '../support/seededRandom';
import { browser, vsix } from './fixture';

/** The short form of test/crash/editorCrash.test.ts, which says what is asserted. */
describe('two kills of the extension host', function () {
  // What is lost once is lost. The run ends by itself, on a busy computer long after its time.
  this.timeout(1_200_000);

  it('lose nothing, damage nothing, and send twice only what was in doubt', async () => {
    const aims = ['ended', 'unanswered'] as const;
    const report = await editorCrashRun({ browser: await browser(), vsix, aims, time: 200_000, random: printedSeed() });
    editorCrashVerdict(report);
    assert.ok(report.kills >= 2);
    assert.ok(report.accepted.size > 0);
  });
});
