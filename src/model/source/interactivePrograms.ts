import { lastCommand } from './shellWords';

/** What some programs do without anybody before them. */
interface Work {
  /** With more words than this that are no options, it has something to do. */
  readonly operands: number;
  /** The letters of options that another word belongs to. */
  readonly valued?: string;
  /** An option that gives it something to do. */
  readonly option?: RegExp;
  /** An option that asks for somebody all the same. */
  readonly sits?: RegExp;
}

const shell: Work = { operands: 0, valued: 'oO', option: /^-[a-z]*c$/ };
const client: Work = { operands: Infinity, option: /^(?:-[cefl]|--(?:command|file|list|execute|eval)\b)/ };
const script = (option: RegExp): Work => ({ operands: 0, option });

/** Programs that talk with somebody only where they are given nothing to do. */
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

/** Programs that run the one behind them, each with the letters of its options that another word belongs to. */
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
 * Whether somebody sits before a command line: before an editor, a pager, a shell. The last program of the line decides.
 * @param programs each a program, or one with words that it has to be called with: `vim`, `docker exec -it`. Programs that
 *   also run scripts (`python`) count only without one.
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

/** The program that a command runs in the end, by the last part of its path, and what it is called with. */
function unwrapped(words: readonly string[]): readonly string[] {
  let rest = words;
  let outer: readonly string[] = [];
  for (;;) {
    rest = rest.slice(count(rest, isAssignment));
    const [first, ...others] = rest;
    // `sudo -i` runs nothing but itself.
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
  // What stands behind the first of them may be meant for a program of its own.
  const options = operandsOf(args, valued, true).length === 0 ? args : args.slice(0, args.indexOf(found[0] ?? ''));
  if (sits !== undefined && options.some((arg) => sits.test(arg))) return false;
  return found.length > operands || (option !== undefined && args.some((arg) => option.test(arg)));
}

/** The words that are no options and belong to none. @param all everything behind the first of them too */
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
