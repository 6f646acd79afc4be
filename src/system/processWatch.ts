import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { processStat } from './processIdentity';

/** What can be seen of a process from outside. */
export interface ProcessSight {
  /** When it started, by a clock of the system; differs from a later process with the same id. Empty on Windows. */
  readonly startedAt: string;
  /**
   * It is a shell with nothing else in the foreground of its terminal. Always false on Windows, which does not report
   * it.
   */
  readonly isAtPrompt: boolean;
  /** Changes whenever the process, or a child that it waited for, has used CPU time. */
  readonly work: string;
}

/** Looks at processes; those that are gone are left out. Rejects if the system does not answer. */
export type ProcessWatch = (pids: readonly number[]) => Promise<ReadonlyMap<number, ProcessSight>>;

/** Milliseconds `ps` may take. */
const timeoutMs = 10_000;

export const lookAtProcesses: ProcessWatch =
  process.platform === 'linux' ? lookInProc : process.platform === 'win32' ? lookByNumber : lookByPs;

/** Reads one file for each process, which takes microseconds. */
function lookInProc(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessSight>> {
  const seen = new Map<number, ProcessSight>();
  for (const pid of pids) {
    const stat = processStat(pid);
    if (stat === undefined || stat.isZombie) continue;
    const { startedAt, group, foreground, work } = stat;
    // A shell without job control runs its commands in its own group.
    const isAtPrompt = foreground === group && !childrenOf(pid).some((child) => processStat(child)?.group === group);
    seen.set(pid, { startedAt, isAtPrompt, work });
  }
  return Promise.resolve(seen);
}

/** The children of each thread, see proc(5). */
export function childrenOf(pid: number): readonly number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'));
    return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}

/** Uses `ps` of POSIX systems (macOS), once for all processes. Exported for tests, which run it on Linux too. */
export async function lookByPs(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessSight>> {
  if (pids.length === 0) return new Map();
  const fields = ['pid=', 'pgid=', 'tpgid=', 'stat=', 'time=', 'lstart='].flatMap((field) => ['-o', field]);
  // The same month names and times for every language and time zone.
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = await promisify(execFile)('ps', ['-A', ...fields], {
    env,
    timeout: timeoutMs,
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

/** Windows only says whether there is a process with that id, which may have been reused. */
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
