/**
 * Finds the places in a text where one of many short texts may begin, faster than to look for each of them: by a hash
 * of so many characters, which nearly no place has.
 */
export class Heads {
  private readonly hashes = new Uint8Array(1 << 16);
  private readonly kept: number;

  /** @param length how many characters are compared, at most 4 */
  constructor(private readonly length: number) {
    this.kept = (1 << (4 * length)) - 1;
  }

  /** @param text at least as long as a head */
  add(text: string): void {
    this.hashes[this.hashOf(text)] = 1;
  }

  /** Calls for each place of a part of a text where one of them may begin. */
  each(text: string, from: number, to: number, call: (at: number) => void): void {
    const { hashes, kept, length } = this;
    // As if another character came before them, which the next step forgets.
    let hash = this.hashOf(`\0${text.slice(from, from + length - 1)}`);
    for (let at = from; at < to; at++) {
      // Beyond the end there is no code, which counts as 0.
      hash = ((hash << 4) ^ text.charCodeAt(at + length - 1)) & kept;
      if (hashes[hash] === 1) call(at);
    }
  }

  private hashOf(text: string): number {
    let hash = 0;
    for (let at = 0; at < this.length; at++) hash = ((hash << 4) ^ text.charCodeAt(at)) & this.kept;
    return hash;
  }
}
