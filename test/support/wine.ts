import { skipWhole } from '../results';

/** A test, or the `before` of a suite. */
interface Context {
  skip(): never;
}

/** Under `npm run test:windows`, which sets this. */
const isWine = process.env['MAIL_WHEN_DONE_WINE'] !== undefined;

/**
 * Skips a test in which several processes append to one file. Wine asks for its size and then writes there, so that
 * one line overwrites another: of 6,000 that two processes appended 35 were gone, without any code of ours. Windows
 * does it in one step (FILE_APPEND_DATA).
 */
export function needsSharedAppends(context: Context): void {
  if (isWine) skipWhole(context, 'Wine lets processes that append to one file overwrite each other');
}

/** Skips tests that ask the real Git. */
export function needsGit(context: Context): void {
  if (isWine) skipWhole(context, 'there is no Git in Wine');
}
