import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { nothingHere } from '../../src/host/run/oneShot';
import { ShellExecutions } from '../../src/host/source/shellExecutions';
import type { RunWatch } from '../../src/host/source/source';
import { TaskProcesses } from '../../src/host/source/taskProcesses';
import { watchTerminals } from '../../src/host/source/terminals';
import { silentLog } from '../../src/model/log';
import type { Run } from '../../src/model/run/run';
import { DebugLines } from '../../src/model/source/debugLines';
import { processStat } from '../../src/system/processIdentity';
import { systemScheduler } from '../../src/system/scheduler';
import { endAll, until } from './extension';
import { Gate } from './gate';
import { bash, hasShell, homeWith, shell } from './sampleTerminals';

describe('shells, and what they do not report', function () {
  let runs: Run[];
  let executions: ShellExecutions;
  let watch: RunWatch;
  let homes: string[];
  /** Milliseconds by which the clock is ahead. */
  let ahead: number;

  before(function () {
    // Only Linux shows what a shell runs.
    if (process.platform !== 'linux') this.skip();
  });

  beforeEach(() => {
    [runs, homes, ahead] = [[], [], 0];
    const clock = { now: () => Date.now() + ahead };
    executions = new ShellExecutions(clock, systemScheduler);
    watch = watchTerminals({
      emit: (run) => void runs.push(run),
      clock,
      scheduler: systemScheduler,
      log: silentLog,
      executions,
      processes: new TaskProcesses(),
      debugLines: new DebugLines(),
      interactivePrograms: () => ['vim', 'less', 'bash'],
    });
  });

  afterEach(async () => {
    watch.dispose();
    executions.dispose();
    await endAll();
    for (const home of homes) await rm(home, { recursive: true, force: true });
  });

  const shown = () => runs.map(({ name, outcome, exitCode }) => `${name} ${outcome} ${exitCode}`);
  const listed = () => watch.running().map(({ name }) => name);
  const becomesListed = async (name: string): Promise<void> => {
    await until(() => listed().length > 0, `${name} to be listed`);
    await until(() => listed().includes(name), `${name} to be listed rather than ${listed().join()}`);
  };
  const ended = (count: number) => until(() => runs.length >= count, `${count} runs`);

  async function home(bashrc: string): Promise<string> {
    const folder = await homeWith(bashrc);
    homes.push(folder);
    return folder;
  }

  it('a bash with two prompt commands: a command is listed while it runs, and lasts as long as it did', async () => {
    const HOME = await home('first() { :; }; second() { :; }; PROMPT_COMMAND=(first second)');
    const terminal = await bash({ env: { HOME } });
    const gate = new Gate();
    terminal.sendText(`${gate.wait}; (exit 3)`);
    await until(() => listed().length === 1, 'it to be listed');
    const id = watch.running()[0]?.id;
    const opened = Date.now();
    gate.open();
    await ended(1);
    assert.equal(runs[0]?.id, id);
    assert.match(shown()[0] ?? '', /; \(exit 3\) (?:failed 3|ended undefined)$/);
    const { startedAt = 0, endedAt = 0 } = runs[0] ?? {};
    assert.ok(startedAt < opened && opened <= endedAt, `from ${startedAt} to ${endedAt}, opened at ${opened}`);
  });

  for (const [line, name] of [
    ['(sleep 31; exit 9)', 'sleep'],
    ['( cd sub && tail -f /dev/null; exit 4 )', 'tail /dev/null'],
  ] as const)
    it(`a bash whose line stands in parentheses: ${line}`, async () => {
      const terminal = await bash();
      terminal.sendText(line);
      await becomesListed(name);
      const [{ id, command, startKnown } = { id: '', command: '?', startKnown: false }] = watch.running();
      assert.deepEqual([command, startKnown], ['', true]);
      // Not that it has printed nothing, which there are rules about.
      assert.equal(watch.printed?.(id), undefined);
      terminal.sendText('\u0003', false);
      await ended(1);
      assert.match(shown()[0] ?? '', /ended undefined$/);
    });

  it('a shell without shell integration', async () => {
    const terminal = vscode.window.createTerminal({ shellPath: '/bin/sh' });
    const gate = new Gate();
    await terminal.processId;
    terminal.sendText(`${gate.wait}; false`);
    await until(() => listed().length === 1, 'it to be listed');
    gate.open();
    await ended(1);
    assert.deepEqual(
      runs.map(({ outcome, exitCode, command, details }) => [outcome, exitCode, command, details?.length]),
      [['ended', undefined, '', 1]],
    );
  });

  it('a terminal in which nothing can be seen says so, with the name of its shell', async () => {
    const terminal = vscode.window.createTerminal({ shellPath: '/usr/bin/env', shellArgs: ['sleep', '600'] });
    await terminal.processId;
    assert.match(await nothingHere(terminal), /can be seen to run here.*\(env\)/);
    assert.match(await nothingHere(vscode.window.createTerminal({ shellPath: '/bin/sh' })), /\((?:sh|dash)\)/);
    assert.match(await nothingHere(await bash()), /^Nothing runs here now\./);
  });

  it('several lines as agents send them: over when the shell is at its prompt, with no code of another', async () => {
    const terminal = await bash();
    terminal.shellIntegration?.executeCommand('sleep 1.2\nsleep 1.3\n(exit 6)');
    await ended(1);
    assert.match(shown()[0] ?? '', /^sleep 1\.2 .*(?:ended undefined|failed 6)$/);
    terminal.sendText('sh -c "sleep 3; exit 7"');
    await ended(2);
    assert.match(shown()[1] ?? '', /^(?:sh|sh -c ["'].*|sleep) (?:ended undefined|failed 7)$/);
  });

  it('a terminal whose processes are gone, and the editor does not say so', async () => {
    const terminal = await bash();
    const pid = (await terminal.processId) ?? 0;
    terminal.sendText('sleep 600');
    await becomesListed('sleep 600');
    const holder = processStat(pid)?.parent ?? 0;
    // It holds all terminals, and reports what becomes of them.
    process.kill(holder, 'SIGSTOP');
    try {
      process.kill(pid, 'SIGKILL');
      await until(() => {
        ahead += 1_000;
        return runs.length > 0;
      }, 'its end');
      assert.deepEqual(shown(), ['sleep 600 ended undefined']);
    } finally {
      process.kill(holder, 'SIGCONT');
    }
  });

  for (const name of ['bash', 'zsh', 'fish'])
    describe(`a ${name}`, () => {
      let terminal: vscode.Terminal;

      before(async function () {
        if (!(await hasShell(name))) this.skip();
      });

      beforeEach(async () => {
        terminal = await shell(name);
      });

      it('that suspends a job, and continues it, says what stopped and what went on', async () => {
        terminal.sendText('sh -c "exit 3"');
        await ended(1);
        const gate = new Gate();
        // Short enough for one row: a shell may be read from the screen.
        const script = path.join(await home(''), 'job');
        await writeFile(script, `${gate.wait}; exit 5`);
        const line = `sh ${script}`;
        terminal.sendText(line);
        await becomesListed(line);
        terminal.sendText('\u001a', false);
        await ended(2);
        // Measured: fish gives the code of the command before.
        assert.equal(shown()[1], `${line} stopped ${name === 'fish' ? 'undefined' : '148'}`);
        assert.equal(runs[1]?.details?.length, 1);
        terminal.sendText('fg');
        await becomesListed(line);
        gate.open();
        await ended(3);
        assert.equal(shown()[2], `${line} ${name === 'fish' ? 'ended undefined' : 'failed 5'}`);
      });

      it('that is killed under a command tells no success', async () => {
        terminal.sendText('sleep 100');
        await becomesListed('sleep 100');
        process.kill((await terminal.processId) ?? 0, 'SIGKILL');
        await ended(1);
        assert.deepEqual(shown(), ['sleep 100 ended undefined']);
      });

      it('with a program that answers Ctrl+C by success has stopped it', async () => {
        const line = `sh -c 'trap "echo bye; exit 0" INT; echo ready; while :; do sleep 0.1; done'`;
        terminal.sendText(line);
        await becomesListed(line.slice(0, 79) + (line.length > 80 ? '…' : line.slice(79)));
        const id = watch.running()[0]?.id ?? '';
        await until(() => watch.printed?.(id)?.text.includes('ready') === true, 'it to be ready');
        terminal.sendText('\u0003', false);
        await ended(1);
        assert.match(shown()[0] ?? '', / stopped undefined$/);
      });
    });
});
