import { createHmac, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import type { Log } from '../../model/log';
import { codeOf } from '../../system/diskFailure';

const file = 'names.key';
const form = /^[\da-f]{64}$/;

/**
 * Makes keyed marks of names, 16 hexadecimal digits each, safe where others can read: without the key, which only the
 * user can read, nobody can test names against a mark. The same in all windows.
 * @param folder of the key, created if missing
 */
export function nameMarks(folder: string, log: Log): (name: string) => string {
  const fresh = randomBytes(32).toString('hex');
  const place = path.join(folder, file);
  let stored: string | undefined;
  let isInTrouble = false;
  /** Until the disk takes the key, each use tries again. */
  const key = (): string => {
    try {
      stored ??= storedKey(place, fresh);
    } catch (error) {
      if (!isInTrouble) log.warn(`what is usual cannot be remembered over a reload: ${codeOf(error)}`);
      isInTrouble = true;
    }
    return stored ?? fresh;
  };
  key();
  return (name) => createHmac('sha256', key()).update(name).digest('hex').slice(0, 16);
}

/** The key in the file; what another window wrote meanwhile counts. A torn file is rewritten. */
function storedKey(place: string, fresh: string): string {
  fs.mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 });
  for (const flag of ['wx', 'w']) {
    const stored = written(place);
    if (stored !== undefined) return stored;
    try {
      fs.writeFileSync(place, fresh, { flag, mode: 0o600 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  return written(place) ?? fresh;
}

function written(place: string): string | undefined {
  const text = fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : '';
  return form.test(text) ? text : undefined;
}
