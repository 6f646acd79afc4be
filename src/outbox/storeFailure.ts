/** Why the folder of the outbox cannot be written or read. */
export type StoreFailureCause = 'diskFull' | 'readOnly' | 'missing' | 'unknown';

const causes: Readonly<Record<string, StoreFailureCause>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  ENOENT: 'missing',
};

/** The disk did not do what the outbox needs. What was on it is still there. */
export class StoreFailure extends Error {
  constructor(
    readonly failureCause: StoreFailureCause,
    /** The code of the error for the log, for instance `ENOSPC`. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`${failureCause} (${code})`, options);
  }
}

/** What an error of node:fs means for the outbox. */
export function storeFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const code = codeOf(error);
  return new StoreFailure(causes[code] ?? 'unknown', code, { cause: error });
}

/** The code of an error of node:fs, or the empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
