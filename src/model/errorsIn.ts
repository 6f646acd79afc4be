import { ErrorBlocks } from './errorBlocks';
import { errorLine, placelessError } from './errorLines';
import type { FoundError } from './foundError';

/** More of a line is not looked at, in characters. */
const longestLine = 2_000;
/** Among so many is one that can be shown. */
const mostErrors = 50;

/**
 * The errors among what a run printed, as compilers, linters and test runners tell them, in their order. Those without a place
 * come last: they mostly say no more than that something went wrong.
 * @param lines without control sequences
 */
export function errorsIn(lines: readonly string[]): readonly FoundError[] {
  const [placed, others]: [FoundError[], FoundError[]] = [[], []];
  const blocks = new ErrorBlocks();
  const take = (found: readonly FoundError[]): void => {
    for (const error of found) (error.places.length > 0 ? placed : others).push(error);
  };
  for (const whole of lines) {
    const text = whole.slice(0, longestLine).trimEnd();
    const inLine = errorLine(text);
    take(blocks.line(inLine === undefined ? text : ''));
    if (inLine !== undefined) take([inLine]);
    else if (others.length < mostErrors) {
      const without = placelessError(text);
      if (without !== undefined) others.push(without);
    }
    if (placed.length >= mostErrors) break;
  }
  take(blocks.end());
  return [...placed, ...others].slice(0, mostErrors);
}
