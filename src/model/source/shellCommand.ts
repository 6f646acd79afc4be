/** One simple command of a command line. */
export interface ShellCommand {
  /** Without quotes and redirections; what only the shell knows (`$x`, `$(…)`) stays as typed. */
  readonly words: readonly string[];
  /** Whether its input comes from a pipe, a file or a text. */
  readonly hasInput: boolean;
  /** Whether the shell goes on beside it. */
  readonly isBackground: boolean;
}

/**
 * The last simple command of a line for a POSIX shell, as exactly as is possible without being that shell. Pipes,
 * lists and groups are all split.
 */
export function lastCommand(line: string): ShellCommand | undefined {
  let last: ShellCommand | undefined;
  let words: string[] = [];
  let word: string | undefined;
  let [isPiped, isRedirected, skipsWord, endsAtLine] = [false, false, false, false];
  const endWord = (): void => {
    if (word !== undefined && !skipsWord) words.push(word);
    if (word !== undefined) skipsWord = false;
    word = undefined;
  };
  const endCommand = (pipes: boolean, isBackground = false): void => {
    endWord();
    // `{ a; }` and `! a` are about another command.
    if (/^[{!]$/.test(words[0] ?? '')) words.shift();
    const isGroupEnd = words.length === 1 && words[0] === '}';
    if (words.length > 0 && !isGroupEnd) last = { words, hasInput: isPiped || isRedirected, isBackground };
    [words, isPiped, isRedirected, skipsWord] = [[], pipes, false, false];
  };
  // One alternative for each first character; a quote, substitution or text without its end counts as a plain
  // character.
  const token =
    /\\\n|\\[^]|'[^']*'|"(?:\\[^]|[^"\\])*"|`[^`]*`|[$<>]\((?:[^()]|\([^()]*\))*\)|#|&?>[>&|]?|<(?:<<|<-?|[>&])?|\|[|&]?|&&?|[;()\n]|[ \t\r]+|[^]/g;
  for (const [text] of line.matchAll(token)) {
    if (text === '#' && word === undefined) break;
    if (text === '\n' && endsAtLine) break;
    if (text === '\\\n') continue;
    if (/^[ \t\r]/.test(text)) endWord();
    else if (/^(?:&?>|<)/.test(text) && !text.endsWith(')')) {
      // The number in `2>` is not a word.
      if (word !== undefined && /^\d+$/.test(word)) word = undefined;
      endWord();
      skipsWord = true;
      if (text.startsWith('<')) isRedirected = true;
      // The next lines are a here-document.
      if (text === '<<' || text === '<<-') endsAtLine = true;
    } else if (text === '|' || text === '|&') endCommand(true);
    else if (/^(?:\|\||&&?|[;()\n])$/.test(text)) endCommand(false, text === '&');
    else word = (word ?? '') + plain(text);
  }
  endCommand(false);
  return last;
}

function plain(text: string): string {
  // A backslash before a letter is more likely part of a Windows path, and `\vim` is read like one.
  if (text.startsWith('\\')) return /^.\w/.test(text) ? text : text.slice(1);
  if (text.length < 2) return text;
  if (text.startsWith("'")) return text.slice(1, -1);
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(["\\$`])/g, '$1') : text;
}
