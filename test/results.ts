// What a suite reports to `npm test`, which adds it all up.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Numbers of tests. */
export interface Results {
  passed: number;
  failed: number;
  /** What failed: title and error, a line each. */
  failures?: readonly string[];
  /** Not run, since this machine cannot. */
  skipped?: number;
  /** Why not, each reason once. */
  reasons?: readonly string[];
}

const reasons = new Set<string>();

/** A line that tells which test failed, and why. */
export function failureLine(title: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${title}: ${message.trim().replaceAll(/\s+/g, ' ').slice(0, 300)}`;
}

/** Skips every test of the suite whose `before` calls this, for a reason that `npm test` tells at its end. */
export function skipWhole(context: { skip(): never }, reason: string): never {
  reasons.add(reason);
  return context.skip();
}

/** Why tests were skipped in this process. */
export function skipReasons(): readonly string[] {
  return [...reasons];
}

/** Writes the results where `npm test` expects them; alone, a suite has nobody to tell. */
export async function report(results: Results): Promise<void> {
  const file = process.env['MAIL_WHEN_DONE_RESULTS'];
  if (file === undefined) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(results));
}
