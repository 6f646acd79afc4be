import { plainRendition, sgrOf, withSgr } from './sgr';
import { TerminalRow, type Drawn } from './terminalRow';

/** Text, or one thing that a terminal is told: CSI, OSC and other strings, single escapes (ECMA-48, xterm). */
const tokens =
  // eslint-disable-next-line no-control-regex -- these are what is being read
  /[^\u0000-\u0008\u000a-\u001f\u007f-\u009f]+|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?|[^]/g;

/** How far to the right a sequence may lead, in characters: programs ask for column 9999 to learn how wide a terminal is. */
const widest = 200;
/** How many characters one sequence may take out. */
const mostShifted = 1_000;
/** How many it may put into a row that is wider than that: no more than it has itself. */
const ownLength = 4;

/**
 * What is left standing of an output: rows of characters, each with its rendition. The width of the terminal is not known,
 * so rows are as long as what was written. Takes time in proportion to the output.
 */
class Screen {
  private rows = [new TerminalRow()];
  private row = 0;
  private column = 0;
  /** The first row that counts as on the screen: what stood there before it was cleared stays, as in a scrollback. */
  private top = 0;
  private saved = { row: 0, column: 0 };
  /** Where the alternate screen began. */
  private alternate: number | undefined;
  private rendition = plainRendition;
  /** One object for each rendition, so that they compare by identity. */
  private readonly known = new Map([['', plainRendition]]);

  take(token: string): void {
    const first = token.charCodeAt(0);
    if (first === 0x09 || (first >= 0x20 && first < 0x7f) || first > 0x9f) this.write(token);
    else if (token === '\n') this.newLine();
    else if (token === '\r') this.column = 0;
    else if (token === '\b') this.column = Math.max(0, this.column - 1);
    else if (first === 0x9b || token.startsWith('\u001b[')) this.control(token.slice(first === 0x9b ? 1 : 2));
    else if (token === '\u001b7') this.saved = { row: this.row, column: this.column };
    else if (token === '\u001b8') this.restore();
    else if (token === '\u001bM') this.row = Math.max(this.top, this.row - 1);
    else if (token === '\u001bc') {
      this.rendition = plainRendition;
      this.clear();
    }
  }

  lines(): readonly (readonly Drawn[])[] {
    return this.rows.map((row) => row.drawn());
  }

  private get current(): TerminalRow {
    return (this.rows[this.row] ??= new TerminalRow());
  }

  private write(text: string): void {
    this.current.write(this.column, text, this.rendition);
    this.column += text.length;
  }

  private newLine(): void {
    this.row += 1;
    this.column = 0;
    if (this.row === this.rows.length) this.rows.push(new TerminalRow());
  }

  private restore(): void {
    this.row = Math.min(this.saved.row, this.rows.length - 1);
    this.column = this.saved.column;
  }

  private control(text: string): void {
    const parameters = text.slice(0, -1);
    const final = text.at(-1) ?? '';
    if (final === 'm') {
      if (/^[\d;:]*$/.test(parameters)) this.render(parameters);
      return;
    }
    if (parameters === '?1049' || parameters === '?1047' || parameters === '?47') {
      this.alternateScreen(final === 'h');
      return;
    }
    if (!/^[\d;]*$/.test(parameters)) return;
    const [first = 0, second = 0] = parameters.split(';').map(Number);
    this.edit(final, first, Math.max(1, first), Math.max(1, second));
  }

  private edit(final: string, mode: number, count: number, second: number): void {
    switch (final) {
      case 'A':
      case 'F':
        this.row = Math.max(this.top, this.row - count);
        if (final === 'F') this.column = 0;
        return;
      case 'B':
      case 'E':
        this.row = Math.min(this.rows.length - 1, this.row + count);
        if (final === 'E') this.column = 0;
        return;
      case 'C':
        this.goTo(this.column + count);
        return;
      case 'D':
        this.column = Math.max(0, this.column - count);
        return;
      case 'G':
      case '`':
        this.goTo(count - 1);
        return;
      case 'H':
      case 'f':
        this.place(count - 1);
        this.goTo(second - 1);
        return;
      case 'd':
        this.place(count - 1);
        return;
      case 'J':
        if (mode === 0) this.eraseBelow();
        else if (mode === 2 || mode === 3) this.clear();
        return;
      case 'K':
        this.eraseInLine(mode);
        return;
      case 'P':
      case '@':
      case 'X':
        this.shift(final, Math.min(count, mostShifted));
        return;
      case 's':
        this.saved = { row: this.row, column: this.column };
        return;
      case 'u':
        this.restore();
    }
  }

  private goTo(column: number): void {
    this.column = Math.min(column, Math.max(widest, this.column, this.current.length));
  }

  /** Rows are counted from the top of the screen. Where that is known only of a cleared one, what comes goes below. */
  private place(row: number): void {
    if (this.top > 0) this.row = Math.min(this.top + row, this.rows.length - 1);
    else if (this.column > 0 || this.row < this.rows.length - 1) {
      this.row = this.rows.length - 1;
      if (this.current.length > 0) this.newLine();
    }
    this.column = 0;
  }

  /** The screen goes empty; what stood there has been printed all the same. */
  private clear(): void {
    this.row = this.rows.length - 1;
    if (this.current.length > 0) this.newLine();
    this.column = 0;
    this.top = this.row;
  }

  private alternateScreen(isOn: boolean): void {
    if (isOn && this.alternate === undefined) {
      this.row = this.rows.length - 1;
      this.alternate = this.row + 1;
      this.newLine();
      this.top = this.row;
    } else if (!isOn && this.alternate !== undefined) {
      this.rows.length = this.alternate;
      this.row = this.rows.length - 1;
      this.column = this.current.length;
      this.top = Math.min(this.top, this.row);
      this.alternate = undefined;
    }
  }

  private eraseBelow(): void {
    this.rows.length = this.row + 1;
    this.eraseInLine(0);
  }

  private eraseInLine(mode: number): void {
    if (mode === 0) this.current.cut(this.column);
    else if (mode === 1) this.current.blank(0, this.column + 1);
    else if (mode === 2) this.current.cut(0);
  }

  /** Characters that are taken out, put in or blanked at the cursor. */
  private shift(final: 'P' | '@' | 'X', count: number): void {
    if (final === 'X') this.current.blank(this.column, count);
    else if (final === 'P') this.current.splice(this.column, count, 0);
    else this.current.splice(this.column, 0, Math.min(count, this.current.length > widest ? ownLength : widest));
  }

  private render(parameters: string): void {
    const next = withSgr(this.rendition, parameters);
    const key = sgrOf(next);
    const same = this.known.get(key);
    if (same === undefined) this.known.set(key, next);
    this.rendition = same ?? next;
  }
}

/** What a program printed as it is left standing in a terminal, line by line: no progress that was overwritten. */
export function terminalLines(output: string): readonly (readonly Drawn[])[] {
  const screen = new Screen();
  for (const [token] of output.matchAll(tokens)) screen.take(token);
  return screen.lines();
}
