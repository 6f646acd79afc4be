import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lookAtProcesses, lookByPs } from '../../../src/outbox/processWatch';

describe('processes, seen from outside', () => {
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  function start(command: string, args: readonly string[]): number {
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
    children.push(child);
    return child.pid ?? 0;
  }

  const ways = [
    ['as this system tells', lookAtProcesses],
    // Also what macOS is asked with; Windows has none.
    ...(process.platform === 'win32' ? [] : ([['by ps', lookByPs]] as const)),
  ] as const;

  for (const [title, look] of ways) {
    it(`${title}: there until it is killed, and then not waited for`, async () => {
      const pid = start(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
      const first = (await look([pid])).get(pid);
      assert.ok(first !== undefined);
      await sleep(50);
      assert.equal((await look([pid, 1 << 22])).get(pid)?.startedAt, first.startedAt);
      const other = (await look([process.pid])).get(process.pid);
      assert.ok(other !== undefined);
      if (look !== lookByPs && process.platform === 'linux') assert.notEqual(other.startedAt, first.startedAt);
      children[0]?.kill('SIGKILL');
      while ((await look([pid])).size > 0) await sleep(5);
    });

    it(`${title}: nothing of no process`, async () => {
      assert.deepEqual([...(await look([]))], []);
    });
  }

  // A shell in a terminal of its own, by the `script` of Linux.
  const shells = process.platform === 'linux' ? (['bash', 'sh'] as const) : [];
  for (const shell of shells)
    for (const [title, look] of ways)
      it(`${title}: ${shell} at its prompt, and while a command runs, whatever runs in the background`, async function () {
        this.timeout(20_000);
        const script = start('script', ['-qfc', `exec ${shell} -i`, '/dev/null']);
        const input = children[0]!.stdin!;
        const child = await childOf(script);
        const isAtPrompt = async () => (await look([child])).get(child)?.isAtPrompt;
        const becomes = async (expected: boolean): Promise<void> => {
          for (let tries = 0; (await isAtPrompt()) !== expected; tries++) {
            assert.ok(tries < 100, `never ${expected}`);
            await sleep(50);
          }
        };
        await becomes(true);
        input.write('sleep 40 &\n');
        await sleep(300);
        await becomes(true);
        const before = (await look([child])).get(child)?.work;
        input.write('sleep 1\n');
        await becomes(false);
        await becomes(true);
        // Work without a command of its own.
        input.write('while :; do :; done\n');
        for (let tries = 0; (await look([child])).get(child)?.work === before; tries++) {
          assert.ok(tries < 100, 'it has never computed');
          await sleep(100);
        }
      });

  async function childOf(parent: number): Promise<number> {
    for (let tries = 0; tries < 100; tries++) {
      const child = Number(readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').split(' ')[0]);
      if (child > 0) return child;
      await sleep(20);
    }
    throw new Error('script has started no shell');
  }
});
