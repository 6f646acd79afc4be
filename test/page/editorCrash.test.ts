import assert from 'node:assert/strict';
import { editorCrashRun } from '../crash/editor/editorCrashRun';
import { editorCrashVerdict } from '../crash/editor/editorCrashVerdict';
import { printedSeed } from '../support/seededRandom';
import { editor, vsix } from './fixture';

/** The short form of test/crash/editorCrash.test.ts, which says what is asserted. */
describe('two kills of the extension host', function () {
  this.timeout(120_000);
  // What is lost once is lost.
  this.retries(0);

  it('lose nothing, damage nothing, and send twice only what was in doubt', async () => {
    const { browser } = editor();
    const aims = ['ended', 'unanswered'] as const;
    const report = await editorCrashRun({ browser, vsix, aims, time: 30_000, random: printedSeed() });
    editorCrashVerdict(report);
    assert.ok(report.kills >= 2);
    assert.ok(report.accepted.size > 0);
  });
});
