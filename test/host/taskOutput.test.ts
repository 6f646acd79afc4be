import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { ShellExecutions } from '../../src/host/shellExecutions';
import { watchTasks, type TaskWatch } from '../../src/host/sources/tasks';
import { TaskProcesses } from '../../src/host/taskProcesses';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import type { Run } from '../../src/model/run';
import { FakeMemory } from '../support/fakeMemory';
import { until } from './extension';
import { customTask, processTask, shellTask } from './sampleTasks';

describe('what real tasks print', function () {
  this.timeout(40_000);
  let runs: Run[];
  let executions: ShellExecutions;
  let watch: TaskWatch;
  let processEnd: number;
  let ends: vscode.Disposable;

  beforeEach(() => {
    [runs, processEnd] = [[], 0];
    ends = vscode.tasks.onDidEndTaskProcess(() => {
      processEnd = Date.now();
    });
    executions = new ShellExecutions(systemClock);
    const emit = (run: Run) => void runs.push(run);
    const processes = new TaskProcesses();
    watch = watchTasks({ emit, clock: systemClock, log: silentLog, memory: new FakeMemory(), executions, processes });
  });

  afterEach(() => {
    ends.dispose();
    watch.dispose();
    executions.dispose();
    for (const terminal of vscode.window.terminals) terminal.dispose();
  });

  async function runOf(task: vscode.Task): Promise<Run> {
    const count = runs.length;
    await vscode.tasks.executeTask(task);
    await until(() => runs.length > count, `the end of ${task.name}`);
    const run = runs[count];
    assert.ok(run);
    return run;
  }

  it('comes with the run: of shell and process tasks, in terminals that are new, used again or close with their task', async () => {
    assert.equal((await runOf(shellTask('a', 'echo one; echo two'))).output, 'one\r\ntwo\r\n');
    assert.equal((await runOf(shellTask('a', 'sleep 0.3; echo three; exit 3'))).output, 'three\r\n');
    assert.equal((await runOf(processTask('p', '/bin/echo', ['four']))).output, 'four\r\n');
    assert.equal((await runOf(shellTask('n', 'sleep 0.3'))).output, '');
    assert.equal((await runOf(shellTask('c', 'sleep 0.3; echo five', true))).output, 'five\r\n');
    assert.equal((await runOf(shellTask('d', 'sleep 0.3; echo six; exit 5', true))).output, 'six\r\n');
  });

  it('is told whole, and the run ends as its process does', async () => {
    const run = await runOf(shellTask('a', 'seq 1 50000; echo the end'));
    assert.match(run.output ?? '', /49999\r\n50000\r\nthe end\r\n$/);
    assert.ok(Math.abs(run.endedAt - processEnd) < 20, `${run.endedAt - processEnd} ms`);
    assert.ok(Date.now() - processEnd < 700, `told ${Date.now() - processEnd} ms after its end`);
  });

  it('is kept of a task that is terminated', async () => {
    const execution = await vscode.tasks.executeTask(shellTask('a', 'echo begun; sleep 60'));
    await until(() => printed() === 'begun\r\n', 'its output');
    execution.terminate();
    await until(() => runs.length === 1, 'the run');
    assert.deepEqual([runs[0]?.outcome, runs[0]?.output], ['stopped', 'begun\r\n']);
    assert.ok(Date.now() - processEnd < 700, `told ${Date.now() - processEnd} ms after its end`);
  });

  it('can be asked for while it runs, with the time of the last of it', async () => {
    await vscode.tasks.executeTask(shellTask('a', 'sleep 0.8; echo one; sleep 0.8; echo two; sleep 0.8'));
    await until(() => printed() === '', 'the start');
    await until(() => printed() === 'one\r\n', 'the first line');
    const one = watch.printed?.(watch.running()[0]?.id ?? '')?.at ?? 0;
    await until(() => printed() === 'one\r\ntwo\r\n', 'the second line');
    const two = watch.printed?.(watch.running()[0]?.id ?? '')?.at ?? 0;
    assert.ok(two - one > 500 && Date.now() - two < 300, `${two - one} and ${Date.now() - two} ms`);
    const id = watch.running()[0]?.id ?? '';
    await until(() => runs.length === 1, 'the run');
    assert.equal(watch.printed?.(id), undefined);
  });

  it('tells the terminal of a run by its process', async () => {
    await vscode.tasks.executeTask(shellTask('a', 'sleep 0.5'));
    await until(() => watch.running()[0]?.place !== undefined, 'its process');
    const place = watch.running()[0]?.place;
    const terminal = vscode.window.terminals.find(({ name }) => name === 'a');
    assert.equal(place?.terminal, await terminal?.processId);
    await until(() => runs.length === 1, 'the run');
    assert.deepEqual(runs[0]?.place, place);
  });

  it('is not to be had of a task whose terminal an extension plays', async () => {
    const run = await runOf(customTask('t', 5));
    assert.deepEqual([run.output, run.place], [undefined, undefined]);
  });

  it('is told of what ended just before the window closes; nothing is told afterwards', async () => {
    await vscode.tasks.executeTask(shellTask('other', 'sleep 60'));
    await until(() => watch.running()[0]?.pid !== undefined, 'its process');
    const end = new Promise<void>((resolve) => {
      const listener = vscode.tasks.onDidEndTaskProcess(() => {
        listener.dispose();
        watch.dispose();
        resolve();
      });
    });
    await vscode.tasks.executeTask(shellTask('a', 'sleep 0.3; exit 3'));
    await end;
    assert.deepEqual(
      runs.map(({ name, exitCode }) => [name, exitCode]),
      [['a', 3]],
    );
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await sleep(1000);
    assert.equal(runs.length, 1);
  });

  function printed(): string | undefined {
    const id = watch.running()[0]?.id;
    return id === undefined ? undefined : watch.printed?.(id)?.text;
  }
});
