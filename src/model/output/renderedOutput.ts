import { plainStyle, ansiCodesOf, withAnsiCodes } from './ansiStyle';
import { type Drawn, TerminalRow } from './terminalRow';

/** Text, or one control sequence: CSI, OSC and other strings, single escapes (ECMA-48, xterm). */
const tokens =
  // eslint-disable-next-line no-control-regex -- these are what is being read
  /[^\u0000-\u0008\u000a-\u001f\u007f-\u009f]+|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?|[^]/g;

/**
 * How far to the right a sequence may move the cursor, in characters: programs ask for column 9999 to learn the width
 * of a terminal.
 */
const widest = 200;
/** How many characters one sequence may remove. */
const maxShifted = 1_000;
/** How many characters one sequence may insert into a row wider than that: no more than its own length. */
const ownLength = 4;

/**
 * The final screen of an output: rows of characters, each with its style. The width of the terminal is unknown, so
 * rows are as long as what was written. Takes time in proportion to the output.
 */
class Screen {
  private rows = [new TerminalRow()];
  private row = 0;
  private column = 0;
  /** The first row of the screen; rows above it were cleared and stay, as in a scrollback. */
  private top = 0;
  private saved = { row: 0, column: 0 };
  /** The row in which the alternate screen began. */
  private alternate: number | undefined;
  private style = plainStyle;
  /** One object for each style, so that they can be compared by identity. */
  private readonly known = new Map([['', plainStyle]]);

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
      this.style = plainStyle;
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
    this.current.write(this.column, text, this.style);
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
        this.shift(final, Math.min(count, maxShifted));
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

  /** Rows count from the top of the screen, which is only known after a clear; otherwise new text goes below. */
  private place(row: number): void {
    if (this.top > 0) this.row = Math.min(this.top + row, this.rows.length - 1);
    else if (this.column > 0 || this.row < this.rows.length - 1) {
      this.row = this.rows.length - 1;
      if (this.current.length > 0) this.newLine();
    }
    this.column = 0;
  }

  /** Clears the screen; what was on it stays part of the output. */
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

  /** Removes (P), inserts (@) or blanks (X) characters at the cursor. */
  private shift(final: 'P' | '@' | 'X', count: number): void {
    if (final === 'X') this.current.blank(this.column, count);
    else if (final === 'P') this.current.splice(this.column, count, 0);
    else this.current.splice(this.column, 0, Math.min(count, this.current.length > widest ? ownLength : widest));
  }

  private render(parameters: string): void {
    const next = withAnsiCodes(this.style, parameters);
    const key = ansiCodesOf(next);
    const same = this.known.get(key);
    if (same === undefined) this.known.set(key, next);
    this.style = same ?? next;
  }
}

/** The output of a program as a terminal finally shows it, line by line, without progress that was overwritten. */
export function renderedOutput(output: string): readonly (readonly Drawn[])[] {
  const screen = new Screen();
  for (const [token] of output.matchAll(tokens)) screen.take(token);
  return screen.lines();
}

/**
 * The output of a program as a terminal finally shows it, without colours and without progress that was overwritten.
 */
export function plainOutput(output: string): string {
  return plainLines(renderedOutput(output)).join('\n');
}

/** The texts of lines that were rendered already. */
export function plainLines(lines: readonly (readonly Drawn[])[]): readonly string[] {
  return lines.map((line) => line.map(({ text }) => text).join(''));
}

/**
 * The same with its colours: each coloured part begins with one SGR sequence and ends with a reset on its line, so
 * that the text may be cut between any two lines. There are no other control sequences.
 */
export function colouredOutput(lines: readonly (readonly Drawn[])[]): string {
  return lines
    .map((line) =>
      line
        .map(({ text, style }) => {
          const sgr = ansiCodesOf(style);
          return sgr === '' ? text : `\u001b[${sgr}m${text}\u001b[0m`;
        })
        .join(''),
    )
    .join('\n');
}
