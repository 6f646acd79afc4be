import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lookAtProcesses, lookByPs } from '../../../src/system/processWatch';
import { until } from '../../support/fakeTime';

describe('processes seen from outside', () => {
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
    ['by the system’s own means', lookAtProcesses],
    // Also used on macOS; Windows has no `ps`.
    ...(process.platform === 'win32' ? [] : ([['by ps', lookByPs]] as const)),
  ] as const;

  for (const [title, look] of ways) {
    it(`${title} are there until they are killed, and then gone`, async () => {
      const pid = start(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
      const first = (await look([pid])).get(pid);
      assert.ok(first !== undefined);
      await sleep(50);
      assert.equal((await look([pid, 1 << 22])).get(pid)?.startedAt, first.startedAt);
      const other = (await look([process.pid])).get(process.pid);
      assert.ok(other !== undefined);
      if (look !== lookByPs && process.platform === 'linux') assert.notEqual(other.startedAt, first.startedAt);
      children[0]?.kill('SIGKILL');
      await until('gone', async () => (await look([pid])).size === 0);
    });

    it(`${title} are none without a pid`, async () => {
      assert.deepEqual([...(await look([]))], []);
    });
  }

  // A shell in its own terminal, with Linux's `script` command.
  const shells = process.platform === 'linux' ? (['bash', 'sh'] as const) : [];
  for (const shell of shells)
    for (const [title, look] of ways)
      it(`${title} show whether ${shell} is at its prompt or a command runs, even with others in the background`, async () => {
        // Without the user's own start-up files, which may take a minute.
        const program = shell === 'bash' ? 'bash --norc' : shell;
        const script = start('script', ['-qfc', `exec ${program} -i`, '/dev/null']);
        const input = children[0]!.stdin!;
        const child = await childOf(script);
        const isAtPrompt = async () => (await look([child])).get(child)?.isAtPrompt;
        const becomes = (expected: boolean): Promise<void> =>
          until(`at its prompt: ${expected}`, async () => (await isAtPrompt()) === expected);
        await becomes(true);
        input.write('sleep 40 &\n');
        // Runs until its input ends.
        input.write('cat\n');
        await becomes(false);
        input.write('\u0004');
        await becomes(true);
        const before = (await look([child])).get(child)?.work;
        // Work without a separate command.
        input.write('while :; do :; done\n');
        await until('it computes', async () => (await look([child])).get(child)?.work !== before);
      });

  async function childOf(parent: number): Promise<number> {
    const child = (): number => Number(readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').split(' ')[0]);
    await until('script has started a shell', () => child() > 0);
    return child();
  }
});
