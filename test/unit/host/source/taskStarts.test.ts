import assert from 'node:assert/strict';
import { uptime } from 'node:os';
import type { Task } from 'vscode';
import type { WorkspaceStorage } from '../../../../src/host/editor/storage';
import { TaskStarts } from '../../../../src/host/source/taskStarts';
import { emptyStorage } from '../../../support/fakeMemory';

describe('TaskStarts', () => {
  const minute = 60_000;
  let time: number;
  let storage: WorkspaceStorage;
  let processes: Map<number, number>;

  beforeEach(() => {
    processes = new Map();
    time = Date.now();
    storage = emptyStorage();
  });

  const inNewWindow = () => new TaskStarts(storage, { now: () => time }, (pid) => processes.get(pid));
  const task = (name: string, isBackground = true) => ({ name, isBackground }) as Task;

  it('knows after a reload when a background task started', () => {
    const start = time;
    assert.equal(inNewWindow().startOf(task('watch'), 7), start);
    time += minute;
    assert.equal(inNewWindow().startOf(task('watch'), 7), start);
    time += minute;
    assert.equal(inNewWindow().startOf(task('watch'), 7), start, 'after a second reload too');
  });

  it('knows by its process when a task started that is reported late', () => {
    processes.set(7, time - 1_500).set(8, time + 10);
    for (const isBackground of [true, false]) {
      assert.equal(inNewWindow().startOf(task('build', isBackground), 7), time - 1_500);
      assert.equal(inNewWindow().startOf(task('build', isBackground), 8), time);
    }
  });

  it('does not confuse it with another process', () => {
    inNewWindow().startOf(task('watch'), 7);
    time += minute;
    const starts = inNewWindow();
    assert.equal(starts.startOf(task('watch'), 8), time);
    assert.equal(starts.startOf(task('serve'), 7), time);
  });

  it('counts from now in the window that saw it start, even if the pid is reused', () => {
    const starts = inNewWindow();
    starts.startOf(task('watch'), 7);
    time += minute;
    assert.equal(starts.startOf(task('watch'), 7), time);
    assert.equal(inNewWindow().startOf(task('watch'), 7), time);
  });

  it('remembers neither tasks that a reload loses nor tasks without a process', () => {
    const starts = inNewWindow();
    starts.startOf(task('build', false), 7);
    starts.startOf(task('custom'), -1);
    starts.startOf(task('missing'), undefined);
    assert.equal(storage.get('taskStarts'), undefined);
  });

  it('forgets starts from before the boot', () => {
    time = Date.now() - (uptime() + 3600) * 1000;
    inNewWindow().startOf(task('watch'), 7);
    time = Date.now();
    assert.equal(inNewWindow().startOf(task('watch'), 7), time);
  });

  it('remembers a limited number of starts', () => {
    const starts = inNewWindow();
    for (let pid = 1; pid <= 50; pid++) starts.startOf(task('watch'), pid);
    assert.equal(storage.get('taskStarts')?.length, 20);
  });
});
