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
