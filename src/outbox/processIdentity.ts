import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** One living copy of the extension. */
export interface ProcessIdentity {
  /** Names this copy in files: letters and digits, another one in each process. */
  readonly instance: string;
  /** The computer, and the part of it in which the process number counts. */
  readonly host: string;
  readonly pid: number;
  /** When the process started, on a clock of the system; empty where that cannot be learnt. */
  readonly startedAt: string;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return {
    instance: randomBytes(6).toString('hex'),
    host: thisHost(),
    pid: process.pid,
    startedAt: processStart(process.pid)?.startedAt ?? '',
  };
}

/**
 * Whether that process still runs; `undefined` where that cannot be told from here. A number that was given to another
 * process since, and a process that has ended without having been waited for, count as gone.
 */
export function isRunning({ host, pid, startedAt }: ProcessIdentity, here = thisHost()): boolean | undefined {
  if (host !== here) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? undefined : false;
  }
  const now = processStart(pid);
  // Elsewhere than on Linux a number may have been given anew: then its heartbeat has to tell.
  if (now === undefined || startedAt === '') return undefined;
  return !now.isZombie && now.startedAt === startedAt;
}

/** The same number means the same process only within one boot and one process namespace (containers). */
function thisHost(): string {
  return [hostname(), read('/proc/sys/kernel/random/boot_id'), link('/proc/self/ns/pid')].filter(Boolean).join(' ');
}

/** From proc(5): the fields after the name of the program, which may itself hold spaces and brackets. */
function processStart(pid: number): { readonly startedAt: string; readonly isZombie: boolean } | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  return startedAt === undefined ? undefined : { startedAt, isZombie: state === 'Z' || state === 'X' };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
