// Several processes that share the test files of a suite.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './editor/places';
import { type FileResults, tracesOf } from './fileRuns';
import { type Results, failureLine } from './results';
import { TestQueue } from './testQueue';

/**
 * Seconds that each file takes in an editor, roughly. They decide the order only: the longest first, so that
 * none is begun when the others have ended. `MAIL_WHEN_DONE_DURATIONS=print` prints those of this run.
 */
const durationsFile = path.join(root, 'test', 'durations.json');

/** How many editors run side by side: they mostly wait, but starting one takes half a minute of a processor. */
export function editorCount(): number {
  const wanted = Number(process.env['MAIL_WHEN_DONE_EDITORS']);
  return wanted > 0 ? wanted : Math.min(4, availableParallelism() + 1);
}

/**
 * Has processes run files, and prints what each of them printed when it has ended.
 * @param dir an empty folder
 * @param start starts a process that calls `runQueuedFiles` on that folder; rejects when it did not end well
 */
export async function runSideBySide(
  dir: string,
  files: readonly string[],
  start: (number: number) => Promise<void>,
): Promise<Results> {
  const queue = new TestQueue(dir);
  queue.fill(files);
  const failures: string[] = [];
  const total = { passed: 0, failed: 0, failures } satisfies Results;
  const begun = new Set(files);
  const seconds = new Map<string, number>();
  const look = (): void => {
    for (const file of begun) {
      const { log, results } = tracesOf(dir, file);
      if (!existsSync(results)) continue;
      const text = readFileSync(results, 'utf8');
      // It is being written.
      if (!text.endsWith('}')) continue;
      const ended = JSON.parse(text) as FileResults;
      begun.delete(file);
      total.passed += ended.passed;
      total.failed += ended.failed;
      failures.push(...(ended.failures ?? []));
      seconds.set(file, ended.seconds);
      console.log(`\n${file} (${ended.seconds} s)${existsSync(log) ? trimmed(log) : ''}`);
    }
  };
  let broken = 0;
  let going = true;
  const processes = Array.from({ length: Math.min(editorCount(), files.length) }, async (_, index) => {
    try {
      await start(index + 1);
    } catch (error) {
      broken += 1;
      console.error(error instanceof Error ? error.message : error);
      failures.push(failureLine(`process ${index + 1}`, error));
    }
  });
  const all = Promise.all(processes).then(() => (going = false));
  while (going) {
    look();
    await Promise.race([all, pause(500)]);
  }
  look();
  for (const file of begun) {
    const { log } = tracesOf(dir, file);
    total.failed += 1;
    failures.push(`${file} did not end`);
    console.log(`\n${file} did not end${existsSync(log) ? `; until then:${trimmed(log)}` : ''}`);
  }
  // Passing tests are not enough: a process may have died afterwards.
  if (broken > 0) total.failed = Math.max(total.failed, 1);
  if (process.env['MAIL_WHEN_DONE_DURATIONS'] === 'print')
    console.log(JSON.stringify(Object.fromEntries([...seconds].sort(([, one], [, other]) => other - one)), null, 2));
  return total;
}

/** The test files of a folder, the longest first; those that nobody has measured before them. */
export function testFilesIn(folder: string): string[] {
  const durations = JSON.parse(readFileSync(durationsFile, 'utf8')) as Record<string, Record<string, number>>;
  const measured = durations[path.basename(folder)] ?? {};
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.test.ts'));
  const of = (file: string): number => measured[file] ?? Infinity;
  return files.sort((one, other) => of(other) - of(one) || (one < other ? -1 : 1));
}

function trimmed(log: string): string {
  return `\n${readFileSync(log, 'utf8').replace(/^\n+|\s+$/g, '')}`;
}
