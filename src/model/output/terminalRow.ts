import { plainStyle, type AnsiStyle } from './ansiStyle';

/** A part of a line in one style. */
export interface Drawn {
  readonly text: string;
  readonly style: AnsiStyle;
}

/** Longer lines are only edited at their end: the cost of other edits would grow with the square of their length. */
const longest = 4_000;

/**
 * A line of a terminal. While it is only appended to, it is a few texts; once it is edited, it has a cell for each
 * UTF-16 code unit, so an emoji takes two columns, as it does on a screen.
 */
export class TerminalRow {
  private parts: Drawn[] = [];
  private written = 0;
  private cells: Cells | undefined;

  get length(): number {
    return this.cells?.characters.length ?? this.written;
  }

  write(column: number, text: string, style: AnsiStyle): void {
    // A progress bar redrawn over all of the last one.
    if (column === 0 && text.length >= this.length) this.cut(0);
    if (this.cells === undefined && column >= this.written) {
      if (column > this.written) this.append(' '.repeat(column - this.written), plainStyle);
      this.append(text, style);
      return;
    }
    const { characters, renditions } = this.edited();
    while (characters.length < column) {
      characters.push(' ');
      renditions.push(plainStyle);
    }
    for (let index = 0; index < text.length; index++) {
      characters[column + index] = text.charAt(index);
      renditions[column + index] = style;
    }
  }

  /** Drops everything from this column on. */
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
    renditions.fill(plainStyle, column, column + count);
  }

  /** Removes characters and inserts blanks. */
  splice(column: number, removed: number, added: number): void {
    if (column >= this.length || this.length > longest) return;
    const { characters, renditions } = this.edited();
    characters.splice(column, removed, ...Array.from({ length: added }, () => ' '));
    renditions.splice(column, removed, ...Array.from({ length: added }, () => plainStyle));
  }

  drawn(): readonly Drawn[] {
    if (this.cells === undefined) return this.parts;
    const { characters, renditions } = this.cells;
    const parts: Drawn[] = [];
    for (let start = 0; start < characters.length;) {
      const style = renditions[start] ?? plainStyle;
      let end = start + 1;
      while (end < characters.length && renditions[end] === style) end += 1;
      parts.push({ text: characters.slice(start, end).join(''), style });
      start = end;
    }
    return parts;
  }

  private append(text: string, style: AnsiStyle): void {
    const last = this.parts.at(-1);
    if (last?.style === style) this.parts[this.parts.length - 1] = { text: last.text + text, style };
    else this.parts.push({ text, style });
    this.written += text.length;
  }

  private edited(): Cells {
    if (this.cells !== undefined) return this.cells;
    const cells: Cells = { characters: [], renditions: [] };
    for (const { text, style } of this.parts) {
      for (let index = 0; index < text.length; index++) {
        cells.characters.push(text.charAt(index));
        cells.renditions.push(style);
      }
    }
    this.cells = cells;
    return cells;
  }
}

interface Cells {
  readonly characters: string[];
  readonly renditions: AnsiStyle[];
}
