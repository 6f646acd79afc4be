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
    const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
    const processes = new Map(
      [...stdout.matchAll(/^ *(\d+) +(\d+) +(.*)$/gm)].map(([, own, parent, command = '']) => [
        Number(own),
        { parent: Number(parent), command },
      ]),
    );
    if (processes.get(pid)?.command.includes('--type=extensionHost') !== true)
      throw new Error(`Process ${pid} is no extension host: ${processes.get(pid)?.command ?? 'it is gone'}`);
    for (let one = pid; one !== server;) {
      const parent = processes.get(one)?.parent;
      if (parent === undefined) throw new Error(`Process ${pid} is none of the server ${server}`);
      one = parent;
    }
    return new ExtensionHost(pid);
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
