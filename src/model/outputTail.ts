import type { OutputGap } from './run';

/** How much of what a run prints is kept, in characters. */
const usualLimit = 65_536;
/** How much of its beginning, and of its end, where all is wanted. */
const wholeLimit = 524_288;

let isAllWanted = false;

/** Whether of what is printed from now on a megabyte is kept: some rule mails all of it. */
export function keepAllOutput(isWanted: boolean): void {
  isAllWanted = isWanted;
}

/** What is kept, as it goes into a run. */
export interface KeptOutput {
  readonly output: string;
  /** Left out where nothing is missing. */
  readonly outputGap?: OutputGap;
}

/**
 * The end of a stream of text, and where all is wanted its beginning too. Keeps the chunks as they come and joins them only
 * when somebody looks, so that a fast stream costs next to nothing however long it is. Between two looks it may hold three
 * times its limit.
 */
export class OutputTail {
  private chunks: string[] = [];
  private length = 0;
  private head = '';
  /** How much more of the beginning is kept. */
  private room: number;
  /** How much was dropped between beginning and end. */
  private dropped = 0;

  /** @param limit the most characters of the end that are given out */
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

  /** The last characters, at most `limit` of them, and no more than usual. */
  text(): string {
    const end = this.end();
    const most = Math.min(this.limit, usualLimit);
    return end.length < most ? (this.head.slice(-most) + end).slice(-most) : end.slice(-most);
  }

  /** How many characters were printed before that text. */
  get missing(): number {
    return this.dropped + this.head.length + this.length - this.text().length;
  }

  /** All that is kept. */
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

  /** Drops the chunks that no longer count. */
  private trim(): void {
    let [first, kept] = [this.chunks.length, 0];
    while (first > 0 && kept < this.limit) {
      first -= 1;
      kept += this.chunks[first]?.length ?? 0;
    }
    this.dropped += this.length - kept;
    this.chunks = this.chunks.slice(first);
    this.length = kept;
    // One that is long by itself.
    if (kept > 2 * this.limit) this.end();
  }
}
