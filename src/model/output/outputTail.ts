import * as l10n from '@vscode/l10n';
import type { OutputGap } from '../run/run';

/** How much output of a run is kept, in characters. */
const usualLimit = 65_536;
/** How much of its beginning, and of its end, is kept if all output is wanted. */
const wholeLimit = 524_288;

let isAllWanted = false;

/** From now on, keep up to a megabyte of output if `isWanted`: some rule mails all of it. */
export function keepAllOutput(isWanted: boolean): void {
  isAllWanted = isWanted;
}

/** The output that was kept, as part of a run. */
export interface KeptOutput {
  readonly output: string;
  /** Left out if nothing is missing. */
  readonly outputGap?: OutputGap;
}

/**
 * Keeps the end of a stream of text, and its beginning too if all is wanted. Stores the chunks as they come and joins
 * them only on request, so that even a fast, long stream costs next to nothing. Between two requests it may hold
 * three times its limit.
 */
export class OutputTail {
  private chunks: string[] = [];
  private length = 0;
  private head = '';
  /** How much more of the beginning will be kept. */
  private room: number;
  /** How many characters were dropped between beginning and end. */
  private dropped = 0;

  /** @param limit how many characters of the end are returned at most */
  constructor(private readonly limit = isAllWanted ? wholeLimit : usualLimit) {
    this.room = limit === wholeLimit ? wholeLimit : 0;
  }

  get isEmpty(): boolean {
    return this.length === 0 && this.head === '';
  }

  append(chunk: string): void {
    const rest = this.room > 0 ? this.begin(chunk) : chunk;
    this.chunks.push(rest);
    this.length += rest.length;
    if (this.length > 2 * this.limit) this.trim();
  }

  /** The last characters: at most `limit`, and never more than usual. */
  text(): string {
    const end = this.end();
    const max = Math.min(this.limit, usualLimit);
    return end.length < max ? (this.head.slice(-max) + end).slice(-max) : end.slice(-max);
  }

  /** How many characters were printed before that text. */
  get missing(): number {
    return this.dropped + this.head.length + this.length - this.text().length;
  }

  /** Everything that was kept, with the gap in it. */
  kept(): KeptOutput {
    const output = this.head + this.end();
    return this.dropped === 0 ? { output } : { output, outputGap: { at: this.head.length, length: this.dropped } };
  }

  private begin(chunk: string): string {
    const first = chunk.slice(0, this.room);
    this.head += first;
    this.room -= first.length;
    return chunk.slice(first.length);
  }

  private end(): string {
    const text = this.chunks.join('');
    const end = text.slice(-this.limit);
    this.dropped += text.length - end.length;
    this.chunks = end === '' ? [] : [end];
    this.length = end.length;
    return end;
  }

  /** Drops the chunks before the last `limit` characters. */
  private trim(): void {
    let [first, kept] = [this.chunks.length, 0];
    while (first > 0 && kept < this.limit) {
      first -= 1;
      kept += this.chunks[first]?.length ?? 0;
    }
    this.dropped += this.length - kept;
    this.chunks = this.chunks.slice(first);
    this.length = kept;
    // A single chunk that is too long.
    if (kept > 2 * this.limit) this.end();
  }
}

/**
 * A word cut by the gap is removed up to this length, in characters: a longer remainder cannot be half of a secret.
 */
const longestWord = 4_096;

/**
 * Removes the words on both sides of the gap and counts them as missing: the remainder of a word may be half of a
 * secret, which nothing would recognise.
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

/** The output of a run, with a line that reports a gap in the middle, between words. */
export function withGapLine(kept: KeptOutput): string {
  const { output, outputGap } = gapBetweenWords(kept);
  // If the gap is before everything, the mail itself says so.
  if (outputGap === undefined || kept.outputGap?.at === 0) return output;
  const { at, length } = outputGap;
  // Reset the colour, so that it does not apply to our line.
  return `${output.slice(0, at)}\u001b[0m\r\n${l10n.t('[… {0} characters are missing here …]', length)}\r\n${output.slice(at)}`;
}

/**
 * The end of the output, as kept where not all is wanted.
 * @param max characters
 */
export function endOfOutput({ output, outputGap }: KeptOutput, max: number): KeptOutput {
  const { length = 0 } = outputGap ?? {};
  const cut = Math.max(0, output.length - max);
  if (cut === 0) return outputGap === undefined ? { output } : { output, outputGap };
  // A gap in the middle is further from the end than that.
  return { output: output.slice(cut), outputGap: { at: 0, length: cut + length } };
}
