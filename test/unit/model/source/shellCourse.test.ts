import assert from 'node:assert/strict';
import { ShellCourse, type ShellJob } from '../../../../src/model/source/shellCourse';

describe('what a shell has been doing, look by look', () => {
  let course: ShellCourse;
  let now: number;

  beforeEach(() => {
    course = new ShellCourse(true);
    now = 100_000;
  });

  /** One look a second after the one before. */
  function see(job?: Partial<ShellJob>, { work = 'idle', suspended = [] as number[] } = {}): void {
    now += 1000;
    const seen = job && { group: 7, name: job.line ?? 'make', line: 'make', startedAt: now - 500, ...job };
    course.see({ shell: 'bash', work, job: seen, suspended }, now);
  }

  function rest(): void {
    see();
    see();
  }

  it('a job is one of a command that should have been reported when it is seen twice', () => {
    rest();
    assert.equal(course.isBusy, false);
    see();
    see({ startedAt: now + 400 });
    const startedAt = now - 600;
    assert.deepEqual([course.isBusy, course.startedAt, course.line], [false, startedAt, 'make']);
    see({ group: 8, line: 'make test' });
    assert.deepEqual(
      [course.isBusy, course.startedAt, course.line, course.name],
      [true, startedAt, 'make test', 'make'],
    );
  });

  it('programs of start-up files, and of the prompt after a command, are none', () => {
    rest();
    see({});
    course.ended();
    for (let look = 0; look < 4; look++) see({ line: 'git status' });
    assert.equal(course.isBusy, false);
    see({ line: 'git status' });
    assert.equal(course.isBusy, true);
    course = new ShellCourse(true);
    for (let look = 0; look < 14; look++) see({ line: 'conda' });
    assert.equal(course.isBusy, false);
    course.started();
    assert.equal(course.isBusy, true);
  });

  it('a job in a shell that is older than the window is in the journal already, until the shell has rested', () => {
    course = new ShellCourse(false);
    course.started();
    for (let look = 0; look < 20; look++) see({});
    assert.equal(course.isBusy, false);
    course.ended();
    rest();
    see({});
    see({});
    assert.equal(course.isBusy, true);
  });

  it('it rests when it has no job and does nothing for two looks, from the first of them on', () => {
    see({});
    see();
    assert.equal(course.restsSince, undefined);
    const since = now;
    see();
    assert.equal(course.restsSince, since);
    see(undefined, { work: 'reading a file' });
    assert.equal(course.restsSince, undefined);
  });

  it('a shell between two jobs of a list does not rest', () => {
    rest();
    for (const group of [1, 2, 3]) {
      see({ group });
      see(undefined, { work: `${group}` });
      assert.equal(course.restsSince, undefined);
    }
  });

  it('a job that is continued began when it was continued', () => {
    rest();
    see({ startedAt: now });
    see(undefined, { suspended: [7] });
    assert.equal(course.isSuspended, true);
    course.ended();
    rest();
    const began = now + 1000;
    see({ startedAt: 90_000 });
    assert.equal(course.startedAt, began);
  });

  it('a job that was in the background before is older than its line', () => {
    rest();
    const free = now;
    see({ startedAt: 50_000 });
    assert.equal(course.startedAt, free);
  });

  it('is suspended only if the last job is', () => {
    rest();
    see({ group: 3 });
    see({ group: 4 }, { suspended: [3] });
    see(undefined, { suspended: [3] });
    assert.equal(course.isSuspended, false);
  });

  it('knows since when its process is gone', () => {
    rest();
    course.see(undefined, 1);
    course.see(undefined, 2);
    assert.deepEqual([course.goneSince, course.restsSince, course.isBusy], [1, undefined, false]);
    see();
    assert.equal(course.goneSince, undefined);
  });
});
