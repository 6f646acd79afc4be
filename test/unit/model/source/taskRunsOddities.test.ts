import assert from 'node:assert/strict';
import { TaskTimeline } from '../../../support/taskTimeline';

describe('TaskRuns, if the editor reports less or more than what happened,', () => {
  let line: TaskTimeline;

  beforeEach(() => {
    line = new TaskTimeline();
  });

  describe('tolerates', () => {
    it('endTask twice', () => {
      const task = line.begin('t', 7);
      line.end(task, 7);
      line.runs.ended(task);
      assert.deepEqual(line.shown, ['t failed 7 0']);
    });

    it('endTaskProcess twice', () => {
      const task = line.begin('t', 7);
      line.runs.processEnded(task, 1);
      line.runs.processEnded(task, 1);
      assert.equal(line.ended.length, 1);
    });

    it('endTaskProcess without endTask', () => {
      line.runs.processEnded(line.begin('t', 7), 1);
      assert.deepEqual(line.shown, ['t failed 1 0']);
      assert.deepEqual(line.listed, []);
    });

    it('endTask alone, for a compound task that never started', () => {
      line.runs.ended({ name: 'compound' });
      assert.deepEqual(line.ended, []);
    });

    it('endTask alone, for a compound task that was listed as running', () => {
      const task = { name: 'compound', command: '' };
      line.runs.alreadyRunning(task);
      line.runs.ended(task);
      assert.deepEqual(line.ended, []);
      assert.deepEqual(line.listed, []);
    });

    it('endTask for a started task without any process event', () => {
      const task = { name: 't' };
      line.runs.started(task);
      line.time += 5;
      line.runs.ended(task);
      assert.deepEqual(line.shown, ['t ended undefined 5']);
    });

    it('endTask for a task whose process was never reported to end', () => {
      line.runs.ended(line.begin('t', 7));
      assert.deepEqual(line.shown, ['t ended undefined 0']);
    });

    it('endTaskProcess for an unknown task', () => {
      line.end({ name: 't' }, 0);
      assert.deepEqual(line.ended, []);
    });

    it('startTaskProcess alone: it lists nothing, and its endTask leaves nothing behind', () => {
      const task = { name: 't' };
      line.runs.processStarted(task, 7);
      assert.deepEqual(line.listed, []);
      line.runs.ended(task);
      assert.deepEqual(line.ended, []);
    });

    it('startTaskProcess twice with the same pid', () => {
      const task = line.begin('t', 7);
      line.time += 1000;
      line.runs.processStarted(task, 7);
      line.end(task, 0);
      assert.deepEqual(line.shown, ['t done 0 1000']);
    });

    it('a missing program in a new terminal: a process without a pid', () => {
      const task = { name: 'missing' };
      line.runs.started(task);
      line.runs.processStarted(task, undefined);
      line.end(task, undefined);
      assert.deepEqual(line.shown, ['missing ended undefined 0']);
    });

    it('a missing program in a reused terminal: no event after startTask, and not listed for long', () => {
      line.runs.started({ name: 'missing' });
      assert.deepEqual(line.listed, ['missing']);
      line.time += 10_001;
      assert.deepEqual(line.listed, []);
      assert.deepEqual(line.ended, []);
    });
  });

  describe('with a program that is known to be missing', () => {
    it('reports a failure, with the line that says so', () => {
      const [again, fresh] = [{ name: 'again' }, { name: 'fresh' }];
      line.runs.started(again);
      line.runs.notFound(again, 'not there');
      line.runs.started(fresh);
      line.runs.processStarted(fresh, undefined);
      line.runs.notFound(fresh, 'not there');
      line.end(fresh, undefined);
      assert.deepEqual(line.shown, ['again failed undefined 0', 'fresh failed undefined 0']);
      assert.deepEqual(line.ended[0]?.details, ['not there']);
      assert.deepEqual(line.listed, []);
    });

    it('reports no failure for a task that has a process after all, or was there before', () => {
      const [task, before] = [line.begin('t', 7), { name: 'before' }];
      line.runs.alreadyRunning(before);
      line.runs.notFound(task, 'not there');
      line.runs.notFound(before, 'not there');
      assert.deepEqual(line.ended, []);
    });
  });

  describe('with a task that was running before we watched', () => {
    it('reports its end as usual, with at least the time since then', () => {
      const task = { name: 't' };
      line.runs.alreadyRunning(task);
      assert.equal(line.runs.running[0]?.startKnown, false);
      line.time += 60_000;
      assert.deepEqual(line.listed, ['t']);
      line.end(task, 3);
      assert.deepEqual(line.shown, ['t failed 3 60000+']);
    });

    it('reports it as stopped', () => {
      const task = { name: 't' };
      line.runs.alreadyRunning(task);
      line.end(task, undefined);
      assert.deepEqual(line.shown, ['t stopped undefined 0+']);
    });

    it('accepts a late start: a background task after a reload', () => {
      const task = { name: 't' };
      line.runs.alreadyRunning(task);
      line.runs.alreadyRunning(task);
      line.time += 10;
      line.runs.started(task);
      line.runs.processStarted(task, 7);
      assert.deepEqual(line.listed, ['t']);
      line.time += 10;
      line.end(task, 0);
      assert.deepEqual(line.shown, ['t done 0 20+']);
    });
  });

  describe('in a window that closes or reloads', () => {
    it('ends no run', () => {
      const task = line.begin('t', 7);
      line.runs.shuttingDown();
      line.end(task, undefined);
      assert.deepEqual(line.ended, []);
    });

    it('ignores events afterwards', () => {
      line.runs.shuttingDown();
      const task = line.begin('t', 7);
      line.runs.alreadyRunning({ name: 'u' });
      line.end(task, 0);
      line.runs.terminalEnded(7, 0);
      assert.deepEqual(line.ended, []);
      assert.deepEqual(line.listed, []);
    });
  });

  /** Measured: one key for all, and the editor reports only the first endTask. */
  describe('with one task several times at once (instanceLimit)', () => {
    it('ends each run with its own terminal', () => {
      const task = line.begin('t', 1);
      line.time += 100;
      line.runs.started(task);
      line.runs.processStarted(task, 2);
      assert.deepEqual(line.listed, ['t', 't']);
      line.time += 100;
      line.end(task, 3);
      line.runs.ended(task);
      assert.deepEqual(line.ended, [], 'which of them it was is not known yet');
      line.runs.terminalEnded(2, 3);
      line.time += 100;
      line.runs.terminalEnded(1, 0);
      assert.deepEqual(line.shown, ['t failed 3 100', 't done 0 300']);
      assert.deepEqual(line.listed, []);
    });

    it('ends the run of a terminal that closes first, as with presentation.close', () => {
      const task = line.begin('t', 1);
      line.runs.started(task);
      line.runs.processStarted(task, 2);
      line.runs.terminalEnded(1, 0);
      line.end(task, 0);
      assert.deepEqual(line.shown, ['t done 0 0']);
      line.runs.terminalEnded(2, undefined);
      assert.deepEqual(line.shown, ['t done 0 0', 't stopped undefined 0']);
    });

    it('keeps a new run after the first end apart, since it has a new execution', () => {
      const task = line.begin('t', 1);
      line.runs.started(task);
      line.runs.processStarted(task, 2);
      line.end(task, 0);
      line.runs.terminalEnded(1, 0);
      line.end(line.begin('t', 3), 4);
      assert.deepEqual(line.shown, ['t done 0 0', 't failed 4 0']);
      line.runs.terminalEnded(2, 5);
      assert.deepEqual(line.shown[2], 't failed 5 0');
    });

    it('ends the oldest first if an extension implements the terminal', () => {
      const task = line.begin('t', -1);
      line.time += 10;
      line.runs.started(task);
      line.runs.processStarted(task, -1);
      line.runs.processEnded(task, 0);
      line.runs.processEnded(task, 1);
      assert.deepEqual(line.shown, ['t done 0 10', 't failed 1 0']);
    });
  });

  it('ends no task when its own terminal closes', () => {
    const task = line.begin('t', 7);
    line.runs.terminalEnded(7, undefined);
    line.runs.terminalEnded(8, 0);
    assert.deepEqual(line.ended, []);
    line.end(task, 0);
    assert.deepEqual(line.shown, ['t done 0 0']);
  });
});
