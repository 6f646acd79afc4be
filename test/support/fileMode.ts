import assert from 'node:assert/strict';
import { statSync } from 'node:fs';

/**
 * Asserts that only the user may read these files and open these folders. On Windows the mode is always 666: there the
 * permissions of the profile's folder, which everything in it inherits, keep others out.
 */
export function assertPrivate(...paths: readonly string[]): void {
  for (const path of paths) {
    const stat = statSync(path);
    const wanted = process.platform === 'win32' ? 0o666 : stat.isDirectory() ? 0o700 : 0o600;
    assert.equal((stat.mode & 0o777).toString(8), wanted.toString(8), path);
  }
}
