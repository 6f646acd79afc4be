/** How much of what a run prints is kept, in characters. */
const usualLimit = 65_536;

/**
 * The end of a stream of text. Keeps the chunks as they come and joins them only when somebody looks, so that a fast
 * stream costs next to nothing however long it is. Between two looks it may hold three times its limit.
 */
export class OutputTail {
  private chunks: string[] = [];
  private length = 0;

  /** @param limit the most characters that are given out */
  constructor(private readonly limit = usualLimit) {}

  get isEmpty(): boolean {
    return this.length === 0;
  }

  append(chunk: string): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    if (this.length > 2 * this.limit) this.trim();
  }

  /** The last characters, at most `limit` of them. */
  text(): string {
    const text = this.chunks.join('').slice(-this.limit);
    this.chunks = text === '' ? [] : [text];
    this.length = text.length;
    return text;
  }

  /** Drops the chunks that no longer count. */
  private trim(): void {
    let [first, kept] = [this.chunks.length, 0];
    while (first > 0 && kept < this.limit) {
      first -= 1;
      kept += this.chunks[first]?.length ?? 0;
    }
    this.chunks = this.chunks.slice(first);
    this.length = kept;
    // One that is long by itself.
    if (kept > 2 * this.limit) this.text();
  }
}
