import { longestUnredacted } from './longestUnredacted';
import type { SourceLine } from './report';

/** The line of that number, counted from 1, with the one before it and the one after it; not redacted yet. */
export function sourceLines(text: string, line: number): readonly SourceLine[] {
  const all = text.split(/\r\n|\n|\r/);
  if (line > all.length) return [];
  const first = Math.max(1, line - 1);
  return all
    .slice(first - 1, line + 1)
    .map((whole, index) => ({ number: first + index, text: whole.slice(0, longestUnredacted) }));
}
