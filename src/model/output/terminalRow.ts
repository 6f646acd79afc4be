import { plainRendition, type Rendition } from './sgr';

/** A part of a line that is drawn in one way. */
export interface Drawn {
  readonly text: string;
  readonly rendition: Rendition;
}

/** Longer lines are edited at their end only: what else it costs would grow with their square. */
const longest = 4_000;

/**
 * A line of a terminal. As long as it is only written on, it is a few texts; once it is edited, a cell for each UTF-16 code
 * unit: an emoji takes two columns then, as it does on a screen.
 */
export class TerminalRow {
  private parts: Drawn[] = [];
  private written = 0;
  private cells: Cells | undefined;

  get length(): number {
    return this.cells?.characters.length ?? this.written;
  }

  write(column: number, text: string, rendition: Rendition): void {
    // A bar that is drawn anew, over all of the last one.
    if (column === 0 && text.length >= this.length) this.cut(0);
    if (this.cells === undefined && column >= this.written) {
      if (column > this.written) this.append(' '.repeat(column - this.written), plainRendition);
      this.append(text, rendition);
      return;
    }
    const { characters, renditions } = this.edited();
    while (characters.length < column) {
      characters.push(' ');
      renditions.push(plainRendition);
    }
    for (let index = 0; index < text.length; index++) {
      characters[column + index] = text.charAt(index);
      renditions[column + index] = rendition;
    }
  }

  /** Drops what stands from this column on. */
  cut(column: number): void {
    if (column === 0) {
      this.parts = [];
      this.written = 0;
      this.cells = undefined;
    } else if (column < this.length) {
      const { characters, renditions } = this.edited();
      characters.length = column;
      renditions.length = column;
    }
  }

  blank(column: number, count: number): void {
    if (column >= this.length || this.length > longest) return;
    const { characters, renditions } = this.edited();
    characters.fill(' ', column, column + count);
    renditions.fill(plainRendition, column, column + count);
  }

  /** Takes characters out and puts blanks in. */
  splice(column: number, removed: number, added: number): void {
    if (column >= this.length || this.length > longest) return;
    const { characters, renditions } = this.edited();
    characters.splice(column, removed, ...Array.from({ length: added }, () => ' '));
    renditions.splice(column, removed, ...Array.from({ length: added }, () => plainRendition));
  }

  drawn(): readonly Drawn[] {
    if (this.cells === undefined) return this.parts;
    const { characters, renditions } = this.cells;
    const parts: Drawn[] = [];
    for (let start = 0; start < characters.length;) {
      const rendition = renditions[start] ?? plainRendition;
      let end = start + 1;
      while (end < characters.length && renditions[end] === rendition) end += 1;
      parts.push({ text: characters.slice(start, end).join(''), rendition });
      start = end;
    }
    return parts;
  }

  private append(text: string, rendition: Rendition): void {
    const last = this.parts.at(-1);
    if (last?.rendition === rendition) this.parts[this.parts.length - 1] = { text: last.text + text, rendition };
    else this.parts.push({ text, rendition });
    this.written += text.length;
  }

  private edited(): Cells {
    if (this.cells !== undefined) return this.cells;
    const cells: Cells = { characters: [], renditions: [] };
    for (const { text, rendition } of this.parts) {
      for (let index = 0; index < text.length; index++) {
        cells.characters.push(text.charAt(index));
        cells.renditions.push(rendition);
      }
    }
    this.cells = cells;
    return cells;
  }
}

interface Cells {
  readonly characters: string[];
  readonly renditions: Rendition[];
}
