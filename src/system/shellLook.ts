import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { processLine } from '../model/source/commandLine';
import type { ShellJob, ShellLook } from '../model/source/shellCourse';
import { type ProcessStat, processStat, startOfProcess } from './processIdentity';
import { childrenOf } from './processWatch';

/** `gone` if there is no such process; `undefined` if it is no shell, or cannot be looked at. */
export type LookAtShell = (pid: number) => ShellLook | 'gone' | undefined;

/** Shells with job control: each job gets the terminal as a process group of its own. */
const shells: ReadonlySet<string> = new Set(
  'bash sh dash ash ksh ksh93 mksh zsh fish csh tcsh nu elvish xonsh'.split(' '),
);

/** Looks at a shell by Linux's /proc, which takes microseconds; `undefined` where there is none. */
export const lookAtShell: LookAtShell | undefined = process.platform === 'linux' ? lookInProc : undefined;

function lookInProc(pid: number): ShellLook | 'gone' | undefined {
  const stat = processStat(pid);
  if (stat === undefined || stat.isZombie) return 'gone';
  if (!shells.has(stat.program)) return undefined;
  const { program: shell, work, group, foreground } = stat;
  const children = statsOf(childrenOf(pid));
  const suspended = [...new Set([...children.values()].filter((one) => one.isStopped).map((one) => one.group))];
  const isFree = foreground === group || foreground <= 0;
  return { shell, work, suspended, job: isFree ? undefined : jobOf(pid, foreground, children) };
}

/** The job of the shell that has the terminal, or that has started what has it. */
function jobOf(shell: number, foreground: number, children: ReadonlyMap<number, ProcessStat>): ShellJob {
  let leader = foreground;
  // A shell in the shell, or sudo, has handed it on.
  for (let depth = 0; depth < 20 && !children.has(leader); depth++) {
    const parent = processStat(leader)?.parent ?? 0;
    if (parent <= 1) break;
    leader = parent;
  }
  const group = children.get(leader)?.group ?? foreground;
  const parts = [...children].filter(([, one]) => one.group === group);
  const own = argumentsOf(shell).join(' ');
  const programs = parts.map(([pid]) => programsOf(pid, own));
  // One that is about to become a program may be what counts: `seq 9 | less`.
  const running = programs.some((one) => one.length === 0) ? [] : programs.flat();
  const starts = (parts.length === 0 ? [group] : parts.map(([pid]) => pid)).map(startOfProcess);
  return {
    group,
    name: running.map(nameOf).join(' | '),
    line: running.map(lineOf).join(' | '),
    startedAt: Math.min(Date.now(), ...starts.filter((start) => start !== undefined)),
  };
}

/**
 * A process that can be read, which one that is still the shell itself, such as a list in parentheses, runs in turn.
 */
function programsOf(pid: number, shell: string): readonly number[] {
  const isShell = (one: number): boolean => argumentsOf(one).join(' ') === shell;
  return (isShell(pid) ? childrenOf(pid) : [pid]).filter((one) => !isShell(one) && argumentsOf(one).length > 0);
}

function lineOf(pid: number): string {
  const [program = '', ...args] = argumentsOf(pid);
  return args.length === 0 ? program : processLine(program, args);
}

/**
 * What may be shown of a process: its program, and the file that this is given first. Its arguments have the values of
 * variables, which may be secrets that nobody knows for such.
 */
function nameOf(pid: number): string {
  const [program = '', ...args] = argumentsOf(pid);
  const title = program.split(' ');
  // Some programs write a title of one text there: `npm test`.
  if (title.length > 1) return title.slice(0, 2).join(' ');
  const name = basename(program).replace(/^-/, '');
  const [first] = args.filter((arg) => !arg.startsWith('-'));
  const isFile = first !== undefined && existsSync(resolve(`/proc/${pid}/cwd`, first));
  return isFile ? processLine(name, [first]) : name;
}

function argumentsOf(pid: number): readonly string[] {
  const text = read(`/proc/${pid}/cmdline`).replace(/\0+$/, '');
  return text === '' ? [] : text.split('\0');
}

function statsOf(pids: readonly number[]): ReadonlyMap<number, ProcessStat> {
  const stats = new Map<number, ProcessStat>();
  for (const pid of pids) {
    const stat = processStat(pid);
    if (stat !== undefined && !stat.isZombie) stats.set(pid, stat);
  }
  return stats;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
