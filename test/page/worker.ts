// One process of the page suite: mocha here, the pages in a real VS Code in a real browser.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { onEnding } from '../editor/ending';
import { root } from '../editor/places';
import { runQueuedFiles } from '../fileRuns';
import { keepEvidence, startShared, stopAll, toBeShown } from './fixture';

const pageDir = path.join(root, 'test', 'page');

const rootHooks = {
  async beforeAll(this: Context): Promise<void> {
    const file = this.test?.parent?.suites[0]?.file;
    // A file that starts editors of its own, or needs a browser only, does without the one that the others share.
    const own = /\b(?:startEditor|browser)\b.* from '\.\/fixture'/;
    if (file === undefined || !own.test(readFileSync(file, 'utf8'))) await startShared();
  },
  afterEach: keepEvidence,
};

async function main(queue: string): Promise<void> {
  const grep = process.env['MAIL_WHEN_DONE_GREP'];
  const options = {
    color: process.stdout.isTTY,
    // Ends what hangs, and nothing else: no test depends on how fast the machine is.
    timeout: 300_000,
    slow: 10_000,
    rootHooks,
    ...(grep === undefined ? {} : { grep }),
  };
  const failed = await runQueuedFiles(
    queue,
    (file) => path.join(pageDir, file),
    options,
    (title) => {
      toBeShown.add(title);
    },
  );
  await stopAll();
  process.exit(failed === 0 ? 0 : 1);
}

onEnding((code) => void stopAll().finally(() => process.exit(code)));

main(process.argv[2] ?? '').catch(async (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  await stopAll();
  process.exit(2);
});
