import assert from 'node:assert/strict';
import { TaskTimeline } from '../../../support/taskTimeline';

describe('TaskRuns', () => {
  let line: TaskTimeline;

  beforeEach(() => {
    line = new TaskTimeline();
  });

  it('reports every part of a run', () => {
    const task = line.begin('test', 7);
    const [running] = line.runs.running;
    line.time += 64_000;
    line.end(task, 3);
    assert.deepEqual(line.ended, [
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
        place: { terminal: 7 },
      },
    ]);
  });

  it('lists running tasks, with the id of the coming run, and reports changes', () => {
    const task = line.begin('test', 7);
    assert.deepEqual(line.runs.running, [
      {
        key: task,
        id: line.runs.running[0]?.id,
        source: 'task',
        name: 'test',
        command: 'make',
        folder: '/src',
        startedAt: 1_000_000,
        startKnown: true,
        pid: 7,
        place: { terminal: 7 },
      },
    ]);
    const before = line.changes;
    line.end(task, 0);
    assert.deepEqual(line.listed, []);
    assert.equal(line.changes, before + 1);
  });

  it('gives a task without a process no place', () => {
    const task = line.begin('custom', -1);
    assert.equal(line.runs.running[0]?.place, undefined);
    line.end(task, 5);
    assert.equal(line.ended[0]?.place, undefined);
  });

  describe('outcomes', () => {
    const table: readonly [string, number, number | undefined, string][] = [
      ['exit code 0', 7, 0, 'done 0'],
      ['exit code 3', 7, 3, 'failed 3'],
      ['command not found', 7, 127, 'failed 127'],
      ['terminated, or its terminal closed', 7, undefined, 'stopped undefined'],
      ['the process that holds the terminals died', 7, -1, 'ended undefined'],
      ['CustomExecution that closes with -1', -1, -1, 'failed -1'],
      ['CustomExecution that closes with 5', -1, 5, 'failed 5'],
      ['CustomExecution that closes with 0', -1, 0, 'done 0'],
      ['CustomExecution that closes with no code', -1, undefined, 'ended undefined'],
    ];
    for (const [title, pid, exitCode, expected] of table) {
      it(title, () => {
        line.end(line.begin('t', pid), exitCode);
        assert.deepEqual(line.shown, [`t ${expected} 0`]);
      });
    }

    it('are stopped without a code if a task has a command but no reported process', () => {
      const task = { name: 't' };
      line.runs.started(task);
      line.end(task, undefined);
      assert.deepEqual(line.shown, ['t stopped undefined 0']);
    });

    it('are ended without a code, a process and a command', () => {
      const task = { name: 't', command: '' };
      line.runs.started(task);
      line.end(task, undefined);
      assert.deepEqual(line.shown, ['t ended undefined 0']);
    });
  });

  describe('order and times', () => {
    it('measure from the start of the process, not of the task', () => {
      const task = { name: 't' };
      line.runs.started(task);
      line.time += 770;
      const before = line.changes;
      line.runs.processStarted(task, 7);
      assert.equal(line.changes, before + 1);
      assert.equal(line.runs.running[0]?.startedAt, 1_000_770);
      line.time += 2000;
      line.end(task, 0);
      assert.deepEqual(line.shown, ['t done 0 2000']);
    });

    it('measure from the given time if the process is older than its event', () => {
      const task = { name: 't' };
      line.runs.processStarted(task, 7, line.time - 60_000);
      line.runs.started(task);
      line.end(task, 0);
      assert.deepEqual(line.shown, ['t done 0 60000']);
    });

    it('allow startTaskProcess before startTask', () => {
      const task = { name: 't' };
      line.runs.processStarted(task, 7);
      line.time += 4;
      line.runs.started(task);
      assert.deepEqual(line.listed, ['t']);
      line.time += 96;
      line.end(task, undefined);
      assert.deepEqual(line.shown, ['t stopped undefined 100']);
    });

    it('give several tasks at once their own durations', () => {
      const slow = line.begin('slow', 1);
      line.time += 10;
      const quick = line.begin('quick', 2);
      line.time += 10;
      const middle = line.begin('middle', 3);
      assert.deepEqual(line.listed, ['slow', 'quick', 'middle']);
      line.end(quick, 0);
      line.time += 5;
      line.end(middle, 2);
      line.time += 25;
      line.end(slow, 0);
      assert.deepEqual(line.shown, ['quick done 0 10', 'middle failed 2 5', 'slow done 0 50']);
    });

    it('keep two tasks with the same name apart', () => {
      const one = line.begin('t', 1);
      const other = line.begin('t', 2);
      assert.equal(new Set(line.runs.running.map(({ id }) => id)).size, 2);
      line.end(other, 1);
      line.end(one, 0);
      assert.deepEqual(line.shown, ['t failed 1 0', 't done 0 0']);
    });

    it('allow a task to run again with another execution', () => {
      line.end(line.begin('t', 1), 1);
      line.time += 100;
      const again = line.begin('t', 2);
      line.time += 7;
      line.end(again, 0);
      assert.deepEqual(line.shown, ['t failed 1 0', 't done 0 7']);
      assert.notEqual(line.ended[0]?.id, line.ended[1]?.id);
    });

    it('allow a task to run again with the same execution', () => {
      const task = line.begin('t', 1);
      line.end(task, 1);
      line.runs.ended(task);
      line.runs.processStarted(task, 2);
      line.runs.started(task);
      line.time += 7;
      line.end(task, 0);
      assert.deepEqual(line.shown, ['t failed 1 0', 't done 0 7']);
      assert.notEqual(line.ended[0]?.id, line.ended[1]?.id);
    });
  });
});
