import * as fs from 'node:fs';

/** Why a folder cannot be written or read. */
export type StoreFailureCause = 'diskFull' | 'readOnly' | 'missing' | 'unknown';

const causes: Readonly<Record<string, StoreFailureCause>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  ENOENT: 'missing',
};

/** The disk refused an operation. What was on it is still there. */
export class StoreFailure extends Error {
  constructor(
    readonly failureCause: StoreFailureCause,
    /** The code of the error, for instance `ENOSPC`; for the log. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`${failureCause} (${code})`, options);
  }
}

/** Classifies an error of node:fs. */
export function storeFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const code = codeOf(error);
  return new StoreFailure(causes[code] ?? 'unknown', code, { cause: error });
}

/** The code of an error of node:fs, or the empty string. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * The codes of what concerns a whole disk, a folder or this process. Every other one may be that of a single file: it
 * is locked, damaged, forbidden, or its server has lost it.
 */
const commonCodes: ReadonlySet<string> = new Set([
  ...['ENOSPC', 'EDQUOT', 'EROFS', 'ENOENT', 'ENODEV', 'ENOTDIR'],
  ...['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR', ''],
]);

/** Whether only one file of the folder could not be read: the folder itself can be listed and written. */
export function isOfOneFile(failure: unknown, folder: string): failure is StoreFailure {
  return failure instanceof StoreFailure && !commonCodes.has(failure.code) && works(folder);
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
