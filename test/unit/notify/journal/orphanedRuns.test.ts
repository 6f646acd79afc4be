import assert from 'node:assert/strict';
import type { Run, Running } from '../../../src/model/run';
import { RunGate } from '../../../src/outbox/runGate';
import { aRun } from '../../support/builders';
import { aRunning, deadPid } from '../../support/heldRuns';
import { JournalScene, type JournalWindow } from '../../support/journalScene';

const shell = { startedAt: 'first', isAtPrompt: false, work: '' };

/** How a window went, and where it was. */
interface Left {
  readonly asked?: boolean;
  /** It was told that it goes on. */
  readonly silent?: boolean;
  readonly inPeace?: boolean;
  readonly home?: string;
  readonly machine?: string;
}

describe('AbandonedRuns: what windows that are gone have left', () => {
  let scene: JournalScene;

  beforeEach(() => {
    scene = new JournalScene();
  });
  afterEach(() => scene.stop());

  /** A window that watched this and is gone. */
  async function left(running: Running, how: Left = {}): Promise<JournalWindow> {
    const { asked = false, silent = false, inPeace = false, ...change } = how;
    const window = scene.window(1, change);
    window.running = [running];
    if (asked) window.asked.add(running.id);
    if (silent) window.silent.add(running.id);
    await window.look();
    window.die({ inPeace });
    return window;
  }

  for (const inPeace of [true, false])
    it(`watches on, lists, and tells the end once, after ${inPeace ? 'a reload' : 'a sudden death'}`, async () => {
      const { pid, end } = scene.process();
      await left(aRunning({ pid }), { asked: true, inPeace });
      const next = scene.window(2);
      await next.pass(30);
      assert.deepEqual(next.told, []);
      assert.deepEqual(
        next.abandoned.running.map(({ id, name }) => [id, name]),
        [['run-1', 'build']],
      );
      assert.deepEqual([...next.asked], ['run-1']);
      await end();
      await next.pass(6);
      assert.deepEqual(next.told, ['run-1 ended']);
      assert.deepEqual(next.abandoned.running, []);
      const { name, command, workspace, host, exitCode, startedAt } = next.emitted[0]!;
      assert.deepEqual([name, command, workspace, host, exitCode], ['build', 'make all', 'app', 'box', undefined]);
      assert.equal(startedAt, aRunning().startedAt);
      await next.pass(60);
      assert.deepEqual(next.told, ['run-1 ended']);
      assert.equal(scene.files(), 0);
    });

  it('keeps that somebody sat before it, and where it ran', async () => {
    scene.sights.set(77, shell);
    await left(aRunning({ source: 'terminal', place: { terminal: 77 }, interactive: true }));
    scene.sights.delete(77);
    const next = scene.window(2);
    await next.pass(10);
    assert.deepEqual(
      next.emitted.map(({ interactive, place }) => [interactive, place]),
      [[true, { terminal: 77 }]],
    );
  });

  it('leaves alone what a living window watches', async () => {
    const window = scene.window(1);
    window.running = [aRunning({ pid: scene.process().pid })];
    await window.look();
    const next = scene.window(2);
    await next.pass(60);
    assert.deepEqual(next.abandoned.running, []);
    assert.equal(window.journal.holds('run-1'), true);
  });

  it('knows a new process with the number of the window that is gone', async () => {
    const { pid } = scene.process();
    await left(aRunning({ pid }));
    scene.sights.set(1, { ...shell, startedAt: 'another' });
    const next = scene.window(2);
    await next.pass(0);
    assert.equal(next.abandoned.running.length, 1);
  });

  it('leaves the runs of another workspace to its next window for a while', async () => {
    const { pid } = scene.process();
    await left(aRunning({ pid }), { home: 'home-2' });
    const next = scene.window(2);
    await next.pass(16);
    assert.deepEqual(next.abandoned.running, []);
    const right = scene.window(3, { home: 'home-2' });
    await right.pass(0);
    assert.equal(right.abandoned.running.length, 1);
    right.die();
    await next.pass(30);
    assert.equal(next.abandoned.running.length, 1);
  });

  it('goes through several windows, and is told by the last', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { asked: true });
    for (const number of [2, 3, 4]) {
      const window = scene.window(number);
      await window.pass(4);
      assert.equal(window.abandoned.running.length, 1, String(number));
      window.die({ inPeace: true });
    }
    await end();
    const last = scene.window(5);
    await last.pass(10);
    assert.deepEqual(last.told, ['run-1 ended']);
  });

  it('tells of one whose process ended in between', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }));
    await end();
    const next = scene.window(2);
    await next.pass(10);
    assert.deepEqual(next.told, ['run-1 ended']);
  });

  it('does not take another process with the same number for it', async () => {
    scene.sights.set(77, shell);
    await left(aRunning({ pid: 77 }));
    scene.sights.set(77, { ...shell, startedAt: 'second' });
    const next = scene.window(2);
    next.running = [aRunning({ id: 'run-2', pid: 77 })];
    await next.pass(10);
    assert.deepEqual(next.told, ['run-1 ended']);
    assert.equal(next.own.has('run-2'), true);
  });

  for (const [asked, minutes, expected] of [
    [false, 10, []],
    [true, 10, ['run-1 ended']],
    [false, 0, ['run-1 ended']],
  ] as const)
    it(`${expected.length > 0 ? 'tells' : 'does not tell'} of one that was ended as its window was closed ${minutes} minutes ago${asked ? ', where it was asked for' : ''}`, async () => {
      const { pid, end } = scene.process();
      await left(aRunning({ pid }), { asked, inPeace: true });
      await end();
      scene.time.wall += minutes * 60_000;
      const next = scene.window(2);
      await next.pass(10);
      assert.deepEqual(next.told, expected);
      assert.equal(scene.files(), 0);
    });

  for (const inPeace of [true, false])
    it(`tells of one that ended as a second window was ${inPeace ? 'reloaded' : 'killed'}, long after the first`, async () => {
      const { pid, end } = scene.process();
      await left(aRunning({ pid }), { inPeace: true });
      const second = scene.window(2);
      await second.pass(120);
      second.abandoned.mark('run-1');
      second.die({ inPeace });
      await end();
      const next = scene.window(3);
      await next.pass(10);
      assert.deepEqual(next.told, ['run-1 ended']);
    });

  it('does not tell of one that was ended as its window was closed long ago, after a quick reload either', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { inPeace: true });
    await end();
    scene.time.wall += 600_000;
    const second = scene.window(2);
    await second.look();
    second.die({ inPeace: true });
    const next = scene.window(3);
    await next.pass(10);
    assert.deepEqual(next.told, []);
  });

  it('tells that the watch is lost where nothing can be known, to who asked, once', async () => {
    await left(aRunning({ source: 'notebook' }), { asked: true });
    const next = scene.window(2);
    await next.pass(10);
    assert.deepEqual(next.told, []);
    await next.pass(60);
    assert.deepEqual(next.told, ['run-1 lost']);
    assert.equal(scene.files(), 0);
  });

  for (const asked of [true, false])
    it(`after the computer was started anew: ${asked ? 'the watch is lost' : 'nothing, where nobody asked'}`, async () => {
      scene.sights.set(77, shell);
      await left(aRunning({ pid: 77 }), { asked });
      const next = scene.window(2, { machine: 'box boot-2 ns-2' });
      // The task of the same name that runs now is another one.
      next.running = [aRunning({ id: 'run-2', startKnown: false })];
      await next.pass(30);
      assert.deepEqual(next.told, asked ? ['run-1 lost'] : []);
      assert.deepEqual(next.abandoned.inherited.size, 0);
      assert.equal(scene.files(), 0);
    });

  for (const machine of ['far boot-1 ns-1', 'box boot-1 ns-2'])
    it(`leaves alone what another computer, or another container, watches: ${machine}`, async () => {
      await left(aRunning({ pid: await deadPid() }), { asked: true, machine });
      const next = scene.window(2);
      await next.pass(60);
      assert.deepEqual(next.told, []);
      assert.equal(scene.files(), 1);
    });

  it('hands a background task over to the source that is told of it again, with its start and the wish for a mail', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { asked: true, inPeace: true });
    const next = scene.window(2);
    await next.pass(4);
    const startedAt = scene.time.now();
    next.running = [aRunning({ id: 'run-2', pid, startedAt })];
    await next.look();
    assert.deepEqual(next.abandoned.running, []);
    assert.deepEqual([...next.asked], ['run-2']);
    const run = next.abandoned.recognize(aRun({ id: 'run-2', startedAt, startKnown: true, endedAt: startedAt + 5 }));
    assert.deepEqual([run.id, run.startedAt, run.exitCode], ['run-2', aRunning().startedAt, 3]);
    next.settled('run-2');
    await end();
    await next.pass(30);
    assert.deepEqual(next.told, []);
    assert.equal(scene.files(), 0);
  });

  it('keeps the start and the process of one that was handed over through the next reload', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }));
    const next = scene.window(2);
    next.running = [aRunning({ id: 'run-2', startedAt: scene.time.now(), startKnown: false })];
    await next.pass(2);
    assert.deepEqual(next.abandoned.running, []);
    next.die();
    const last = scene.window(3);
    await last.pass(2);
    assert.deepEqual(
      last.abandoned.running.map(({ id, startedAt, startKnown }) => [id, startedAt, startKnown]),
      [['run-2', aRunning().startedAt, true]],
    );
    await end();
    await last.pass(10);
    assert.deepEqual(last.told, ['run-2 ended']);
  });

  it('does not take a task of the same name in another living window for one of this', async () => {
    const window = scene.window(1);
    window.running = [aRunning({ pid: scene.process().pid })];
    await window.look();
    const next = scene.window(2);
    next.running = [aRunning({ id: 'run-2', startKnown: false })];
    await next.pass(4);
    assert.equal(window.journal.holds('run-1'), true);
  });

  it('takes the end of a terminal command, told at once with its start after a reload, for that of the earlier run', async () => {
    scene.sights.set(77, shell);
    const at = { source: 'terminal', place: { terminal: 77 } } as const;
    await left(aRunning(at), { asked: true, inPeace: true });
    const next = scene.window(2);
    await next.pass(4);
    const now = scene.time.now();
    const told = aRun({ ...at, id: 'run-2', command: 'make all', startedAt: now, endedAt: now + 1 });
    for (const other of [{ command: 'ls' }, { place: { terminal: 78 } }, { endedAt: now + 5_000 }])
      assert.equal(next.abandoned.recognize({ ...told, ...other }).id, 'run-2');
    const run = next.abandoned.recognize(told);
    assert.deepEqual([run.id, run.startedAt, run.outcome], ['run-1', aRunning().startedAt, 'failed']);
    next.settled(run.id);
    scene.sights.set(77, { ...shell, isAtPrompt: true });
    await next.pass(60);
    assert.deepEqual(next.told, []);
    assert.equal(next.abandoned.recognize(told).id, 'run-2', 'only once');
  });

  it('gives an end that the editor tells too late the id under which it was told of already', async () => {
    scene.sights.set(77, shell);
    const at = { source: 'terminal', place: { terminal: 77 } } as const;
    await left(aRunning(at));
    const next = scene.window(2);
    await next.pass(2);
    scene.sights.set(77, { ...shell, isAtPrompt: true });
    await next.pass(30);
    assert.deepEqual(next.told, ['run-1 ended']);
    const now = scene.time.now();
    const end = { command: 'make all', startedAt: now, endedAt: now + 1 };
    const quick = aRun({ ...at, ...end, id: 'run-3', startKnown: true, endedAt: now + 300 });
    assert.equal(next.abandoned.recognize(quick).id, 'run-3', 'the same line once more, which takes no time');
    // What outlived a reload is told to start as it ends, and its true start is not known then.
    const late = aRun({ ...at, ...end, id: 'run-2', startKnown: false });
    assert.equal(next.abandoned.recognize(late).id, 'run-1');
  });

  describe('the end of a terminal command, told after a reload with a line from the screen', () => {
    const at = { source: 'terminal', place: { terminal: 77 } } as const;
    const words = { name: 'sleep 22; echo out; false', command: 'sleep 22; echo out; false' };
    const glued = { name: 'sleep 22; echo out; falseout', command: 'sleep 22; echo out; falseout' };

    function end(id: string, change: Partial<Run> = {}): Run {
      const now = scene.time.now();
      const times = { startedAt: now, startKnown: false, endedAt: now + 120 };
      return aRun({ ...at, ...glued, ...times, id, exitCode: 1, screenLine: true, ...change });
    }

    it('is that of the earlier run, under its own words, and told once', async () => {
      scene.sights.set(77, shell);
      await left(aRunning({ ...at, ...words }), { inPeace: true });
      const next = scene.window(2);
      await next.pass(4);
      const others: Partial<Run>[] = [
        { place: { terminal: 78 } },
        { source: 'task' },
        { startKnown: true },
        { endedAt: scene.time.now() + 5_000 },
      ];
      const typed = aRun({ ...at, ...glued, id: 'run-2', startKnown: false, startedAt: 5, endedAt: 6 });
      assert.equal(next.abandoned.recognize(typed).id, 'run-2', 'a line that the shell has told');
      for (const other of others) assert.equal(next.abandoned.recognize(end('run-2', other)).id, 'run-2');
      const run = next.abandoned.recognize(end('run-2'));
      assert.deepEqual([run.id, run.name, run.command, run.exitCode], ['run-1', words.name, words.command, 1]);
      assert.deepEqual([run.startedAt, run.startKnown], [aRunning().startedAt, true]);
      next.settled(run.id);
      scene.sights.set(77, { ...shell, isAtPrompt: true });
      await next.pass(60);
      assert.deepEqual(next.told, []);
      assert.equal(next.abandoned.recognize(end('run-3')).id, 'run-3', 'only once');
    });

    it('is that of a command of several lines too, of which the screen shows the prompts between them', async () => {
      scene.sights.set(77, shell);
      await left(aRunning({ ...at, name: 'for …', command: 'for i in 1 2; do  sleep $i; done' }));
      const next = scene.window(2);
      await next.pass(4);
      const run = next.abandoned.recognize(end('run-2', { command: 'for i in 1 2> do> sleep $i> done' }));
      assert.deepEqual([run.id, run.command], ['run-1', 'for i in 1 2; do  sleep $i; done']);
    });

    it('corrects what was told of it already, where it begins with the same command, cut or not at the ends of rows', async () => {
      scene.sights.set(77, shell);
      await left(aRunning({ ...at, ...words }));
      const next = scene.window(2);
      await next.pass(2);
      scene.sights.set(77, { ...shell, isAtPrompt: true });
      await next.pass(30);
      assert.deepEqual(next.told, ['run-1 ended']);
      assert.equal(next.abandoned.recognize(end('run-2', { command: 'echo out' })).id, 'run-2');
      const run = next.abandoned.recognize(end('run-2', { command: 'sleep 22;echo out; falseout' }));
      assert.deepEqual([run.id, run.name, run.command, run.exitCode], ['run-1', words.name, words.command, 1]);
    });
  });

  it('forgets in time under which id it told of a run', async () => {
    scene.sights.set(77, shell);
    const at = { source: 'terminal', place: { terminal: 77 } } as const;
    await left(aRunning(at));
    const next = scene.window(2);
    await next.pass(2);
    scene.sights.set(77, { ...shell, isAtPrompt: true });
    await next.pass(30);
    // Something else in that terminal, for which it is looked at.
    const window = scene.window(3);
    window.running = [aRunning({ ...at, id: 'other', command: 'ls' })];
    await window.look();
    next.running = [aRunning({ ...at, id: 'late', startKnown: false })];
    await next.look();
    const late = aRun({ ...at, id: 'late', command: 'make all', startKnown: true });
    assert.equal(next.abandoned.recognize(late).id, 'run-1');
    next.running = [];
    window.running = Array.from({ length: 100 }, (_, index) =>
      aRunning({ id: `notebook-${index}`, source: 'notebook' }),
    );
    for (const { id } of window.running) window.asked.add(id);
    await window.look();
    assert.equal(next.abandoned.recognize(late).id, 'run-1');
    window.die();
    await next.pass(30);
    assert.equal(next.told.length, 102);
    assert.equal(next.abandoned.recognize(late).id, 'late');
  });

  it('takes the same line that is typed once more for a run of its own', async () => {
    scene.sights.set(77, shell);
    const at = { source: 'terminal', place: { terminal: 77 } } as const;
    await left(aRunning(at));
    const next = scene.window(2);
    await next.pass(2);
    scene.sights.set(77, { ...shell, isAtPrompt: true });
    await next.pass(30);
    assert.deepEqual(next.told, ['run-1 ended']);
    scene.sights.set(77, shell);
    const startedAt = scene.time.now() + 10;
    next.running = [aRunning({ ...at, id: 'again', startedAt })];
    await next.pass(10);
    const run = aRun({ ...at, id: 'again', command: 'make all', startedAt, endedAt: startedAt + 60_000 });
    assert.equal(next.abandoned.recognize(run).id, 'again');
  });

  it('takes a task that ended just as the extension host was started anew for the one that it is', async () => {
    await left(aRunning({ pid: await deadPid() }), { asked: true });
    const next = scene.window(2);
    await next.look();
    const run = next.abandoned.recognize(
      aRun({ id: 'run-2', name: 'build', command: 'make all', startKnown: false, exitCode: 0, outcome: 'done' }),
    );
    assert.deepEqual([run.id, run.outcome, run.startKnown], ['run-1', 'done', true]);
    next.settled(run.id);
    await next.pass(30);
    assert.deepEqual(next.told, []);
  });

  it('writes no second mail where the window died after the first was written', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { asked: true });
    await end();
    const next = scene.window(2);
    next.mailed.add('run-1');
    await next.pass(30);
    assert.deepEqual(next.told, []);
    assert.equal(scene.files(), 0);
  });

  it('remembers that it was told that a run goes on, through several windows and under a new id', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { silent: true });
    const second = scene.window(2);
    await second.pass(2);
    assert.deepEqual([...second.silent], ['run-1']);
    second.die();
    const third = scene.window(3);
    third.running = [aRunning({ id: 'run-2', pid })];
    await third.pass(2);
    assert.deepEqual([...third.silent], ['run-2']);
    third.die({ inPeace: true });
    const last = scene.window(4);
    await last.pass(2);
    assert.deepEqual([...last.silent], ['run-2']);
    await end();
    await last.pass(10);
    assert.deepEqual(last.told, ['run-2 ended']);
  });

  it('tells that the watch of a run is lost whose end was promised', async () => {
    await left(aRunning({ source: 'notebook' }), { silent: true });
    const next = scene.window(2);
    await next.pass(30);
    assert.deepEqual(next.told, ['run-1 lost']);
  });

  it('does not know an end before it has looked, and then does', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { asked: true });
    await end();
    const next = scene.window(2);
    const told = aRun({ id: 'run-2', name: 'build', command: 'make all', startKnown: false });
    const ids: string[] = [];
    const gate = new RunGate((run) => void ids.push(next.abandoned.recognize(run).id));
    gate.onRun({ ...told, folder: '/src' });
    await next.look();
    assert.deepEqual(ids, []);
    gate.open();
    assert.deepEqual(ids, ['run-1']);
    gate.onRun(aRun({ id: 'run-3' }));
    gate.open();
    assert.deepEqual(ids, ['run-1', 'run-3']);
  });

  it('remembers when the wish for a mail is taken back', async () => {
    const { pid } = scene.process();
    await left(aRunning({ pid }), { asked: true });
    const next = scene.window(2);
    await next.pass(2);
    next.asked.delete('run-1');
    next.abandoned.mark('run-1');
    next.die();
    const last = scene.window(3);
    await last.pass(2);
    assert.deepEqual([...last.asked], []);
    assert.equal(last.abandoned.running.length, 1);
  });
});
