// Runs the page suite: several processes, each with a browser and editors of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureChromium } from '../editor/chromium';
import { onEnding } from '../editor/ending';
import { installEditor } from '../editor/install';
import { outDir, root } from '../editor/places';
import { packExtension } from '../editor/vsix';
import { report } from '../results';
import { runSideBySide, testFilesIn } from '../sideBySide';

const pageDir = path.join(root, 'test', 'page');
const workers = new Set<ChildProcess>();

/** Starts a process that takes test files from the queue; resolves when there are none left. */
function work(queue: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', path.join(pageDir, 'worker.ts'), queue];
    const worker = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    workers.add(worker);
    worker.on('error', reject);
    worker.on('close', (code) => {
      workers.delete(worker);
      // What failed is in the results of its file.
      if (code === 0 || code === 1) resolve();
      else reject(new Error(`A process of the page suite ended with ${code ?? 'a signal'}.`));
    });
  });
}

async function main(): Promise<void> {
  await packExtension();
  await installEditor();
  await ensureChromium();
  await rm(path.join(outDir, 'failures', 'page'), { recursive: true, force: true });
  console.log('\nPage suite in VS Code (code-server) and Chromium');
  const queue = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-page-'));
  // However this ends.
  process.once('exit', () => rmSync(queue, { recursive: true, force: true }));
  const results = await runSideBySide(queue, testFilesIn(pageDir), () => work(queue));
  await report(results);
  process.exitCode = results.failed === 0 ? 0 : 1;
}

onEnding((code) => {
  process.exitCode = code;
  const ended = [...workers].map((worker) => new Promise((resolve) => worker.once('close', resolve)));
  for (const worker of workers) worker.kill('SIGTERM');
  void Promise.all(ended).finally(() => process.exit(code));
});

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
