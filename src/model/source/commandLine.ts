/** A word of a command line, with the quoting that its author asked for, if any. */
export type CommandWord = string | { readonly value: string; readonly quoting: 'escape' | 'strong' | 'weak' };

/**
 * A command and its arguments as one line for people: quoted for a POSIX shell, whatever the actual shell, with
 * variables such as `${workspaceFolder}` left as they are.
 */
export function commandLine(command: CommandWord, args: readonly CommandWord[]): string {
  // A command without arguments is already a whole line: `make && make test`.
  if (args.length === 0 && typeof command === 'string') return command;
  return [command, ...args].map(quoted).join(' ');
}

/**
 * A program and its arguments as one line that a POSIX shell reads as exactly these; no shell was involved in them.
 */
export function processLine(program: string, args: readonly string[]): string {
  return [program, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : strong(word))).join(' ');
}

function quoted(word: CommandWord): string {
  if (typeof word === 'string') return needsQuotes(word) ? strong(word) : word;
  switch (word.quoting) {
    case 'escape':
      return word.value.replace(/[\s'"\\]/g, '\\$&');
    case 'strong':
      return strong(word.value);
    case 'weak':
      return `"${word.value.replace(/["\\]/g, '\\$&')}"`;
  }
}

/** As in the editor, a word is quoted if it has blanks, unless it brings its own quotes. */
function needsQuotes(word: string): boolean {
  return word === '' || (/\s/.test(word) && !/^(['"]).*\1$/s.test(word));
}

function strong(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * The line without the time that bash writes before it where HISTTIMEFORMAT is set: a time of day at the beginning that
 * is the one of the start. @param startedAt milliseconds since 1970
 */
export function withoutHistoryTime(line: string, startedAt: number): string {
  const [prefix = '', hours, minutes, seconds = '', half = ''] = historyTime.exec(line) ?? [];
  if (hours === undefined) return line;
  const start = new Date(startedAt);
  const since = (hour: number, minute: number, second: number): number => (hour * 60 + minute) * 60 + second;
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0);
  const apart = Math.abs(
    since(hour, Number(minutes), seconds === '' ? start.getSeconds() : Number(seconds)) -
      since(start.getHours(), start.getMinutes(), start.getSeconds()),
  );
  // The event may come late, the minute or the day may just have begun.
  const most = seconds === '' ? 60 : 5;
  return Math.min(apart, 86_400 - apart) <= most ? line.slice(prefix.length) : line;
}

/** Usual forms: `%F %T`, `%d/%m/%y %T`, `%T`, `[%F %T]`, `%Y-%m-%dT%H:%M:%S%z`, `%c`, `%b %d %H:%M`. */
const historyTime =
  /^\[?(?:\p{L}{2,10}\.?,? )?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?: |T|, |: ?)|\d{1,2} \p{L}{3,10}\.?(?: \d{4})? |\p{L}{3,10}\.? {1,2}\d{1,2},? )?(\d{1,2})[:h](\d\d)(?::(\d\d))?( ?[apAP]\.?[mM]\.?)?(?: ?[+-]\d\d:?\d\d| [A-Z]{2,5})?(?: \d{4})?\]?:? {1,3}/u;
