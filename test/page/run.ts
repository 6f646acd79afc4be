// Runs the page suite: mocha here, the pages in a real VS Code in a real browser.
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import Mocha, { type Context } from 'mocha';
import { onEnding } from '../editor/ending';
import { outDir, root } from '../editor/places';
import { packExtension } from '../editor/vsix';
import { report } from '../results';
import { keepEvidence, startShared, stopAll } from './fixture';

const pageDir = path.join(root, 'test', 'page');

const rootHooks = {
  async beforeAll(this: Context): Promise<void> {
    this.timeout(180_000);
    await startShared();
  },
  async afterEach(this: Context): Promise<void> {
    if (this.currentTest?.state === 'failed') await keepEvidence(this.currentTest.fullTitle());
  },
  async afterAll(this: Context): Promise<void> {
    this.timeout(30_000);
    await stopAll();
  },
};

async function main(): Promise<void> {
  await packExtension();
  await rm(path.join(outDir, 'failures', 'page'), { recursive: true, force: true });
  const grep = process.env['MAIL_WHEN_DONE_GREP'];
  // The editor draws when it likes: a test gets a second try, and that it needed one is told.
  const mocha = new Mocha({
    timeout: 60_000,
    slow: 10_000,
    retries: 1,
    rootHooks,
    ...(grep === undefined ? {} : { grep }),
  });
  const files = readdirSync(pageDir, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.ts')).sort()) mocha.addFile(path.join(pageDir, file));
  await mocha.loadFilesAsync();

  console.log('\nPage suite in VS Code (code-server) and Chromium');
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run((failed) => {
      report({ passed: runner.stats?.passes ?? 0, failed }).then(
        () => resolve(failed),
        () => resolve(1),
      );
    });
    runner.on('retry', (test: Mocha.Test, error: Error) => {
      console.log(`    tried again: ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
  });
  await stopAll();
  process.exit(failures === 0 ? 0 : 1);
}

onEnding((code) => void stopAll().finally(() => process.exit(code)));

main().catch(async (error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  await stopAll();
  process.exit(1);
});
