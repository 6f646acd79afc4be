import { lastCommand, type ShellCommand } from './shellCommand';

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
  /** Whether input from elsewhere is no work: it is shown, and keys come from the terminal. */
  readonly hasKeys?: boolean;
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
  ...Object.fromEntries(['vim', 'nvim', 'vi'].map((name) => [name, asked(/^(?:--headless|-[eE]?s)$/)])),
  emacs: asked(/^(?:--?batch|--script|-x)$/),
  gdb: asked(/^--?batch/),
  top: asked(/^-\w*b/),
  su: asked(/^(?:--command\b|-\w*c$)/),
  cmd: asked(/^\/c/i),
  git: asked(/^(?:-[a-z]*m|-[FC]|--(?:message|file|no-edit|fixup|reuse-message|dry-run)\b)/),
  claude: asked(/^(?:-p|--print)$/),
  codex: asked(/^(?:exec|e)$/),
  gemini: asked(/^(?:-p|--prompt)\b/),
  aider: asked(/^(?:-m|-f|--msg|--message|--message-file)\b/),
};

/** Works without a user if it is called with such an option only. */
function asked(option: RegExp): Work {
  return { operands: Infinity, option, hasKeys: true };
}

interface Wrapper {
  /** The letters of options that take another word. */
  readonly valued: string;
  /** How many of its own words come before the other program. */
  readonly own?: number;
  /** The first of them, if it runs another program with that only. */
  readonly verb?: string;
}

/** Programs that run another one. */
const wrappers: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: 'CDghprRtTuU' },
  doas: { valued: 'Cu' },
  env: { valued: 'CSu' },
  time: { valued: 'fo' },
  nohup: { valued: '' },
  command: { valued: '' },
  exec: { valued: 'a' },
  nice: { valued: 'n' },
  ionice: { valued: 'cnp' },
  setsid: { valued: '' },
  stdbuf: { valued: 'ioe' },
  timeout: { valued: 'ks', own: 1 },
  xargs: { valued: 'adEILnPs' },
  direnv: { valued: '', own: 2, verb: 'exec' },
};

/** Programs that run another one in a container, with their options that take another word. */
const containers = /^(?:docker|podman|nerdctl|docker-compose)$/;
const containerOptions =
  /^(?:-[a-zA-Z]*[aehlmpuvw]|--(?:add-host|attach|cap-add|cpus|device|dns|entrypoint|env|env-file|gpus|hostname|label|memory|mount|name|network|platform|publish|pull|restart|shm-size|tmpfs|ulimit|user|volume|volumes-from|workdir|index))$/;

/**
 * Whether a command line starts something interactive: an editor, a pager, a shell. The last program of the line
 * decides.
 * @param programs programs, perhaps with words that the call must contain: `vim`, `docker exec -it`. Programs that
 * also run scripts (`python`) count only without one.
 */
export function isInteractive(line: string, programs: readonly string[]): boolean {
  const command = lastCommand(line);
  return command !== undefined && !command.isBackground && waits(command, programs);
}

function waits({ words, hasInput }: Pick<ShellCommand, 'words' | 'hasInput'>, programs: readonly string[]): boolean {
  const [name, ...args] = unwrapped(words);
  if (name === undefined) return false;
  const names = new Set([name, name.replace(/-?\d[\d.]*$/, '')]);
  const work = [...names].map((one) => workers[one]).find((one) => one !== undefined);
  return programs.some((entry) => {
    const [program = '', ...needed] = entry.trim().split(/\s+/);
    if (!names.has(program)) return false;
    const inside = containers.test(name) ? inContainer(args) : undefined;
    if (needed.length > 0)
      return (
        isCalledWith(args, needed) &&
        (inside === undefined || waits({ words: inside, hasInput }, programs)) &&
        (work === undefined || !hasWork(args, work))
      );
    return work === undefined || !((hasInput && work.hasKeys !== true) || hasWork(args, work));
  });
}

/** What is run in a container; `undefined` if nothing is named, so that its image decides. */
function inContainer(args: readonly string[]): readonly string[] | undefined {
  const verb = args.findIndex((arg) => arg === 'run' || arg === 'exec');
  if (verb < 0) return undefined;
  let at = verb + 1;
  for (; at < args.length && /^-./.test(args[at] ?? ''); at++) if (containerOptions.test(args[at] ?? '')) at++;
  const inside = args.slice(at + 1);
  return inside.length === 0 ? undefined : inside;
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
    const wrapper = wrappers[called[0] ?? ''];
    if (wrapper === undefined) return called;
    const { valued, own = 0, verb } = wrapper;
    outer = called;
    rest = operandsOf(others, valued, true);
    if (verb !== undefined && rest[0] !== verb) return called;
    const options = others.slice(0, others.length - rest.length);
    if (called[0] === 'sudo' && options.some((option) => /^(?:-\w*e|--edit)$/.test(option)))
      return ['sudoedit', ...rest];
    rest = rest.slice(own);
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
  // Whichever it is.
  if (/^\$\{?SHELL\}?$/.test(program)) return 'sh';
  const name = program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
  return name.replace(/\.exe$/i, '');
}
