import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { processStat } from './processIdentity';

/** What can be seen of a process from outside. */
export interface ProcessSight {
  /** When it started, on a clock of the system: tells it from another one that got its number since. Empty on Windows. */
  readonly startedAt: string;
  /** It is a shell, and nothing but itself is in the foreground of its terminal. Never on Windows, which cannot tell. */
  readonly isAtPrompt: boolean;
  /** Another one whenever it, or what it waited for, has computed meanwhile. */
  readonly work: string;
}

/** Looks at processes; those that are gone are left out. Rejects where the system does not tell. */
export type ProcessWatch = (pids: readonly number[]) => Promise<ReadonlyMap<number, ProcessSight>>;

/** How long `ps` may take, in milliseconds. */
const patience = 10_000;

export const lookAtProcesses: ProcessWatch =
  process.platform === 'linux' ? lookInProc : process.platform === 'win32' ? lookByNumber : lookByPs;

/** Reads a file for each process, which takes microseconds. */
function lookInProc(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessSight>> {
  const seen = new Map<number, ProcessSight>();
  for (const pid of pids) {
    const stat = processStat(pid);
    if (stat === undefined || stat.isZombie) continue;
    const { startedAt, group, foreground, work } = stat;
    // A shell without job control leaves its commands in its own group.
    const isAtPrompt = foreground === group && !childrenOf(pid).some((child) => processStat(child)?.group === group);
    seen.set(pid, { startedAt, isAtPrompt, work });
  }
  return Promise.resolve(seen);
}

/** See proc(5): the children of each thread. */
function childrenOf(pid: number): readonly number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'));
    return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}

/** By `ps` of POSIX systems (macOS), for all at once. Exported for tests, which run it on Linux too. */
export async function lookByPs(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessSight>> {
  if (pids.length === 0) return new Map();
  const fields = ['pid=', 'pgid=', 'tpgid=', 'stat=', 'time=', 'lstart='].flatMap((field) => ['-o', field]);
  // Months and times as they are everywhere, whatever the user's language and summer time.
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = await promisify(execFile)('ps', ['-A', ...fields], {
    env,
    timeout: patience,
    maxBuffer: 16 << 20,
  });
  const all = [...stdout.matchAll(/^ *(\d+) +(\d+) +(-?\d+) +(\S+) +(\S+) +(.+?) *$/gm)].map(
    ([, pid, group, foreground, state = '', work = '', startedAt = '']) => ({
      pid: Number(pid),
      group: Number(group),
      foreground: Number(foreground),
      isZombie: state.startsWith('Z'),
      work,
      startedAt,
    }),
  );
  const members = new Map<number, number>();
  for (const { group } of all) members.set(group, (members.get(group) ?? 0) + 1);
  const seen = new Map<number, ProcessSight>();
  for (const { pid, group, foreground, isZombie, work, startedAt } of all) {
    if (isZombie || !pids.includes(pid)) continue;
    seen.set(pid, { startedAt, isAtPrompt: foreground === group && members.get(group) === 1, work });
  }
  return seen;
}

/** Windows says only whether there is a process of that number; it may have been given to another one since. */
function lookByNumber(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessSight>> {
  return Promise.resolve(
    new Map(pids.filter(isThere).map((pid) => [pid, { startedAt: '', isAtPrompt: false, work: '' }])),
  );
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
