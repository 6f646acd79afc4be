import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ShellExecutions } from '../../src/host/source/shellExecutions';
import { watchTasks, type TaskWatch } from '../../src/host/source/tasks';
import { TaskProcesses } from '../../src/host/source/taskProcesses';
import { silentLog } from '../../src/model/log';
import type { Run } from '../../src/model/run/run';
import { emptyStorage } from '../support/fakeMemory';
import { endAll, passed, until } from './extension';
import { patientClock, patientScheduler } from './patientScheduler';
import { runFromMenu, taskNamed } from './sampleTasks';

describe('chains of real tasks', () => {
  let runs: Run[];
  let executions: ShellExecutions;
  let watch: TaskWatch;
  let seen: Set<string>;

  const begin = (to: Run[]): TaskWatch =>
    watchTasks({
      emit: (run) => void to.push(run),
      clock: patientClock,
      scheduler: patientScheduler,
      log: silentLog,
      storage: emptyStorage(),
      executions,
      processes: new TaskProcesses(),
    });

  beforeEach(() => {
    runs = [];
    seen = new Set();
    executions = new ShellExecutions(patientClock, patientScheduler);
    watch = begin(runs);
    watch.onDidChange(() => {
      for (const { name, id } of watch.running()) seen.add(`${name} ${id}`);
    });
  });

  afterEach(async () => {
    const count = runs.length;
    // What is held back comes out now, if there is anything.
    watch.dispose();
    executions.dispose();
    await endAll();
    assert.equal(runs.length, count);
  });

  /** Waits for that many runs. */
  async function settled(count: number): Promise<string[]> {
    await until(() => runs.length >= count, `${count} runs`);
    await passed(600);
    return runs.map(({ name, outcome, exitCode }) => `${name} ${outcome} ${exitCode}`);
  }

  /** The lines of a run, without how long each link took. */
  const lines = (run = runs[0]) => run?.details?.map((line) => line.replace(/ after \d+(\.\d+)?s$/, ''));

  const cases: readonly [string, string, string, readonly string[]][] = [
    ['a sequence', 'chain', 'chain failed 3', ['first: done (exit code 0)', 'second: failed (exit code 3)']],
    ['several at once', 'both', 'both failed 2', ['left: done (exit code 0)', 'right: failed (exit code 2)']],
    [
      'a task with a command that waits for another',
      'parent',
      'parent done 0',
      ['first: done (exit code 0)', 'parent: done (exit code 0)'],
    ],
    [
      'a task that waits for two that wait for the same one',
      'everything',
      'everything failed 4',
      [
        'prepare: done (exit code 0)',
        'build one: done (exit code 0)',
        'build two: done (exit code 0)',
        'everything: failed (exit code 4)',
      ],
    ],
    [
      'a task and an npm script that is named by what it is',
      'npm chain',
      'npm chain failed 7',
      ['prepare: done (exit code 0)', 'npm bad: failed (exit code 7)'],
    ],
  ];
  for (const [title, label, expected, details] of cases) {
    for (const way of ['from the menu', 'by executeTask']) {
      it(`${title}, ${way}: one run`, async () => {
        if (way === 'from the menu') await runFromMenu(label);
        else await vscode.tasks.executeTask(await taskNamed(label));
        assert.deepEqual(await settled(1), [expected]);
        // Without the parent that does not run: only from the menu it may be that it was not meant to.
        assert.deepEqual(
          lines()?.filter((line) => !line.startsWith('Not run')),
          details,
        );
        assert.ok(
          [...seen].includes(`${label} ${runs[0]?.id}`),
          `listed as the chain, with its id: ${[...seen].join(', ')}`,
        );
        assert.deepEqual(watch.running(), []);
      });
    }
  }

  it('a task that is skipped, from the menu: the link tells it', async () => {
    await runFromMenu('broken parent');
    assert.deepEqual(await settled(1), ['second failed 3']);
    assert.deepEqual(lines(), ['Not run, because it depends on this: broken parent']);
  });

  it('a task that is skipped, by executeTask: the chain tells it', async () => {
    await vscode.tasks.executeTask(await taskNamed('broken parent'));
    assert.deepEqual(await settled(1), ['broken parent failed 3']);
    assert.deepEqual(lines(), [
      'second: failed (exit code 3)',
      'broken parent: skipped, because second did not succeed',
    ]);
  });

  it('a chain in a chain whose parent is skipped', async () => {
    await runFromMenu('after both');
    assert.deepEqual(await settled(1), ['both failed 2']);
    assert.equal(lines()?.at(-1), 'Not run, because it depends on this: after both');
    await vscode.tasks.executeTask(await taskNamed('after both'));
    assert.deepEqual((await settled(2))[1], 'after both failed 2');
    assert.equal(lines(runs[1])?.at(-1), 'after both: skipped, because right did not succeed');
  });

  it('a link that is started alone is a run of its own, some moments later', async () => {
    await runFromMenu('first');
    assert.deepEqual(await settled(1), ['first done 0']);
    assert.equal(runs[0]?.details, undefined);
    await runFromMenu('second');
    assert.deepEqual((await settled(2))[1], 'second failed 3');
  });

  it('brings the output of the link that failed', async () => {
    await runFromMenu('everything');
    await settled(1);
    assert.equal(runs[0]?.output, 'everything\r\n');
  });

  it('a chain that was running before we watched is one run from then on', async () => {
    const started = new Promise<void>((resolve) => {
      const listener = vscode.tasks.onDidStartTaskProcess(() => {
        listener.dispose();
        resolve();
      });
    });
    await runFromMenu('slow parent');
    await started;
    const lateRuns: Run[] = [];
    const late = begin(lateRuns);
    try {
      assert.deepEqual(
        late.running().map(({ name, startKnown }) => [name, startKnown]),
        [['slow', false]],
      );
      await settled(1);
      await until(() => lateRuns.length > 0, 'the late run');
      assert.deepEqual(
        lateRuns.map(({ name, outcome, startKnown }) => [name, outcome, startKnown]),
        [['slow parent', 'done', false]],
      );
    } finally {
      late.dispose();
    }
  });
});
