// The in-editor suite: the editor loads this file in its extension host and calls `run`.
import path from 'node:path';
import { runQueuedFiles } from '../fileRuns';

/** Runs compiled test files beside this one as long as there are any in the queue; rejects when a test failed. */
export async function run(): Promise<void> {
  const { MAIL_WHEN_DONE_QUEUE: queue, MAIL_WHEN_DONE_GREP: grep, MAIL_WHEN_DONE_COLOR: color } = process.env;
  if (queue === undefined) throw new Error('MAIL_WHEN_DONE_QUEUE names no folder.');
  const failed = await runQueuedFiles(queue, (file) => path.join(__dirname, file.replace(/\.ts$/, '.js')), {
    color: color === '1',
    // Ends what hangs, and nothing else: no test depends on how fast the machine is.
    timeout: 300_000,
    slow: 10_000,
    ...(grep === undefined ? {} : { grep }),
  });
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
