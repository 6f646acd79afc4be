/** How much of what a run prints is kept, in characters. */
const usualLimit = 65_536;

/**
 * The end of a stream of text. Keeps the chunks as they come and joins them only when somebody looks, so that a fast
 * stream costs next to nothing however long it is.
 */
export class OutputTail {
  private chunks: string[] = [];
  /** The first chunks that no longer count; they are dropped some at a time. */
  private dropped = 0;
  private length = 0;

  /** @param limit the most characters that are kept */
  constructor(private readonly limit = usualLimit) {}

  get isEmpty(): boolean {
    return this.length === 0;
  }

  append(chunk: string): void {
    if (chunk === '') return;
    if (chunk.length >= this.limit) {
      this.chunks = [chunk.slice(-this.limit)];
      this.dropped = 0;
      this.length = this.limit;
      return;
    }
    this.chunks.push(chunk);
    this.length += chunk.length;
    for (;;) {
      const oldest = this.chunks[this.dropped]?.length ?? 0;
      if (this.length - oldest < this.limit) break;
      this.length -= oldest;
      this.dropped += 1;
    }
    if (this.dropped < 256) return;
    this.chunks = this.chunks.slice(this.dropped);
    this.dropped = 0;
  }

  /** The last characters, at most `limit` of them. */
  text(): string {
    const text = this.chunks.slice(this.dropped).join('');
    this.chunks = [text.length > this.limit ? text.slice(-this.limit) : text];
    this.dropped = 0;
    this.length = this.chunks[0]?.length ?? 0;
    return this.chunks[0] ?? '';
  }
}
