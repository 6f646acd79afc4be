import assert from 'node:assert/strict';
import type { Running } from '../../../../src/model/run/run';
import { aRun } from '../../../support/builders';
import { aRunning } from '../../../support/heldRuns';
import { JournalScene, type JournalWindow } from '../../../support/journalScene';

const pid = 77;
const sight = { startedAt: 'first', isAtPrompt: false, work: '' };
const place = { terminal: pid };
/** What the editor told of a task before it told whose the terminal was. */
const line = aRunning({ id: 'line', source: 'terminal', name: 'make all', place });
const task = aRunning({ pid, place });
const requests = { asked: false, told: false };

describe('the line of a task, which a window that is gone took for a typed command', () => {
  let scene: JournalScene;

  beforeEach(() => {
    scene = new JournalScene();
    scene.sights.set(pid, sight);
  });
  afterEach(() => scene.stop());

  /** A window that lists these, one after the other, and dies. */
  async function died(...lists: readonly (readonly Running[])[]): Promise<void> {
    const window = scene.window(1);
    for (const running of lists) {
      window.running = [...running];
      await window.look();
    }
    window.die();
  }

  /** The end of the task as its source reports it. */
  function end(window: JournalWindow, id: string, change = {}): string[] {
    const facts = { id, source: 'task', name: 'build', command: 'make all', folder: '/src' } as const;
    const run = window.orphaned.recognize(aRun({ ...facts, endedAt: scene.time.now(), exitCode: 3, ...change }));
    window.running = [];
    window.own.ended(run, requests);
    window.settled(run.id);
    scene.sights.delete(pid);
    return [run.id, run.name, String(run.startedAt), String(run.exitCode)];
  }

  async function isQuiet(window: JournalWindow): Promise<void> {
    await window.pass(60);
    assert.deepEqual(window.told, []);
    assert.equal(scene.files(), 0);
  }

  const startedAt = String(line.startedAt);
  for (const [what, listed] of [
    ['without its process', aRunning({ id: 'anew', startKnown: false, startedAt: line.startedAt + 60_000 })],
    ['with its process', aRunning({ id: 'anew', pid, place, startedAt: line.startedAt + 60_000 })],
  ] as const)
    it(`goes on as the task that the editor lists to the next window ${what}`, async () => {
      await died([line]);
      const next = scene.window(2);
      next.running = [listed];
      await next.pass(4);
      assert.deepEqual(next.orphaned.running, []);
      assert.equal(next.journal.holds('anew'), true);
      assert.deepEqual(end(next, 'anew', { startedAt: listed.startedAt, startKnown: false }), [
        ...['anew', 'build', startedAt, '3'],
      ]);
      await isQuiet(next);
    });

  it('goes on as that task although the editor lists it late, and although it is over by then', async () => {
    await died([line]);
    const next = scene.window(2);
    await next.pass(4);
    assert.equal(next.orphaned.running.length, 1);
    scene.sights.delete(pid);
    next.running = [aRunning({ id: 'anew', startKnown: false })];
    await next.look();
    end(next, 'anew', { startKnown: false });
    await isQuiet(next);
  });

  for (const [what, change] of [
    ['with its process', { place }],
    ['without its process', { startKnown: false }],
  ] as const)
    it(`ends with a task of which the next window hears at its end only, ${what}`, async () => {
      await died([line]);
      scene.sights.delete(pid);
      const next = scene.window(2);
      await next.look();
      assert.deepEqual(end(next, 'anew', change), ['line', 'build', startedAt, '3']);
      await isQuiet(next);
    });

  it('is the run that was reported already if the task ends later', async () => {
    await died([line]);
    scene.sights.delete(pid);
    const next = scene.window(2);
    await next.pass(10);
    assert.deepEqual(next.told, ['line ended']);
    assert.equal(end(next, 'anew', { place, startKnown: false })[0], 'line');
  });

  for (const lists of [
    [[line], [task]],
    [[task], [line]],
  ])
    it(`is not reported beside its task where the journal has both, ${lists[0]![0]!.source} first`, async () => {
      const first = scene.window(1);
      const other = scene.window(3);
      for (const [index, running] of lists.entries()) {
        const window = index === 0 ? first : other;
        window.running = [...running];
        window.asked.add('line');
        await window.own.list(window.running, new Map());
      }
      first.die();
      other.die();
      const next = scene.window(2);
      await next.look();
      assert.deepEqual(
        next.orphaned.running.map(({ id }) => id),
        ['run-1'],
      );
      assert.equal(next.asked.has('run-1'), true, 'a mail that was asked for about the line is about the task');
      scene.sights.delete(pid);
      await next.pass(10);
      assert.deepEqual(next.told, ['run-1 ended']);
    });

  for (const [what, lineEnd] of [
    ['is still listed', undefined],
    ['has ended too', aRun({ id: 'line', source: 'terminal', place })],
  ] as const)
    it(`is not reported beside the end of its task, although it ${what}`, async () => {
      const [first, other] = [scene.window(1), scene.window(3)];
      first.running = [line];
      await first.look();
      if (lineEnd !== undefined) first.ending({ ...lineEnd, endedAt: scene.time.now() });
      other.ending(aRun({ id: 'run-1', place, endedAt: scene.time.now(), outcome: 'failed', exitCode: 3 }));
      first.die();
      other.die();
      scene.sights.delete(pid);
      const next = scene.window(2);
      await next.pass(60);
      assert.deepEqual(next.told, ['run-1 failed !']);
      assert.equal(scene.files(), 0);
    });

  for (const [what, other] of [
    ['has another command', aRunning({ id: 'other', command: 'make test', startKnown: false })],
    ['began in this window', aRunning({ id: 'other', startedAt: line.startedAt + 60_000 })],
    ['has another process', aRunning({ id: 'other', pid: 78, place: { terminal: 78 }, startKnown: false })],
  ] as const)
    it(`is a typed command of its own where the task ${what}`, async () => {
      scene.sights.set(78, sight);
      await died([line]);
      const next = scene.window(2);
      next.running = [other];
      await next.pass(4);
      scene.sights.delete(pid);
      await next.pass(30);
      assert.deepEqual(next.told, ['line ended']);
    });

  it('is a typed command of its own where the task with that command is in the journal with another process', async () => {
    scene.sights.set(78, sight);
    await died([line, aRunning({ pid: 78, place: { terminal: 78 } })]);
    const next = scene.window(2);
    next.running = [aRunning({ id: 'anew', startKnown: false })];
    await next.pass(4);
    scene.sights.delete(pid);
    await next.pass(30);
    assert.deepEqual(next.told, ['line ended']);
    assert.equal(next.journal.holds('anew'), true);
  });

  it('is a typed command of its own where the number of its process is another one’s by now', async () => {
    await died([line]);
    scene.sights.set(pid, { ...sight, startedAt: 'second' });
    const next = scene.window(2);
    next.running = [aRunning({ id: 'anew', pid, place })];
    await next.pass(10);
    assert.deepEqual(next.told, ['line ended']);
  });
});
