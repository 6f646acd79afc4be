import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { ShellExecutions } from '../../src/host/shellExecutions';
import { watchTasks, type TaskWatch } from '../../src/host/sources/tasks';
import { TaskProcesses } from '../../src/host/taskProcesses';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { durationOf, type Run } from '../../src/model/run';
import { FakeMemory } from '../support/fakeMemory';
import { customTask, folder, processTask, runFromMenu, shellTask, taskNamed } from './sampleTasks';

describe('watchTasks, with real tasks', function () {
  this.timeout(40_000);
  let runs: Run[];
  let watch: TaskWatch;

  let executions: ShellExecutions;

  const begin = (to: Run[], memory = new FakeMemory()) => {
    const emit = (run: Run) => void to.push(run);
    const processes = new TaskProcesses();
    return watchTasks({ emit, clock: systemClock, log: silentLog, memory, executions, processes });
  };
  const shown = () => runs.map(({ name, outcome, exitCode }) => `${name} ${outcome} ${exitCode}`);

  beforeEach(() => {
    runs = [];
    executions = new ShellExecutions(systemClock);
    watch = begin(runs);
  });

  afterEach(() => {
    watch.dispose();
    executions.dispose();
    for (const terminal of vscode.window.terminals) terminal.dispose();
  });

  async function until(holds: () => boolean, what: string): Promise<void> {
    const start = Date.now();
    while (!holds()) {
      if (Date.now() - start > 20_000) throw new Error(`Waited in vain for ${what}; runs: ${shown().join(', ')}`);
      await sleep(20);
    }
  }

  /** Waits for that many runs, then long enough for every late or second event to come. */
  async function settled(count: number): Promise<string[]> {
    await until(() => runs.length >= count, `${count} runs`);
    await sleep(700);
    return shown();
  }

  /** Starts a task and waits until its process runs. */
  async function executing(task: vscode.Task): Promise<vscode.TaskExecution> {
    const process = new Promise<void>((resolve) => {
      const listener = vscode.tasks.onDidStartTaskProcess(({ execution }) => {
        if (execution.task.name !== task.name) return;
        listener.dispose();
        resolve();
      });
    });
    const execution = await vscode.tasks.executeTask(task);
    await process;
    return execution;
  }

  const single: readonly [string, () => vscode.Task, string][] = [
    ['a shell task that exits with 0', () => shellTask('t', 'echo hello; sleep 0.2'), 't done 0'],
    ['a shell task that exits with 3', () => shellTask('t', 'sleep 0.2; exit 3'), 't failed 3'],
    ['a process task that exits with 4', () => processTask('t', '/bin/sh', ['-c', 'exit 4']), 't failed 4'],
    ['a command that is not found', () => shellTask('t', 'no-such-command-here'), 't failed 127'],
    ['a process killed by a signal, which the editor drops', () => shellTask('t', 'kill -9 $$'), 't done 0'],
    ['a terminal that closes with its task', () => shellTask('t', 'sleep 0.2; exit 5', true), 't failed 5'],
    ['a program that is missing', () => processTask('t', '/no/such/program', []), 't failed undefined'],
    ['a CustomExecution that closes with 5', () => customTask('t', 5), 't failed 5'],
    ['a CustomExecution that closes with 0', () => customTask('t', 0), 't done 0'],
    ['a CustomExecution that closes without a code', () => customTask('t', undefined), 't ended undefined'],
  ];
  for (const [title, make, expected] of single) {
    it(title, async () => {
      await vscode.tasks.executeTask(make());
      assert.deepEqual(await settled(1), [expected]);
    });
  }

  it('a program that is missing, in a terminal that is used again, of which the editor tells no end', async () => {
    await vscode.tasks.executeTask(processTask('t', '/bin/echo', []));
    assert.deepEqual(await settled(1), ['t done 0']);
    await vscode.tasks.executeTask(processTask('t', 'no-such-program', []));
    assert.deepEqual(await settled(2), ['t done 0', 't failed undefined']);
    assert.deepEqual(runs[1]?.details, ['The program was not found: no-such-program']);
    assert.deepEqual(watch.running(), []);
  });

  it('terminate()', async () => {
    const execution = await executing(shellTask('t', 'sleep 60'));
    execution.terminate();
    assert.deepEqual(await settled(1), ['t stopped undefined']);
  });

  it('a terminal that is closed under a task, and one that runs on', async () => {
    await executing(shellTask('other', 'sleep 2; exit 6'));
    await executing(shellTask('t', 'sleep 60'));
    vscode.window.terminals.find(({ name }) => name === 't')?.dispose();
    assert.deepEqual(await settled(2), ['t stopped undefined', 'other failed 6']);
  });

  it('Ctrl+C in the terminal, which the editor tells as exit code 0', async () => {
    await executing(shellTask('t', 'sleep 60'));
    vscode.window.terminals.find(({ name }) => name === 't')?.sendText('\u0003', false);
    assert.deepEqual(await settled(1), ['t stopped undefined'], JSON.stringify(runs[0]?.output));
  });

  it('an npm script that fails, from the menu and by executeTask', async () => {
    await runFromMenu('npm bad');
    assert.deepEqual(await settled(1), ['npm bad failed 7']);
    assert.match(runs[0]?.command ?? '', /^\S*npm run bad$/);
    await vscode.tasks.executeTask(await taskNamed('npm bad'));
    assert.deepEqual(await settled(2), ['npm bad failed 7', 'npm bad failed 7']);
  });

  it('the same task twice in a row', async () => {
    const task = shellTask('t', 'sleep 0.5; exit 3');
    await vscode.tasks.executeTask(task);
    await settled(1);
    await vscode.tasks.executeTask(task);
    assert.deepEqual(await settled(2), ['t failed 3', 't failed 3']);
    assert.notEqual(runs[0]?.id, runs[1]?.id);
    assert.ok((runs[1]?.startedAt ?? 0) > (runs[0]?.endedAt ?? Infinity));
  });

  it('the same task twice at once, each run with its own code and duration', async () => {
    await runFromMenu('two at once');
    await until(() => watch.running().length === 1, 'the first to run');
    await sleep(800);
    await runFromMenu('two at once');
    assert.deepEqual(await settled(2), ['two at once failed 4', 'two at once failed 3']);
    const [second, first] = runs.map(durationOf);
    assert.ok((second ?? 0) < 2000 && (first ?? 0) > 2900, `${second} and ${first} ms`);
    assert.deepEqual(watch.running(), []);
  });

  it('three at once, each with its own duration', async () => {
    const seconds = [2.4, 0.4, 1.4];
    await Promise.all(seconds.map((one) => vscode.tasks.executeTask(shellTask(`sleep ${one}`, `sleep ${one}`))));
    assert.deepEqual(await settled(3), ['sleep 0.4 done 0', 'sleep 1.4 done 0', 'sleep 2.4 done 0']);
    for (const run of runs) {
      // Measured: the editor tells an end some 265 ms late. The start is told when the process is known, a little late too.
      const late = durationOf(run) - Number(run.name.slice(6)) * 1000;
      assert.ok(late > -200 && late < 1000, `${run.name}: ${late} ms off`);
    }
  });

  it('a task that was running before', async () => {
    await executing(shellTask('t', 'sleep 1.5; exit 3'));
    const lateRuns: Run[] = [];
    const late = begin(lateRuns);
    try {
      const listed = late.running().map(({ name, startKnown }) => ({ name, startKnown }));
      assert.deepEqual(listed, [{ name: 't', startKnown: false }]);
      const [id] = late.running().map((running) => running.id);
      await settled(1);
      assert.deepEqual(
        lateRuns.map((run) => [run.id, run.outcome, run.exitCode, run.startKnown]),
        [[id, 'failed', 3, false]],
      );
    } finally {
      late.dispose();
    }
  });

  it('lists what runs, and says when that changes', async () => {
    const seen: string[] = [];
    const listener = watch.onDidChange(() =>
      seen.push(
        watch
          .running()
          .map(({ name }) => name)
          .join(),
      ),
    );
    await executing(shellTask('t', 'sleep 0.5'));
    const [running] = watch.running();
    assert.equal(running?.startKnown, true);
    await settled(1);
    listener.dispose();
    assert.equal(running?.id, runs[0]?.id);
    assert.equal(running?.startedAt, runs[0]?.startedAt);
    assert.equal(seen[0], 't');
    assert.equal(seen.at(-1), '');
  });

  it('hears nothing once disposed of', async () => {
    const execution = await executing(shellTask('t', 'sleep 60'));
    watch.dispose();
    execution.terminate();
    await sleep(1000);
    assert.deepEqual(shown(), []);
    assert.deepEqual(watch.running(), []);
  });

  it('says what ran, and where', async () => {
    await runFromMenu('quoted');
    await settled(1);
    await vscode.tasks.executeTask(processTask('p', '/bin/echo', ['a b', 'c']));
    await settled(2);
    const [quoted, process] = runs;
    const root = folder().uri.fsPath;
    assert.equal(quoted?.command, "echo ${workspaceFolder} 'a b'");
    assert.equal(quoted?.folder, join(root, 'sub'));
    assert.equal(process?.command, "/bin/echo 'a b' c");
    assert.equal(process?.folder, root);
    for (const run of runs) {
      assert.equal(run.workspace, vscode.workspace.name);
      assert.ok(run.host.startsWith(hostname()));
      assert.equal(run.source, 'task');
    }
  });
});
