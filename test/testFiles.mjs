import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './dependencies.mjs';

/** The test files of a folder and of those in it, in order, as paths from the root. */
export function testFiles(folder) {
  const names = readdirSync(path.join(root, folder), { recursive: true }).map(String);
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .sort();
}
