import * as l10n from '@vscode/l10n';
import type { KeptOutput } from './outputTail';

/** Of a word that the gap has cut, no more can be half of a secret, in characters. */
const longestWord = 4_096;

/**
 * The same without the words before and behind the gap, which count as missing too: what is left of one may be half of a
 * secret, which nobody would know as one.
 */
export function gapBetweenWords({ output, outputGap }: KeptOutput): KeptOutput {
  if (outputGap === undefined || outputGap.at === 0)
    return outputGap === undefined ? { output } : { output, outputGap };
  const { at, length } = outputGap;
  const last = /\S*$/.exec(output.slice(Math.max(0, at - longestWord), at))?.[0].length ?? 0;
  const first = /^\S*/.exec(output.slice(at, at + longestWord))?.[0].length ?? 0;
  return {
    output: output.slice(0, at - last) + output.slice(at + first),
    outputGap: { at: at - last, length: last + length + first },
  };
}

/** What a run printed, with a line that says so where some of it is missing in the middle, between words. */
export function withGapTold(kept: KeptOutput): string {
  const { output, outputGap } = gapBetweenWords(kept);
  // Before all of it the mail itself says so.
  if (outputGap === undefined || kept.outputGap?.at === 0) return output;
  const { at, length } = outputGap;
  // Whatever colour was on is not that of the line.
  return `${output.slice(0, at)}\u001b[0m\r\n${l10n.t('[… {0} characters are missing here …]', length)}\r\n${output.slice(at)}`;
}

/** The end of what is kept, as it is where not all is wanted. @param most characters */
export function endOfOutput({ output, outputGap }: KeptOutput, most: number): KeptOutput {
  const { length = 0 } = outputGap ?? {};
  const cut = Math.max(0, output.length - most);
  if (cut === 0) return outputGap === undefined ? { output } : { output, outputGap };
  // The middle, where something may be missing, is further from the end than that.
  return { output: output.slice(cut), outputGap: { at: 0, length: cut + length } };
}
