import assert from 'node:assert/strict';
import { silentLog } from '../../../src/model/log';
import { durationOf, type Run } from '../../../src/model/run';
import { TaskRuns } from '../../../src/model/taskRuns';

/** Stands for a `TaskExecution`: what counts is which object it is. */
interface Task {
  readonly name: string;
  readonly command?: string;
}

describe('TaskRuns', () => {
  let time: number;
  let ended: Run[];
  let changes: number;
  let runs: TaskRuns<Task>;

  beforeEach(() => {
    time = 1_000_000;
    ended = [];
    changes = 0;
    runs = new TaskRuns<Task>(
      {
        factsOf: ({ name, command = 'make' }) => ({ name, command, folder: '/src', workspace: 'app', host: 'box' }),
        ended: (run) => ended.push(run),
        changed: () => changes++,
      },
      { now: () => time },
      silentLog,
    );
  });

  const shown = () =>
    ended.map((run) => `${run.name} ${run.outcome} ${run.exitCode} ${durationOf(run)}${run.startKnown ? '' : '+'}`);
  const listed = () => runs.running.map(({ name }) => name);

  /** Starts a task with its process, which is what nearly all of them do. */
  function begin(name: string, pid: number): Task {
    const task = { name };
    runs.started(task);
    runs.processStarted(task, pid);
    return task;
  }

  function end(task: Task, exitCode: number | undefined): void {
    runs.processEnded(task, exitCode);
    runs.ended(task);
  }

  it('tells everything of a run', () => {
    const task = begin('test', 7);
    const [running] = runs.running;
    time += 64_000;
    end(task, 3);
    assert.deepEqual(ended, [
      {
        id: running?.id,
        source: 'task',
        name: 'test',
        command: 'make',
        outcome: 'failed',
        exitCode: 3,
        startedAt: 1_000_000,
        startKnown: true,
        endedAt: 1_064_000,
        folder: '/src',
        workspace: 'app',
        host: 'box',
      },
    ]);
  });

  it('lists what runs, with the id of the run to come, and says when that changes', () => {
    const task = begin('test', 7);
    assert.deepEqual(runs.running, [
      { key: task, id: runs.running[0]?.id, source: 'task', name: 'test', startedAt: 1_000_000, startKnown: true },
    ]);
    const before = changes;
    end(task, 0);
    assert.deepEqual(listed(), []);
    assert.equal(changes, before + 1);
  });

  describe('outcomes', () => {
    const table: readonly [string, number, number | undefined, string][] = [
      ['exit code 0', 7, 0, 'done 0'],
      ['exit code 3', 7, 3, 'failed 3'],
      ['command not found', 7, 127, 'failed 127'],
      ['terminated, or its terminal closed', 7, undefined, 'stopped undefined'],
      ['CustomExecution that closes with 5', -1, 5, 'failed 5'],
      ['CustomExecution that closes with 0', -1, 0, 'done 0'],
      ['CustomExecution that closes with no code', -1, undefined, 'ended undefined'],
    ];
    for (const [title, pid, exitCode, expected] of table) {
      it(title, () => {
        end(begin('t', pid), exitCode);
        assert.deepEqual(shown(), [`t ${expected} 0`]);
      });
    }

    it('no process was heard of, but it has a command: no code means stopped', () => {
      const task = { name: 't' };
      runs.started(task);
      end(task, undefined);
      assert.deepEqual(shown(), ['t stopped undefined 0']);
    });

    it('neither process nor command: no code means ended', () => {
      const task = { name: 't', command: '' };
      runs.started(task);
      end(task, undefined);
      assert.deepEqual(shown(), ['t ended undefined 0']);
    });
  });

  describe('events that come twice, alone, or not at all', () => {
    it('endTask twice', () => {
      const task = begin('t', 7);
      end(task, 7);
      runs.ended(task);
      assert.deepEqual(shown(), ['t failed 7 0']);
    });

    it('endTaskProcess twice', () => {
      const task = begin('t', 7);
      runs.processEnded(task, 1);
      runs.processEnded(task, 1);
      assert.equal(ended.length, 1);
    });

    it('endTaskProcess without endTask', () => {
      runs.processEnded(begin('t', 7), 1);
      assert.deepEqual(shown(), ['t failed 1 0']);
      assert.deepEqual(listed(), []);
    });

    it('endTask alone, of a compound task that never started', () => {
      runs.ended({ name: 'compound' });
      assert.deepEqual(ended, []);
    });

    it('endTask alone, of a compound task that was listed as running', () => {
      const task = { name: 'compound', command: '' };
      runs.alreadyRunning(task);
      runs.ended(task);
      assert.deepEqual(ended, []);
      assert.deepEqual(listed(), []);
    });

    it('endTask of a started task without any process event', () => {
      const task = { name: 't' };
      runs.started(task);
      time += 5;
      runs.ended(task);
      assert.deepEqual(shown(), ['t ended undefined 5']);
    });

    it('endTask of a task whose process was never said to end', () => {
      runs.ended(begin('t', 7));
      assert.deepEqual(shown(), ['t ended undefined 0']);
    });

    it('endTaskProcess of a task that nobody has heard of', () => {
      end({ name: 't' }, 0);
      assert.deepEqual(ended, []);
    });

    it('startTaskProcess alone: nothing is listed, and its endTask leaves nothing behind', () => {
      const task = { name: 't' };
      runs.processStarted(task, 7);
      assert.deepEqual(listed(), []);
      runs.ended(task);
      assert.deepEqual(ended, []);
    });

    it('startTaskProcess twice with the same pid', () => {
      const task = begin('t', 7);
      time += 1000;
      runs.processStarted(task, 7);
      end(task, 0);
      assert.deepEqual(shown(), ['t done 0 1000']);
    });

    it('a program that is missing, in a new terminal: a process without a pid', () => {
      const task = { name: 'missing' };
      runs.started(task);
      runs.processStarted(task, undefined);
      end(task, undefined);
      assert.deepEqual(shown(), ['missing ended undefined 0']);
    });

    it('a program that is missing, in a terminal used again: nothing after startTask, and not listed for long', () => {
      runs.started({ name: 'missing' });
      assert.deepEqual(listed(), ['missing']);
      time += 10_001;
      assert.deepEqual(listed(), []);
      assert.deepEqual(ended, []);
    });
  });

  describe('order and times', () => {
    it('measures from the start of the process, not of the task', () => {
      const task = { name: 't' };
      runs.started(task);
      time += 770;
      runs.processStarted(task, 7);
      assert.equal(runs.running[0]?.startedAt, 1_000_770);
      time += 2000;
      end(task, 0);
      assert.deepEqual(shown(), ['t done 0 2000']);
    });

    it('measures from the time that is given, where the process is older than its event', () => {
      const task = { name: 't' };
      runs.processStarted(task, 7, time - 60_000);
      runs.started(task);
      end(task, 0);
      assert.deepEqual(shown(), ['t done 0 60000']);
    });

    it('startTaskProcess before startTask', () => {
      const task = { name: 't' };
      runs.processStarted(task, 7);
      time += 4;
      runs.started(task);
      assert.deepEqual(listed(), ['t']);
      time += 96;
      end(task, undefined);
      assert.deepEqual(shown(), ['t stopped undefined 100']);
    });

    it('several at once, each with its own duration', () => {
      const slow = begin('slow', 1);
      time += 10;
      const quick = begin('quick', 2);
      time += 10;
      const middle = begin('middle', 3);
      assert.deepEqual(listed(), ['slow', 'quick', 'middle']);
      end(quick, 0);
      time += 5;
      end(middle, 2);
      time += 25;
      end(slow, 0);
      assert.deepEqual(shown(), ['quick done 0 10', 'middle failed 2 5', 'slow done 0 50']);
    });

    it('two tasks with one name', () => {
      const one = begin('t', 1);
      const other = begin('t', 2);
      assert.equal(new Set(runs.running.map(({ id }) => id)).size, 2);
      end(other, 1);
      end(one, 0);
      assert.deepEqual(shown(), ['t failed 1 0', 't done 0 0']);
    });

    it('a task that runs again, with another execution', () => {
      end(begin('t', 1), 1);
      time += 100;
      const again = begin('t', 2);
      time += 7;
      end(again, 0);
      assert.deepEqual(shown(), ['t failed 1 0', 't done 0 7']);
      assert.notEqual(ended[0]?.id, ended[1]?.id);
    });

    it('a task that runs again, with the same execution', () => {
      const task = begin('t', 1);
      end(task, 1);
      runs.ended(task);
      runs.processStarted(task, 2);
      runs.started(task);
      time += 7;
      end(task, 0);
      assert.deepEqual(shown(), ['t failed 1 0', 't done 0 7']);
      assert.notEqual(ended[0]?.id, ended[1]?.id);
    });
  });

  describe('running before we watched', () => {
    it('ends as usual, with the time since then at least', () => {
      const task = { name: 't' };
      runs.alreadyRunning(task);
      assert.equal(runs.running[0]?.startKnown, false);
      time += 60_000;
      assert.deepEqual(listed(), ['t']);
      end(task, 3);
      assert.deepEqual(shown(), ['t failed 3 60000+']);
    });

    it('stopped', () => {
      const task = { name: 't' };
      runs.alreadyRunning(task);
      end(task, undefined);
      assert.deepEqual(shown(), ['t stopped undefined 0+']);
    });

    it('told to start all the same: a background task after a reload', () => {
      const task = { name: 't' };
      runs.alreadyRunning(task);
      runs.alreadyRunning(task);
      time += 10;
      runs.started(task);
      runs.processStarted(task, 7);
      assert.deepEqual(listed(), ['t']);
      time += 10;
      end(task, 0);
      assert.deepEqual(shown(), ['t done 0 20+']);
    });
  });

  describe('a window that closes or reloads', () => {
    it('ends nothing', () => {
      const task = begin('t', 7);
      runs.shuttingDown();
      end(task, undefined);
      assert.deepEqual(ended, []);
    });

    it('nothing counts afterwards', () => {
      runs.shuttingDown();
      const task = begin('t', 7);
      runs.alreadyRunning({ name: 'u' });
      end(task, 0);
      runs.terminalEnded(7, 0);
      assert.deepEqual(ended, []);
      assert.deepEqual(listed(), []);
    });
  });

  /** Measured: one key for all, and after the first endTask the editor tells no other. */
  describe('one task several times at once (instanceLimit)', () => {
    it('each run ends with its own terminal', () => {
      const task = begin('t', 1);
      time += 100;
      runs.started(task);
      runs.processStarted(task, 2);
      assert.deepEqual(listed(), ['t', 't']);
      time += 100;
      end(task, 3);
      runs.ended(task);
      assert.deepEqual(ended, [], 'which of them it was is not known yet');
      runs.terminalEnded(2, 3);
      time += 100;
      runs.terminalEnded(1, 0);
      assert.deepEqual(shown(), ['t failed 3 100', 't done 0 300']);
      assert.deepEqual(listed(), []);
    });

    it('a terminal that closes first, as with presentation.close', () => {
      const task = begin('t', 1);
      runs.started(task);
      runs.processStarted(task, 2);
      runs.terminalEnded(1, 0);
      end(task, 0);
      assert.deepEqual(shown(), ['t done 0 0']);
      runs.terminalEnded(2, undefined);
      assert.deepEqual(shown(), ['t done 0 0', 't stopped undefined 0']);
    });

    it('a new run after the first end has a new execution and is on its own', () => {
      const task = begin('t', 1);
      runs.started(task);
      runs.processStarted(task, 2);
      end(task, 0);
      runs.terminalEnded(1, 0);
      end(begin('t', 3), 4);
      assert.deepEqual(shown(), ['t done 0 0', 't failed 4 0']);
      runs.terminalEnded(2, 5);
      assert.deepEqual(shown()[2], 't failed 5 0');
    });

    it('where an extension plays the terminal, the oldest ends first', () => {
      const task = begin('t', -1);
      time += 10;
      runs.started(task);
      runs.processStarted(task, -1);
      runs.processEnded(task, 0);
      runs.processEnded(task, 1);
      assert.deepEqual(shown(), ['t done 0 10', 't failed 1 0']);
    });
  });

  it('a terminal that closes ends no task that has it for itself', () => {
    const task = begin('t', 7);
    runs.terminalEnded(7, undefined);
    runs.terminalEnded(8, 0);
    assert.deepEqual(ended, []);
    end(task, 0);
    assert.deepEqual(shown(), ['t done 0 0']);
  });
});
