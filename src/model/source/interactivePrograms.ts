/** One simple command of a command line. */
export interface ShellCommand {
  /** Without quotes and redirections; what only the shell knows (`$x`, `$(…)`) stays as typed. */
  readonly words: readonly string[];
  /** Whether its input comes from a pipe, a file or a text. */
  readonly hasInput: boolean;
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
  const endCommand = (pipes: boolean): void => {
    endWord();
    if (words.length > 0) last = { words, hasInput: isPiped || isRedirected };
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
    else if (/^(?:\|\||&&?|[;()\n])$/.test(text)) endCommand(false);
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

/** When a program works without a user. */
interface Work {
  /** With more operands than this, it has something to do. */
  readonly operands: number;
  /** The letters of options that take another word. */
  readonly valued?: string;
  /** An option that gives it something to do. */
  readonly option?: RegExp;
  /** An option that makes it interactive all the same. */
  readonly sits?: RegExp;
}

const shell: Work = { operands: 0, valued: 'oO', option: /^-[a-z]*c$/ };
const client: Work = { operands: Infinity, option: /^(?:-[cefl]|--(?:command|file|list|execute|eval)\b)/ };
const script = (option: RegExp): Work => ({ operands: 0, option });

/** Programs that are interactive only if they are given nothing to do. */
const workers: Readonly<Record<string, Work>> = {
  ...Object.fromEntries(['sh', 'bash', 'zsh', 'dash', 'ksh', 'csh', 'tcsh', 'fish'].map((name) => [name, shell])),
  ...Object.fromEntries(['psql', 'mysql', 'mariadb', 'mongosh'].map((name) => [name, client])),
  pwsh: script(/^-(?:c|command|f|file|e|encodedcommand)$/i),
  powershell: script(/^-(?:c|command|f|file|e|encodedcommand)$/i),
  python: { operands: 0, valued: 'WX', option: /^-[A-Za-z]*[cm]/, sits: /^-[A-Za-z]*i$/ },
  ipython: script(/^-[cm]/),
  node: {
    operands: 0,
    valued: 'r',
    option: /^(?:-pe?$|-e$|--(?:eval|print|test|run)\b)/,
    sits: /^(?:-i|--interactive)$/,
  },
  lua: script(/^-e/),
  julia: script(/^(?:-[eE]|--eval)/),
  R: script(/^(?:-[ef]|--file|--args)/),
  ssh: { operands: 1, valued: 'BbcDEeFIiJLlmOoPpQRSWw', sits: /^-[A-Za-z]*t/ },
  sqlite3: { operands: 1 },
  'redis-cli': { operands: 0, valued: 'hpansu' },
};

/** Programs that run another one, with the letters of their options that take another word. */
const wrappers: Readonly<Record<string, string>> = {
  sudo: 'CDghprRtTuU',
  doas: 'Cu',
  env: 'CSu',
  time: 'fo',
  nohup: '',
  command: '',
  exec: 'a',
  nice: 'n',
};

/**
 * Whether a command line starts something interactive: an editor, a pager, a shell. The last program of the line
 * decides.
 * @param programs programs, perhaps with words that the call must contain: `vim`, `docker exec -it`. Programs that
 * also run scripts (`python`) count only without one.
 */
export function isInteractive(line: string, programs: readonly string[]): boolean {
  const command = lastCommand(line);
  if (command === undefined) return false;
  const [name, ...args] = unwrapped(command.words);
  if (name === undefined) return false;
  const names = new Set([name, name.replace(/-?\d[\d.]*$/, '')]);
  return programs.some((entry) => {
    const [program = '', ...needed] = entry.trim().split(/\s+/);
    if (!names.has(program)) return false;
    if (needed.length > 0) return isCalledWith(args, needed);
    const work = [...names].map((one) => workers[one]).find((one) => one !== undefined);
    return work === undefined || !(command.hasInput || hasWork(args, work));
  });
}

/** The name of the program that a line runs last, without the ones that run another; empty if it has none. */
export function programOf(line: string): string {
  return unwrapped(lastCommand(line)?.words ?? [])[0] ?? '';
}

/** The program that a command finally runs, by the last part of its path, and its arguments. */
function unwrapped(words: readonly string[]): readonly string[] {
  let rest = words;
  let outer: readonly string[] = [];
  for (;;) {
    rest = rest.slice(count(rest, isAssignment));
    const [first, ...others] = rest;
    // `sudo -i` runs only itself.
    if (first === undefined) return outer;
    const called = [nameOf(first), ...others];
    const valued = wrappers[called[0] ?? ''];
    if (valued === undefined) return called;
    outer = called;
    rest = operandsOf(others, valued, true);
  }
}

function isCalledWith(args: readonly string[], needed: readonly string[]): boolean {
  const letters = new Set(args.filter((arg) => /^-\w/.test(arg)).flatMap((arg) => Array.from(arg.slice(1))));
  let rest = args;
  return needed.every((word) => {
    if (/^-\w/.test(word)) return Array.from(word.slice(1)).every((letter) => letters.has(letter));
    const at = rest.indexOf(word);
    rest = rest.slice(at + 1);
    return at >= 0;
  });
}

function hasWork(args: readonly string[], { operands, valued = '', option, sits }: Work): boolean {
  const found = operandsOf(args, valued, false);
  // The words after the first operand may be meant for another program.
  const options = operandsOf(args, valued, true).length === 0 ? args : args.slice(0, args.indexOf(found[0] ?? ''));
  if (sits !== undefined && options.some((arg) => sits.test(arg))) return false;
  return found.length > operands || (option !== undefined && args.some((arg) => option.test(arg)));
}

/**
 * The operands: words that are no options and belong to none.
 * @param all include everything after the first operand
 */
function operandsOf(args: readonly string[], valued: string, all: boolean): readonly string[] {
  const operands: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') return [...operands, ...args.slice(index + 1)];
    if (!/^-./.test(arg)) {
      if (all) return args.slice(index);
      operands.push(arg);
    } else if (/^-\w+$/.test(arg) && valued.includes(arg.at(-1) ?? '-')) index++;
  }
  return operands;
}

function count<T>(list: readonly T[], holds: (item: T) => boolean): number {
  const found = list.findIndex((item) => !holds(item));
  return found < 0 ? list.length : found;
}

function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*\+?=/.test(word);
}

function nameOf(program: string): string {
  const name = program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
  return name.replace(/\.exe$/i, '');
}
