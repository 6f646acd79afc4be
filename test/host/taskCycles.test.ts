import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ShellExecutions } from '../../src/host/source/shellExecutions';
import { watchTasks, type TaskWatch } from '../../src/host/source/tasks';
import { TaskProcesses } from '../../src/host/source/taskProcesses';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { durationOf, type Run } from '../../src/model/run/run';
import { emptyStorage } from '../support/fakeMemory';
import { systemScheduler } from '../../src/system/scheduler';
import { configure, endAll, extension, mails, sandboxAccount, until } from './extension';
import { runFromMenu } from './sampleTasks';

describe('cycles of real background tasks', () => {
  let runs: Run[];
  let executions: ShellExecutions;
  let watch: TaskWatch;

  beforeEach(() => {
    runs = [];
    executions = new ShellExecutions(systemClock, systemScheduler);
    const emit = (run: Run) => void runs.push(run);
    const processes = new TaskProcesses();
    const times = { clock: systemClock, scheduler: systemScheduler };
    watch = watchTasks({ emit, ...times, log: silentLog, storage: emptyStorage(), executions, processes });
  });

  afterEach(async () => {
    await endAll();
    watch.dispose();
    executions.dispose();
  });

  const shown = () => runs.map(({ name, outcome, cycle }) => `${name} ${outcome} ${cycle}`);
  const cycles = (name: string) => [
    `${name} done same`,
    `${name} failed broke`,
    `${name} failed same`,
    `${name} done fixed`,
  ];

  for (const name of ['watch', 'watch inline']) {
    it(`each cycle of “${name}” is a run, and so is its own end`, async () => {
      await runFromMenu(name);
      await until(() => runs.length >= 4, 'four cycles');
      assert.deepEqual(shown(), cycles(name));
      const broken = runs[1];
      assert.deepEqual(broken?.details, ['1 error', 'src/a.ts(1,7): error TS2322: Type "x" is not assignable.']);
      assert.match(broken?.output ?? '', /^\[10.*Starting[^]*TS2322[^]*Found 1 errors[^\n]*\r\n$/);
      const whole = (runs[3]?.endedAt ?? 0) - (runs[0]?.startedAt ?? 0);
      assert.ok(broken && durationOf(broken) < whole / 2, 'the duration is that of the cycle');
      assert.equal(new Set(runs.map(({ id }) => id)).size, 4);
      assert.deepEqual(
        watch.running().map((task) => task.name),
        [name],
      );
      // On a busy computer the editor may still list one that has ended long ago.
      for (const execution of vscode.tasks.taskExecutions) if (execution.task.name === name) execution.terminate();
      await until(() => runs.length === 5, 'its own end');
      assert.equal(shown()[4], `${name} stopped undefined`);
    });
  }

  it('only what broke and what was fixed is mailed and in the history, though the rule asks for a minute', async () => {
    const { history, sandbox } = await extension();
    sandbox.clear();
    history.clear();
    await configure({ accounts: [sandboxAccount], minimumDuration: 60 });
    const began = Date.now();
    try {
      await runFromMenu('watch');
      // They are sent over two connections: either may arrive first.
      const titles = (await mails(2)).map(({ subject }) => subject.split(' - ')[0]);
      assert.deepEqual(titles.sort(), ['FAILED: watch', 'FIXED: watch']);
      await until(() => runs.length >= 4, 'four cycles');
      // What went as the cycle before is no run of the history. The end of an earlier task may come as late as now.
      const own = history.all().filter(({ run }) => run.startedAt >= began);
      assert.deepEqual(
        own.map(({ run }) => run.cycle),
        ['fixed', 'broke'],
      );
    } finally {
      await configure({});
    }
  });

  it('what depends on it is a run of its own while it goes on', async () => {
    await runFromMenu('after watch');
    await until(() => runs.some((run) => run.name === 'after watch'), 'the parent');
    const parent = runs.find((run) => run.name === 'after watch');
    assert.deepEqual([parent?.outcome, parent?.exitCode], ['failed', 5]);
    assert.equal(parent?.details?.[0], 'watch: still goes on');
    await until(() => runs.length >= 5, 'four cycles too');
    assert.deepEqual(
      shown().filter((one) => one.startsWith('watch')),
      cycles('watch'),
    );
    assert.deepEqual(
      watch.running().map(({ name }) => name),
      ['watch'],
    );
  });
});
