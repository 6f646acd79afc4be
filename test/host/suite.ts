// The in-editor suite: the editor loads this file in its extension host and calls `run`.
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'node:util';

/** Runs every compiled test file beside this one; rejects when a test failed. */
export async function run(): Promise<void> {
  markConsole();
  const { default: Mocha } = await import('mocha');
  const grep = process.env['MAIL_WHEN_DONE_GREP'];
  // The editor takes its time when the machine is busy: a test gets a second try, and that it needed one is told.
  const mocha = new Mocha({
    ui: 'bdd',
    retries: 1,
    color: process.env['MAIL_WHEN_DONE_COLOR'] === '1',
    timeout: 30_000,
    slow: 5_000,
    ...(grep === undefined ? {} : { grep }),
  });
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  // What is loaded stays loaded: the test of what activation loads comes before anything is sent.
  const first = 'activation.test.js';
  const tests = files.filter((name) => name.endsWith('.test.js') && name !== first).sort();
  for (const file of [first, ...tests]) mocha.addFile(path.join(__dirname, file));
  await mocha.loadFilesAsync();

  const { passed, failed } = await new Promise<{ passed: number; failed: number }>((resolve) => {
    const runner = mocha.run(() => resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0 }));
    runner.on('retry', (test: Mocha.Test, error: Error) => {
      console.log(`    tried again: ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
  });
  const results = process.env['MAIL_WHEN_DONE_RESULTS'];
  if (results !== undefined) await writeFile(results, JSON.stringify({ passed, failed }));
  if (failed > 0) throw new Error(`${failed} of ${passed + failed} tests failed`);
}

/** In the editor of test/editor our lines arrive among those of the window, which is told apart by this mark. */
function markConsole(): void {
  const mark = process.env['MAIL_WHEN_DONE_MARK'];
  if (mark === undefined) return;
  for (const level of ['log', 'info', 'warn', 'error'] as const) {
    const print = console[level].bind(console);
    // A definition, because the editor has given these properties setters that do nothing.
    Object.defineProperty(console, level, { value: (...args: unknown[]) => print(mark + format(...args)) });
  }
}
