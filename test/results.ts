// What a suite reports to `npm test`, which adds it all up.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Numbers of tests. */
export interface Results {
  passed: number;
  failed: number;
  /** Not run, since this machine cannot. */
  skipped?: number;
  /** Why not, each reason once. */
  reasons?: readonly string[];
}

const reasons = new Set<string>();

/** Skips every test of the suite whose `before` calls this, for a reason that `npm test` tells at its end. */
export function skipWhole(context: { skip(): never }, reason: string): never {
  reasons.add(reason);
  return context.skip();
}

/** Why tests were skipped in this process. */
export function skipReasons(): readonly string[] {
  return [...reasons];
}

/** Reads a result file; a suite that broke off before it wrote one counts as one failure. */
export async function readResults(file: string): Promise<Results> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Results;
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Writes the results where `npm test` expects them; alone, a suite has nobody to tell. */
export async function report(results: Results): Promise<void> {
  const file = process.env['MAIL_WHEN_DONE_RESULTS'];
  if (file === undefined) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(results));
}
