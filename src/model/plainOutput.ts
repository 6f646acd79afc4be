import { sgrOf } from './sgr';
import { terminalLines } from './terminalLines';
import type { Drawn } from './terminalRow';

/** What a program printed as it is left standing in a terminal: no colours, no progress that was overwritten. */
export function plainOutput(output: string): string {
  return plainLines(terminalLines(output)).join('\n');
}

/** The same, of what has been read already. */
export function plainLines(lines: readonly (readonly Drawn[])[]): readonly string[] {
  return lines.map((line) => line.map(({ text }) => text).join(''));
}

/**
 * The same with its colours: each coloured part begins with one SGR sequence and ends with a reset, within its line, so that
 * it may be cut between any two lines. There are no other control sequences.
 */
export function colouredOutput(lines: readonly (readonly Drawn[])[]): string {
  return lines
    .map((line) =>
      line
        .map(({ text, rendition }) => {
          const sgr = sgrOf(rendition);
          return sgr === '' ? text : `\u001b[${sgr}m${text}\u001b[0m`;
        })
        .join(''),
    )
    .join('\n');
}
