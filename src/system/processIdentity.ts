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
    startedAt: processStat(process.pid)?.startedAt ?? '',
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
  const now = processStat(pid);
  // Elsewhere than on Linux a number may have been given anew: then its heartbeat has to tell.
  if (now === undefined || startedAt === '') return undefined;
  return !now.isZombie && now.startedAt === startedAt;
}

/**
 * The computer, its boot and the process namespace (containers), the last two on Linux: the same number means the same
 * process only within all of them.
 */
export function thisHost(): string {
  return [hostname(), read('/proc/sys/kernel/random/boot_id'), link('/proc/self/ns/pid')].filter(Boolean).join(' ');
}

/**
 * Whether what was watched on that machine is this computer's, perhaps of an earlier boot: that of another one is not ours to
 * judge. Both as `thisHost` gives them.
 */
export function isNear(machine: string, here: string): boolean {
  const [[name, boot], [ownName, ownBoot]] = [machine.split(' '), here.split(' ')];
  // In another container of the same boot somebody may well be watching it.
  return machine === here || (name === ownName && boot !== ownBoot);
}

/** What Linux tells of a process. */
export interface ProcessStat {
  /** In ticks since the computer started. */
  readonly startedAt: string;
  /** It has ended and was not waited for yet. */
  readonly isZombie: boolean;
  readonly group: number;
  /** The process group in the foreground of its terminal; -1 where it has none. */
  readonly foreground: number;
  /** The time that it and those it waited for have computed. */
  readonly work: string;
}

/** From proc(5): the fields after the name of the program, which may itself hold spaces and brackets. */
export function processStat(pid: number): ProcessStat | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, , group, , , foreground] = fields;
  const startedAt = fields[19];
  if (startedAt === undefined) return undefined;
  const isZombie = state === 'Z' || state === 'X';
  const work = fields.slice(11, 15).join(' ');
  return { startedAt, isZombie, group: Number(group), foreground: Number(foreground), work };
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
