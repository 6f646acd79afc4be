import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../editor/browser';
import { installEditor } from '../editor/install';
import { packExtension } from '../editor/vsix';
import { printedSeed } from '../support/seededRandom';
import { editorCrashRun, type Aim } from './editor/editorCrashRun';
import { editorCrashVerdict } from './editor/editorCrashVerdict';

/*
 * A real editor with the packed extension, an account of a server that drops connections, tasks that run and end all
 * the time, and an extension host that is killed (SIGKILL): at any time, while mails wait, while a connection is open,
 * and between 354 and the answer. The editor starts another host each time. While no host lives, what waits in the
 * outbox is made eleven minutes older, so that what is in doubt is repeated and what failed once or twice is tried
 * again in the next life. In the end the server behaves, what failed more often is made old enough too, and one host
 * may finish. What is asserted:
 *
 * 1. On the disk means sent. Every message of which a file was ever in `queued` (a watcher sees each) arrived, unless
 * it is    told as given up because it was in doubt twice. At the end each is in the outbox still, as sent or as that.
 * 2. Nothing is damaged. What arrived is byte for byte what stood in the file when it was first seen, and so is what
 * stands    there in the end. No file was set aside.
 * 3. No mail arrives twice but those that were in doubt when their host died or their connection broke; those twice at
 * most.
 * 4. About each run at most one mail is written.
 * 5. A run that the editor told as ended has its mail on the disk, unless its host was killed before: every such run is
 * one    after whose end no other task both started and got its mail in the same life. In the last life there is none.
 * 6. A run that the editor told as ended with an exit code has its mail in the end, whatever was killed.
 */

/** In these moments a host is killed in any case; further ones follow as time allows. */
const moments: readonly Aim[] = ['unanswered', 'waiting', 'sender'];
const others: readonly Aim[] = ['ended', 'body', 'answered', 'written', 'go on'];
const aims: readonly Aim[] = [...moments, ...others].flatMap((aim): Aim[] => [aim, 'any time']);

describe('16 kills of the extension host inside a real editor', function () {
  this.timeout(300_000);
  let vsix: string;
  let browser: Browser;

  before(async () => {
    await installEditor();
    vsix = await packExtension();
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  it('lose nothing, damage nothing, and send twice only what was in doubt', async () => {
    const report = await editorCrashRun({ browser, vsix, aims, time: 140_000, random: printedSeed() });
    console.log(`      ${editorCrashVerdict(report)}`);
    assert.ok(report.kills >= 10, `${report.kills} kills in the time there was`);
    for (const moment of moments) assert.ok(report.met.includes(moment), `no host was killed at: ${moment}`);
  });
});
