import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** An extension host of a server that we started. */
export class ExtensionHost {
  private constructor(private readonly pid: number) {}

  /**
   * The one with this process number.
   * @param server a process that it has to descend from: no other process is ever killed
   */
  static async find(pid: number, server: number): Promise<ExtensionHost> {
    const processes = await allProcesses();
    if (!isExtensionHost(processes.get(pid)))
      throw new Error(`Process ${pid} is no extension host: ${processes.get(pid)?.command ?? 'it is gone'}`);
    if (!descends(pid, server, processes)) throw new Error(`Process ${pid} is none of the server ${server}`);
    return new ExtensionHost(pid);
  }

  /** All that descend from this process. */
  static async allOf(server: number): Promise<readonly ExtensionHost[]> {
    const processes = await allProcesses();
    return [...processes]
      .filter(([pid, process]) => isExtensionHost(process) && descends(pid, server, processes))
      .map(([pid]) => new ExtensionHost(pid));
  }

  /** At once, with whatever it is doing. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  /** Resolves when it is gone, with everything that it had begun. */
  async gone(): Promise<void> {
    while (isAlive(this.pid)) await sleep(5);
  }
}

interface Process {
  readonly parent: number;
  readonly command: string;
}

async function allProcesses(): Promise<ReadonlyMap<number, Process>> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
  return new Map(
    [...stdout.matchAll(/^ *(\d+) +(\d+) +(.*)$/gm)].map(([, own, parent, command = '']) => [
      Number(own),
      { parent: Number(parent), command },
    ]),
  );
}

function isExtensionHost(process: Process | undefined): boolean {
  return process?.command.includes('--type=extensionHost') === true;
}

function descends(pid: number, ancestor: number, processes: ReadonlyMap<number, Process>): boolean {
  for (let one: number | undefined = pid; one !== undefined; one = processes.get(one)?.parent)
    if (one === ancestor) return true;
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // Dead and not yet waited for: see proc(5).
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}
