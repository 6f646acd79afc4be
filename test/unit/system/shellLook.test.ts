import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { ShellLook } from '../../../src/model/source/shellCourse';
import { lookAtShell } from '../../../src/system/shellLook';
import { until } from '../../support/fakeTime';

const shells: readonly (readonly [name: string, line: string])[] = [
  ['bash', 'bash --norc'],
  ['sh', 'sh'],
  ['zsh', 'zsh -f'],
  ['fish', 'fish --no-config'],
  ['mksh', 'mksh'],
];

describe('a shell in its terminal, seen from outside', function () {
  let script: ChildProcess | undefined;

  before(function () {
    if (lookAtShell === undefined) this.skip();
  });

  afterEach(() => {
    script?.kill('SIGKILL');
  });

  /** Starts it in a terminal of its own, by Linux's `script`. */
  async function start(line: string): Promise<number> {
    script = spawn('script', ['-qfc', `exec ${line} -i`, '/dev/null'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const { pid = 0 } = script;
    let shell = 0;
    await until('the shell', () => {
      shell = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
      return shell > 0 && typeof lookAtShell?.(shell) === 'object';
    });
    return shell;
  }

  const look = (pid: number): ShellLook => {
    const found = lookAtShell?.(pid);
    assert.ok(found !== undefined && found !== 'gone');
    return found;
  };
  const type = (text: string) => script?.stdin?.write(text);

  for (const [name, line] of shells.filter(([name]) => existsSync(`/bin/${name}`)))
    it(`${name}: a job with its line and its start, until it is suspended`, async () => {
      const pid = await start(line);
      const began = Date.now();
      type("sleep 40 'a b' 2>/dev/null || sleep 41 | sleep 42\n");
      await until('both', () => look(pid).job?.line === 'sleep 41 | sleep 42');
      const { shell, job } = look(pid);
      assert.equal(shell, name);
      const { startedAt = 0 } = job ?? {};
      assert.ok(startedAt > began - 50 && startedAt <= Date.now(), `${startedAt - began} ms after it was typed`);
      type('\u001a');
      await until('the prompt', () => look(pid).job === undefined);
      assert.deepEqual(look(pid).suspended, [job?.group]);
    });

  it('the name of a job has none of the arguments, which may be secrets, but for a file', async () => {
    const pid = await start('bash --norc');
    type('S3CRET=hunter2; sleep 45 "$S3CRET" || sleep 46\n');
    await until('the job', () => look(pid).job?.line === 'sleep 46');
    assert.equal(look(pid).job?.name, 'sleep');
    type('\u0003tail -f /etc/hostname\n');
    await until('the next one', () => look(pid).job?.name === 'tail /etc/hostname');
  });

  it('a list in parentheses is what it runs', async () => {
    const pid = await start('bash --norc');
    type('(sleep 43; true)\n');
    await until('the job', () => look(pid).job?.line === 'sleep 43');
  });

  it('a shell in the shell is the job, whatever runs in it', async () => {
    const pid = await start('bash --norc');
    type('sh -i\n');
    await until('the other shell', () => look(pid).job?.line === 'sh -i');
    type('sleep 44\n');
    await until('the other shell to wait', () => {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
      return readFileSync(`/proc/${children}/task/${children}/children`, 'utf8') !== '';
    });
    assert.equal(look(pid).job?.line, 'sh -i');
  });

  it('is gone when it has ended, and none if it is another program', async () => {
    const pid = await start('bash --norc');
    assert.equal(lookAtShell?.(process.pid), undefined);
    type('exit\n');
    await until('its end', () => lookAtShell?.(pid) === 'gone');
  });
});
