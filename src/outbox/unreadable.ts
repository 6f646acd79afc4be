import * as fs from 'node:fs';
import { StoreFailure } from './storeFailure';

/**
 * What is answered where a file cannot be read while the disk works. On Windows a virus scanner that has it open makes it
 * look forbidden for a moment: there that is trouble of the disk, which is tried again.
 */
const codes: ReadonlySet<string> = new Set(
  process.platform === 'win32' ? ['EISDIR', 'EIO'] : ['EISDIR', 'EIO', 'EACCES', 'EPERM', 'ELOOP'],
);

/** Whether it is only one file of the folder that could not be read: the folder itself can be listed and changed. */
export function isOfOneFile(failure: unknown, folder: string): failure is StoreFailure {
  return failure instanceof StoreFailure && codes.has(failure.code) && works(folder);
}

function works(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    const listing = fs.opendirSync(folder);
    try {
      listing.readSync();
    } finally {
      listing.closeSync();
    }
    return true;
  } catch {
    return false;
  }
}
