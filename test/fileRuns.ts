// Runs one test file after the other in this process, and leaves for each what it printed and how it went.
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import type Mocha from 'mocha';
import { type Results, failureLine } from './results';
import { TestQueue } from './testQueue';

/** How a test file went. */
export interface FileResults extends Results {
  seconds: number;
}

/** Where a file's lines and, once it has ended, its results lie. */
export function tracesOf(dir: string, file: string): { log: string; results: string } {
  const name = path.join(dir, encodeURIComponent(file));
  return { log: `${name}.log`, results: `${name}.json` };
}

/**
 * Takes files from the queue in a folder until it is empty. Answers how many tests failed.
 * @param locate the path of a file of the queue
 * @param onFailed called for each test and each hook that failed, before what comes after it
 */
export async function runQueuedFiles(
  dir: string,
  locate: (file: string) => string,
  options: Mocha.MochaOptions,
  onFailed?: (title: string) => void,
): Promise<number> {
  const queue = new TestQueue(dir);
  let log: string | undefined;
  // Lines of several processes would come mixed up: they are printed when their file has ended.
  for (const level of ['log', 'info', 'warn', 'error'] as const) {
    const print = (...args: unknown[]): void => {
      if (log !== undefined) appendFileSync(log, `${format(...args)}\n`);
    };
    // A definition, because the editor has given these properties setters that do nothing.
    Object.defineProperty(console, level, { value: print, configurable: true });
  }
  // Mocha keeps the console that it finds as it is loaded.
  const { default: Runner } = await import('mocha');
  let failed = 0;
  for (let file = queue.take(); file !== undefined; file = queue.take()) {
    const traces = tracesOf(dir, file);
    log = traces.log;
    const began = performance.now();
    const mocha = new Runner({ ui: 'bdd', ...options });
    mocha.addFile(locate(file));
    await mocha.loadFilesAsync();
    const results = await new Promise<Results>((resolve) => {
      const failures: string[] = [];
      const runner = mocha.run((count) => resolve({ passed: runner.stats?.passes ?? 0, failed: count, failures }));
      runner.on('fail', (test, error) => {
        failures.push(failureLine(test.fullTitle(), error));
        onFailed?.(test.fullTitle());
      });
    });
    // Otherwise each file leaves its listeners at the process, and mocha warns of a leak.
    mocha.dispose();
    failed += results.failed;
    const seconds = Math.round((performance.now() - began) / 1000);
    writeFileSync(traces.results, JSON.stringify({ ...results, seconds } satisfies FileResults));
  }
  return failed;
}
