/** A word of a command line, with how its author wants it quoted where that was said. */
export type CommandWord = string | { readonly value: string; readonly quoting: 'escape' | 'strong' | 'weak' };

/**
 * A command and its arguments as one line, for people to read: quoted the way a POSIX shell wants it whatever the shell,
 * and variables such as `${workspaceFolder}` left as they are.
 */
export function commandLine(command: CommandWord, args: readonly CommandWord[]): string {
  // A command without arguments is a whole line already: `make && make test`.
  if (args.length === 0 && typeof command === 'string') return command;
  return [command, ...args].map(quoted).join(' ');
}

/** A program and its arguments as one line that gives a POSIX shell just these: no shell had a say in them. */
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

/** Like the editor: a word is quoted for its spaces, unless it brings its own quotes. */
function needsQuotes(word: string): boolean {
  return word === '' || (/\s/.test(word) && !/^(['"]).*\1$/s.test(word));
}

function strong(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
