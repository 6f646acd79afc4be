/** One simple command of a line. */
export interface ShellCommand {
  /** Without quotes and redirections; what only the shell can know (`$x`, `$(…)`) stands as it was typed. */
  readonly words: readonly string[];
  /** Whether its input is given to it: by a pipe, a file or a text. */
  readonly hasInput: boolean;
}

/**
 * The last simple command of a line for a POSIX shell, as nearly as one can tell without being that shell. Pipes, lists and
 * groups are taken apart alike.
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
  const endCommand = (pipes: boolean): void => {
    endWord();
    if (words.length > 0) last = { words, hasInput: isPiped || isRedirected };
    [words, isPiped, isRedirected, skipsWord] = [[], pipes, false, false];
  };
  // Each alternative is what one character may begin; a quote, a substitution or a text that is not closed is a plain one.
  const token =
    /\\\n|\\[^]|'[^']*'|"(?:\\[^]|[^"\\])*"|`[^`]*`|[$<>]\((?:[^()]|\([^()]*\))*\)|#|&?>[>&|]?|<(?:<<|<-?|[>&])?|\|[|&]?|&&?|[;()\n]|[ \t\r]+|[^]/g;
  for (const [text] of line.matchAll(token)) {
    if (text === '#' && word === undefined) break;
    if (text === '\n' && endsAtLine) break;
    if (text === '\\\n') continue;
    if (/^[ \t\r]/.test(text)) endWord();
    else if (/^(?:&?>|<)/.test(text) && !text.endsWith(')')) {
      // The number in `2>` is no word.
      if (word !== undefined && /^\d+$/.test(word)) word = undefined;
      endWord();
      skipsWord = true;
      if (text.startsWith('<')) isRedirected = true;
      // What follows in the next lines is a text.
      if (text === '<<' || text === '<<-') endsAtLine = true;
    } else if (text === '|' || text === '|&') endCommand(true);
    else if (/^(?:\|\||&&?|[;()\n])$/.test(text)) endCommand(false);
    else word = (word ?? '') + plain(text);
  }
  endCommand(false);
  return last;
}

function plain(text: string): string {
  // Before a letter it is rather part of a path of Windows, and `\vim` is read like one.
  if (text.startsWith('\\')) return /^.\w/.test(text) ? text : text.slice(1);
  if (text.length < 2) return text;
  if (text.startsWith("'")) return text.slice(1, -1);
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(["\\$`])/g, '$1') : text;
}
