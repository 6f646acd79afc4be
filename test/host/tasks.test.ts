import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { WorkspaceValues } from '../../src/host/editor/storage';
import { ShellExecutions } from '../../src/host/source/shellExecutions';
import { watchTasks, type TaskWatch } from '../../src/host/source/tasks';
import { TaskProcesses } from '../../src/host/source/taskProcesses';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { durationOf, type Run } from '../../src/model/run/run';
import { systemScheduler } from '../../src/system/scheduler';
import { emptyStorage } from '../support/fakeMemory';
import { endAll, passed, until as untilThat } from './extension';
import { Gate } from './gate';
import {
  customTask,
  executing,
  folder,
  processTask,
  runFromMenu,
  shellTask,
  taskNamed,
  TaskTimes,
} from './sampleTasks';

describe('watchTasks, with real tasks', () => {
  let runs: Run[];
  let watch: TaskWatch;

  let executions: ShellExecutions;

  const begin = (to: Run[], storage = emptyStorage<WorkspaceValues>()) => {
    const emit = (run: Run) => void to.push(run);
    const processes = new TaskProcesses();
    const times = { clock: systemClock, scheduler: systemScheduler };
    return watchTasks({ emit, ...times, log: silentLog, storage, executions, processes });
  };
  const shown = () => runs.map(({ name, outcome, exitCode }) => `${name} ${outcome} ${exitCode}`);

  beforeEach(() => {
    runs = [];
    executions = new ShellExecutions(systemClock, systemScheduler);
    watch = begin(runs);
  });

  afterEach(async () => {
    watch.dispose();
    executions.dispose();
    await endAll();
  });

  async function until(holds: () => boolean, what: string): Promise<void> {
    await untilThat(holds, what).catch((error: unknown) => {
      throw new Error(`${String(error)}; runs: ${shown().join(', ')}`);
    });
  }

  /** Waits for that many runs, then for every late or second event. */
  async function settled(count: number): Promise<string[]> {
    await until(() => runs.length >= count, `${count} runs`);
    await passed(700);
    return shown();
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
    const execution = await executing(shellTask('t', 'sleep 600'));
    execution.terminate();
    assert.deepEqual(await settled(1), ['t stopped undefined']);
  });

  it('a terminal that is closed under a task, and one that runs on', async () => {
    const gate = new Gate();
    await executing(shellTask('other', `${gate.wait}; exit 6`));
    await executing(shellTask('t', 'sleep 600'));
    vscode.window.terminals.find(({ name }) => name === 't')?.dispose();
    await settled(1);
    gate.open();
    assert.deepEqual(await settled(2), ['t stopped undefined', 'other failed 6']);
  });

  it('Ctrl+C in the terminal, which the editor tells as exit code 0', async () => {
    await executing(shellTask('t', 'echo begun; sleep 600'));
    const printed = () => watch.printed?.(watch.running()[0]?.id ?? '')?.text ?? '';
    await until(() => printed().includes('begun'), 'it to have begun');
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
    const file = (name: string) => join(folder().uri.fsPath, name);
    await runFromMenu('two at once');
    await until(() => watch.running().length === 1 && existsSync(file('lock')), 'the first to run');
    await runFromMenu('two at once');
    await settled(1);
    writeFileSync(file('gate'), '');
    assert.deepEqual(await settled(2), ['two at once failed 4', 'two at once failed 3']);
    const [second, first] = runs.map(durationOf);
    assert.ok((second ?? 0) < (first ?? 0), `${second} and ${first} ms`);
    assert.deepEqual(watch.running(), []);
  });

  it('three at once, each with its own duration', async () => {
    const times = new TaskTimes();
    const gates = { third: new Gate(), first: new Gate(), second: new Gate() };
    for (const [name, gate] of Object.entries(gates)) await executing(shellTask(name, gate.wait));
    for (const [index, gate] of [gates.first, gates.second, gates.third].entries()) {
      gate.open();
      await until(() => runs.length > index, `run ${index + 1}`);
    }
    assert.deepEqual(await settled(3), ['first done 0', 'second done 0', 'third done 0']);
    times.dispose();
    for (const run of runs) {
      const off = durationOf(run) - times.of(run.name);
      assert.ok(Math.abs(off) < 200, `${run.name}: ${off} ms off`);
    }
  });

  it('a task that was running before', async () => {
    const gate = new Gate();
    await executing(shellTask('t', `${gate.wait}; exit 3`));
    const lateRuns: Run[] = [];
    const late = begin(lateRuns);
    try {
      const listed = late.running().map(({ name, startKnown }) => ({ name, startKnown }));
      assert.deepEqual(listed, [{ name: 't', startKnown: false }]);
      const [id] = late.running().map((running) => running.id);
      gate.open();
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
    const gate = new Gate();
    await executing(shellTask('t', gate.wait));
    const [running] = watch.running();
    assert.equal(running?.startKnown, true);
    gate.open();
    await settled(1);
    listener.dispose();
    assert.equal(running?.id, runs[0]?.id);
    assert.equal(running?.startedAt, runs[0]?.startedAt);
    assert.equal(seen[0], 't');
    assert.equal(seen.at(-1), '');
  });

  it('hears nothing once disposed of', async () => {
    const execution = await executing(shellTask('t', 'sleep 600'));
    watch.dispose();
    const ended = new Promise((resolve) => vscode.tasks.onDidEndTask(resolve));
    execution.terminate();
    await ended;
    await passed(1000);
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
