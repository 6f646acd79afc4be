import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** One living copy of the extension. */
export interface ProcessIdentity {
  /** Names this copy in files: letters and digits, different in each process. */
  readonly instance: string;
  /** The computer, and the part of it in which process ids are valid. */
  readonly host: string;
  readonly pid: number;
  /** When the process started, by a clock of the system; empty where that is not known. */
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
 * Whether that process still runs; `undefined` where that cannot be known. A process whose id was reused, and a zombie,
 * count as gone.
 */
export function isRunning({ host, pid, startedAt }: ProcessIdentity, here = thisHost()): boolean | undefined {
  if (host !== here) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? undefined : false;
  }
  const now = processStat(pid);
  // Outside Linux the id may have been reused: only a heartbeat can tell.
  if (now === undefined || startedAt === '') return undefined;
  return !now.isZombie && now.startedAt === startedAt;
}

/**
 * The computer, and on Linux its boot and the process namespace (containers): an id means the same process only within
 * all three.
 */
export function thisHost(): string {
  return [hostname(), read('/proc/sys/kernel/random/boot_id'), link('/proc/self/ns/pid')].filter(Boolean).join(' ');
}

/**
 * Whether what was watched on that machine belongs to this computer, perhaps to an earlier boot. What belongs to
 * another computer is not ours to judge. Both in the form of `thisHost`.
 */
export function isNear(machine: string, here: string): boolean {
  const [[name, boot], [ownName, ownBoot]] = [machine.split(' '), here.split(' ')];
  // A window in another container of the same boot may still be watching it.
  return machine === here || (name === ownName && boot !== ownBoot);
}

/** What Linux reports about a process. */
export interface ProcessStat {
  /** The name of its program, cut to 15 bytes. */
  readonly program: string;
  /** In clock ticks since boot. */
  readonly startedAt: string;
  /** It has ended and its parent has not waited for it. */
  readonly isZombie: boolean;
  /** A signal has stopped it, as Ctrl+Z does. */
  readonly isStopped: boolean;
  readonly parent: number;
  readonly group: number;
  /** The foreground process group of its terminal; -1 if it has no terminal. */
  readonly foreground: number;
  /** CPU time of the process and of the children that it waited for. */
  readonly work: string;
}

/** Reads proc(5). The fields follow the name of the program, which may itself contain spaces and brackets. */
export function processStat(pid: number): ProcessStat | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, , , foreground] = fields;
  const startedAt = fields[19];
  if (startedAt === undefined) return undefined;
  const isZombie = state === 'Z' || state === 'X';
  const program = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  return {
    program,
    startedAt,
    isZombie,
    isStopped: state === 'T' || state === 't',
    parent: Number(parent),
    group: Number(group),
    foreground: Number(foreground),
    work: fields.slice(11, 15).join(' '),
  };
}

/** Clock ticks per second in proc(5), on every Linux of today. */
const ticks = 100;

/** When a process started, in milliseconds since 1970; `undefined` if that is not known. */
export function startOfProcess(pid: number): number | undefined {
  const stat = processStat(pid);
  const uptime = Number(read('/proc/uptime').split(' ')[0]);
  if (stat === undefined || !(uptime > 0)) return undefined;
  return Date.now() - Math.max(0, (uptime - Number(stat.startedAt) / ticks) * 1000);
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
