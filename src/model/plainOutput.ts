import { sgrOf } from './sgr';
import { terminalLines } from './terminalLines';

/** What a program printed as it is left standing in a terminal: no colours, no progress that was overwritten. */
export function plainOutput(output: string): string {
  return terminalLines(output)
    .map((line) => line.map(({ text }) => text).join(''))
    .join('\n');
}

/**
 * The same with its colours: each coloured part begins with one SGR sequence and ends with a reset, within its line, so that
 * it may be cut between any two lines. There are no other control sequences.
 */
export function colouredOutput(output: string): string {
  return terminalLines(output)
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
