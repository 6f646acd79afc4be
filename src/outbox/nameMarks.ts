import { createHmac, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import type { Log } from '../model/log';
import { codeOf } from './storeFailure';

const file = 'names.key';
const form = /^[\da-f]{64}$/;

/**
 * Gives marks of 16 hexadecimal digits for names, which may be kept where others read: without the key, which only the user
 * can read, nobody can try names against a mark. The same in all windows.
 * @param folder in which the key is, made where it is missing
 */
export function nameMarks(folder: string, log: Log): (name: string) => string {
  const key = readKey(folder, log);
  return (name) => createHmac('sha256', key).update(name).digest('hex').slice(0, 16);
}

function readKey(folder: string, log: Log): string {
  const fresh = randomBytes(32).toString('hex');
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const place = path.join(folder, file);
    // What another window has written meanwhile counts; what was torn is written anew.
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
  } catch (error) {
    log.warn(`what is usual cannot be remembered over a reload: ${codeOf(error)}`);
    return fresh;
  }
}

function written(place: string): string | undefined {
  const text = fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : '';
  return form.test(text) ? text : undefined;
}
