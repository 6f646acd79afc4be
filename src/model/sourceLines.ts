import type { SourceLine } from './report';

/** How much of a line is shown, in characters. */
const longest = 200;

/** The line of that number, counted from 1, with the one before it and the one after it. */
export function sourceLines(text: string, line: number): readonly SourceLine[] {
  const all = text.split(/\r\n|\n|\r/);
  if (line > all.length) return [];
  const first = Math.max(1, line - 1);
  return all.slice(first - 1, line + 1).map((whole, index) => ({ number: first + index, text: shortened(whole) }));
}

function shortened(line: string): string {
  const characters = Array.from(line.slice(0, 2 * longest + 1));
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}
