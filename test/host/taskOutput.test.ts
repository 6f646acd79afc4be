import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ShellExecutions } from '../../src/host/source/shellExecutions';
import { watchTasks, type TaskWatch } from '../../src/host/source/tasks';
import { TaskProcesses } from '../../src/host/source/taskProcesses';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import type { Run } from '../../src/model/run/run';
import { emptyStorage } from '../support/fakeMemory';
import { endAll, until } from './extension';
import { Gate } from './gate';
import { patience, patientScheduler } from './patientScheduler';
import { customTask, processTask, shellTask } from './sampleTasks';

describe('what real tasks print', () => {
  let runs: Run[];
  let executions: ShellExecutions;
  let watch: TaskWatch;
  let processEnd: number;
  /** How many runs had been told when it was too late for the last one. */
  let inTime: Promise<number>;
  let ends: vscode.Disposable;

  beforeEach(() => {
    [runs, processEnd, inTime] = [[], 0, Promise.resolve(0)];
    ends = vscode.tasks.onDidEndTaskProcess(() => {
      processEnd = Date.now();
      // A timer that begins with those of the source, and is longer than any of them.
      inTime = new Promise((resolve) => setTimeout(() => resolve(runs.length), 700 * patience));
    });
    executions = new ShellExecutions(systemClock, patientScheduler);
    const emit = (run: Run) => void runs.push(run);
    const processes = new TaskProcesses();
    const times = { clock: systemClock, scheduler: patientScheduler };
    watch = watchTasks({ emit, ...times, log: silentLog, storage: emptyStorage(), executions, processes });
  });

  afterEach(async () => {
    ends.dispose();
    watch.dispose();
    executions.dispose();
    await endAll();
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
    assert.ok(Math.abs(run.endedAt - processEnd) < 200, `${run.endedAt - processEnd} ms`);
    assert.equal(await inTime, 1);
  });

  it('is kept of a task that is terminated', async () => {
    const execution = await vscode.tasks.executeTask(shellTask('a', 'echo begun; sleep 60'));
    await until(() => printed() === 'begun\r\n', 'its output');
    execution.terminate();
    await until(() => runs.length === 1, 'the run');
    assert.deepEqual([runs[0]?.outcome, runs[0]?.output], ['stopped', 'begun\r\n']);
    assert.equal(await inTime, 1);
  });

  it('can be asked for while it runs, with the time of the last of it', async () => {
    const gates = [new Gate(), new Gate(), new Gate()] as const;
    const [first, second, third] = gates.map(({ wait }) => wait);
    await vscode.tasks.executeTask(shellTask('a', `${first}; echo one; ${second}; echo two; ${third}`));
    await until(() => printed() === '', 'the start');
    const times = [Date.now()];
    const prints = async (gate: Gate, text: string) => {
      gate.open();
      await until(() => printed() === text, text);
      times.push(watch.printed?.(watch.running()[0]?.id ?? '')?.at ?? 0, Date.now());
    };
    await prints(gates[0], 'one\r\n');
    await prints(gates[1], 'one\r\ntwo\r\n');
    assert.deepEqual(
      times,
      [...times].sort((one, other) => one - other),
    );
    const id = watch.running()[0]?.id ?? '';
    gates[2].open();
    await until(() => runs.length === 1, 'the run');
    assert.equal(watch.printed?.(id), undefined);
  });

  it('tells the terminal of a run by its process', async () => {
    const gate = new Gate();
    await vscode.tasks.executeTask(shellTask('a', gate.wait));
    await until(() => watch.running()[0]?.place !== undefined, 'its process');
    const place = watch.running()[0]?.place;
    const terminal = vscode.window.terminals.find(({ name }) => name === 'a');
    assert.equal(place?.terminal, await terminal?.processId);
    gate.open();
    await until(() => runs.length === 1, 'the run');
    assert.deepEqual(runs[0]?.place, place);
  });

  it('is not to be had of a task whose terminal an extension plays', async () => {
    const run = await runOf(customTask('t', 5));
    assert.deepEqual([run.output, run.place], [undefined, undefined]);
  });

  it('is told of what ended just before the window closes; nothing is told afterwards', async () => {
    await vscode.tasks.executeTask(shellTask('other', 'sleep 600'));
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
    await endAll();
    assert.equal(runs.length, 1);
  });

  function printed(): string | undefined {
    const id = watch.running()[0]?.id;
    return id === undefined ? undefined : watch.printed?.(id)?.text;
  }
});
