import assert from 'node:assert/strict';
import type { Run, Running } from '../../../../src/model/run/run';
import { aRun } from '../../../support/builders';
import { BrokenDisks, diskCodes } from '../../../support/brokenDisks';
import { aRunning, deadPid } from '../../../support/heldRuns';
import { JournalScene, type JournalWindow } from '../../../support/journalScene';

const shell = { startedAt: 'first', isAtPrompt: false, work: '' };

/** How a window ended, and where it was. */
interface Left {
  readonly asked?: boolean;
  /** A mail said that the run goes on. */
  readonly silent?: boolean;
  readonly inPeace?: boolean;
  readonly home?: string;
  readonly machine?: string;
}

describe('OrphanedRuns: the runs of windows that are gone', () => {
  let scene: JournalScene;

  beforeEach(() => {
    scene = new JournalScene();
  });
  afterEach(() => scene.stop());

  /** Leaves a run behind, as a window that watched it and is gone. */
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
    it(`are still watched and listed, and reported once, after ${inPeace ? 'a reload' : 'a sudden death'}`, async () => {
      const { pid, end } = scene.process();
      await left(aRunning({ pid }), { asked: true, inPeace });
      const next = scene.window(2);
      await next.pass(30);
      assert.deepEqual(next.told, []);
      assert.deepEqual(
        next.orphaned.running.map(({ id, name }) => [id, name]),
        [['run-1', 'build']],
      );
      assert.deepEqual([...next.asked], ['run-1']);
      await end();
      await next.pass(6);
      assert.deepEqual(next.told, ['run-1 ended']);
      assert.deepEqual(next.orphaned.running, []);
      const { name, command, workspace, host, exitCode, startedAt } = next.emitted[0]!;
      assert.deepEqual([name, command, workspace, host, exitCode], ['build', 'make all', 'app', 'box', undefined]);
      assert.equal(startedAt, aRunning().startedAt);
      await next.pass(60);
      assert.deepEqual(next.told, ['run-1 ended']);
      assert.equal(scene.files(), 0);
    });

  for (const code of diskCodes)
    for (const method of ['put', 'move', 'namesNow'] as const)
      it(`are taken over and reported although the disk refuses (${code} at ${method}), which is told once`, async () => {
        const disks = new BrokenDisks();
        try {
          const { pid, end } = scene.process();
          await left(aRunning({ pid }), { asked: true });
          const next = scene.window(2);
          disks.refuse(code, [method]);
          await next.pass(6);
          assert.equal(next.warnings.length, 1, next.warnings.join());
          assert.equal(next.orphaned.running.length, method === 'put' ? 1 : 0);
          disks.heal();
          await next.pass(4);
          assert.equal(next.orphaned.running.length, 1);
          await end();
          await next.pass(6);
          assert.deepEqual([next.told, next.warnings.length], [['run-1 ended'], 1]);
          assert.equal(scene.files(), 0);
        } finally {
          disks.heal();
        }
      });

  it('are reported in time although the disk is full from their takeover to their end', async () => {
    const disks = new BrokenDisks();
    try {
      const { pid, end } = scene.process();
      await left(aRunning({ pid }), { asked: true });
      const next = scene.window(2);
      disks.refuse('ENOSPC', ['put', 'write']);
      await next.pass(6);
      await end();
      await next.pass(6);
      assert.deepEqual(next.told, ['run-1 ended']);
    } finally {
      disks.heal();
    }
  });

  for (const wish of ['asked', 'told'] as const)
    it(`are reported as soon as others although a mail is ${wish} about them meanwhile`, async () => {
      const { pid, end } = scene.process();
      await left(aRunning({ pid }), { asked: true });
      const next = scene.window(2);
      await next.pass(4);
      await end();
      // Its process is seen to be gone.
      await next.look();
      await scene.time.pass(2_900);
      if (wish === 'told') next.silent.add('run-1');
      next.orphaned.mark('run-1');
      await scene.time.pass(200);
      await next.look();
      assert.deepEqual(next.told, ['run-1 ended']);
    });

  it('stay interactive, and keep where they ran', async () => {
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

  it('do not include what a living window watches', async () => {
    const window = scene.window(1);
    window.running = [aRunning({ pid: scene.process().pid })];
    await window.look();
    const next = scene.window(2);
    await next.pass(60);
    assert.deepEqual(next.orphaned.running, []);
    assert.equal(window.journal.holds('run-1'), true);
  });

  it('include those of a window whose pid a new process has', async () => {
    const { pid } = scene.process();
    await left(aRunning({ pid }));
    scene.sights.set(1, { ...shell, startedAt: 'another' });
    const next = scene.window(2);
    await next.pass(0);
    assert.equal(next.orphaned.running.length, 1);
  });

  it('are left to the next window of their workspace for a while', async () => {
    const { pid } = scene.process();
    await left(aRunning({ pid }), { home: 'home-2' });
    const next = scene.window(2);
    await next.pass(16);
    assert.deepEqual(next.orphaned.running, []);
    const right = scene.window(3, { home: 'home-2' });
    await right.pass(0);
    assert.equal(right.orphaned.running.length, 1);
    right.die();
    await next.pass(30);
    assert.equal(next.orphaned.running.length, 1);
  });

  it('pass through several windows, and the last reports the end', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { asked: true });
    for (const number of [2, 3, 4]) {
      const window = scene.window(number);
      await window.pass(4);
      assert.equal(window.orphaned.running.length, 1, String(number));
      window.die({ inPeace: true });
    }
    await end();
    const last = scene.window(5);
    await last.pass(10);
    assert.deepEqual(last.told, ['run-1 ended']);
  });

  it('include one whose process ended in between', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }));
    await end();
    const next = scene.window(2);
    await next.pass(10);
    assert.deepEqual(next.told, ['run-1 ended']);
  });

  it('are not confused with another process with the same pid', async () => {
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
    it(`are ${expected.length > 0 ? 'reported' : 'not reported'} if they ended as their window was closed ${minutes} minutes ago${asked ? ', with a mail requested' : ''}`, async () => {
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
    it(`are reported if they ended as a second window was ${inPeace ? 'reloaded' : 'killed'}, long after the first`, async () => {
      const { pid, end } = scene.process();
      await left(aRunning({ pid }), { inPeace: true });
      const second = scene.window(2);
      await second.pass(120);
      second.orphaned.mark('run-1');
      second.die({ inPeace });
      await end();
      const next = scene.window(3);
      await next.pass(10);
      assert.deepEqual(next.told, ['run-1 ended']);
    });

  it('are not reported if they ended as their window was closed long ago, even after a quick reload', async () => {
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

  it('are reported as lost if nothing can be known and a mail was requested, once', async () => {
    await left(aRunning({ source: 'notebook' }), { asked: true });
    const next = scene.window(2);
    await next.pass(10);
    assert.deepEqual(next.told, []);
    await next.pass(60);
    assert.deepEqual(next.told, ['run-1 lost']);
    assert.equal(scene.files(), 0);
  });

  for (const asked of [true, false])
    it(`are ${asked ? 'reported as lost' : 'not reported without a request'} after the computer was restarted`, async () => {
      scene.sights.set(77, shell);
      await left(aRunning({ pid: 77 }), { asked });
      const next = scene.window(2, { machine: 'box boot-2 ns-2' });
      // The task of the same name that runs now is another one.
      next.running = [aRunning({ id: 'run-2', startKnown: false })];
      await next.pass(30);
      assert.deepEqual(next.told, asked ? ['run-1 lost'] : []);
      assert.deepEqual(next.orphaned.inherited.size, 0);
      assert.equal(scene.files(), 0);
    });

  for (const machine of ['far boot-1 ns-1', 'box boot-1 ns-2'])
    it(`do not include what another computer or container watches: ${machine}`, async () => {
      await left(aRunning({ pid: await deadPid() }), { asked: true, machine });
      const next = scene.window(2);
      await next.pass(60);
      assert.deepEqual(next.told, []);
      assert.equal(scene.files(), 1);
    });

  it('are handed to the source that sees a background task again, with its start and its mail request', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { asked: true, inPeace: true });
    const next = scene.window(2);
    await next.pass(4);
    const startedAt = scene.time.now();
    next.running = [aRunning({ id: 'run-2', pid, startedAt })];
    await next.look();
    assert.deepEqual(next.orphaned.running, []);
    assert.deepEqual([...next.asked], ['run-2']);
    const run = next.orphaned.recognize(aRun({ id: 'run-2', startedAt, startKnown: true, endedAt: startedAt + 5 }));
    assert.deepEqual([run.id, run.startedAt, run.exitCode], ['run-2', aRunning().startedAt, 3]);
    next.settled('run-2');
    await end();
    await next.pass(30);
    assert.deepEqual(next.told, []);
    assert.equal(scene.files(), 0);
  });

  it('keep the start and the process of one that was passed on through the next reload', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }));
    const next = scene.window(2);
    next.running = [aRunning({ id: 'run-2', startedAt: scene.time.now(), startKnown: false })];
    await next.pass(2);
    assert.deepEqual(next.orphaned.running, []);
    next.die();
    const last = scene.window(3);
    await last.pass(2);
    assert.deepEqual(
      last.orphaned.running.map(({ id, startedAt, startKnown }) => [id, startedAt, startKnown]),
      [['run-2', aRunning().startedAt, true]],
    );
    await end();
    await last.pass(10);
    assert.deepEqual(last.told, ['run-2 ended']);
  });

  it('do not include a task of the same name in another living window', async () => {
    const window = scene.window(1);
    window.running = [aRunning({ pid: scene.process().pid })];
    await window.look();
    const next = scene.window(2);
    next.running = [aRunning({ id: 'run-2', startKnown: false })];
    await next.pass(4);
    assert.equal(window.journal.holds('run-1'), true);
  });

  it('are matched with the end of a terminal command that is reported after a reload together with its start', async () => {
    scene.sights.set(77, shell);
    const at = { source: 'terminal', place: { terminal: 77 } } as const;
    await left(aRunning(at), { asked: true, inPeace: true });
    const next = scene.window(2);
    await next.pass(4);
    const now = scene.time.now();
    const told = aRun({ ...at, id: 'run-2', command: 'make all', startedAt: now, endedAt: now + 1 });
    for (const other of [{ command: 'ls' }, { place: { terminal: 78 } }, { endedAt: now + 5_000 }])
      assert.equal(next.orphaned.recognize({ ...told, ...other }).id, 'run-2');
    const run = next.orphaned.recognize(told);
    assert.deepEqual([run.id, run.startedAt, run.outcome], ['run-1', aRunning().startedAt, 'failed']);
    next.settled(run.id);
    scene.sights.set(77, { ...shell, isAtPrompt: true });
    await next.pass(60);
    assert.deepEqual(next.told, []);
    assert.equal(next.orphaned.recognize(told).id, 'run-2', 'only once');
  });

  it('keep their reported id when the editor reports the end too late', async () => {
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
    assert.equal(next.orphaned.recognize(quick).id, 'run-3', 'the same line once more, which takes no time');
    // The editor reports the start of a run that outlived a reload only as it ends, without the true start.
    const late = aRun({ ...at, ...end, id: 'run-2', startKnown: false });
    assert.equal(next.orphaned.recognize(late).id, 'run-1');
  });

  describe('the end of a terminal command, reported after a reload with a line from the screen', () => {
    const at = { source: 'terminal', place: { terminal: 77 } } as const;
    const words = { name: 'sleep 22; echo out; false', command: 'sleep 22; echo out; false' };
    const glued = { name: 'sleep 22; echo out; falseout', command: 'sleep 22; echo out; falseout' };

    function end(id: string, change: Partial<Run> = {}): Run {
      const now = scene.time.now();
      const times = { startedAt: now, startKnown: false, endedAt: now + 120 };
      return aRun({ ...at, ...glued, ...times, id, exitCode: 1, screenLine: true, ...change });
    }

    it('is that of the earlier run, with its own command line, and counts once', async () => {
      scene.sights.set(77, shell);
      await left(aRunning({ ...at, ...words }), { inPeace: true });
      const next = scene.window(2);
      await next.pass(4);
      const others: Partial<Run>[] = [
        { place: { terminal: 78 } },
        { source: 'debug' },
        { startKnown: true },
        { endedAt: scene.time.now() + 5_000 },
      ];
      const typed = aRun({ ...at, ...glued, id: 'run-2', startKnown: false, startedAt: 5, endedAt: 6 });
      assert.equal(next.orphaned.recognize(typed).id, 'run-2', 'a line that the shell has told');
      for (const other of others) assert.equal(next.orphaned.recognize(end('run-2', other)).id, 'run-2');
      const run = next.orphaned.recognize(end('run-2'));
      assert.deepEqual([run.id, run.name, run.command, run.exitCode], ['run-1', words.name, words.command, 1]);
      assert.deepEqual([run.startedAt, run.startKnown], [aRunning().startedAt, true]);
      next.settled(run.id);
      scene.sights.set(77, { ...shell, isAtPrompt: true });
      await next.pass(60);
      assert.deepEqual(next.told, []);
      assert.equal(next.orphaned.recognize(end('run-3')).id, 'run-3', 'only once');
    });

    it('is that of a command of several lines too, with prompts between them on the screen', async () => {
      scene.sights.set(77, shell);
      await left(aRunning({ ...at, name: 'for …', command: 'for i in 1 2; do  sleep $i; done' }));
      const next = scene.window(2);
      await next.pass(4);
      const run = next.orphaned.recognize(end('run-2', { command: 'for i in 1 2> do> sleep $i> done' }));
      assert.deepEqual([run.id, run.command], ['run-1', 'for i in 1 2; do  sleep $i; done']);
    });

    it('corrects an earlier report if it begins with the same command, cut or not at the ends of rows', async () => {
      scene.sights.set(77, shell);
      await left(aRunning({ ...at, ...words }));
      const next = scene.window(2);
      await next.pass(2);
      scene.sights.set(77, { ...shell, isAtPrompt: true });
      await next.pass(30);
      assert.deepEqual(next.told, ['run-1 ended']);
      assert.equal(next.orphaned.recognize(end('run-2', { command: 'echo out' })).id, 'run-2');
      const run = next.orphaned.recognize(end('run-2', { command: 'sleep 22;echo out; falseout' }));
      assert.deepEqual([run.id, run.name, run.command, run.exitCode], ['run-1', words.name, words.command, 1]);
    });
  });

  it('keep their reported id only for a while', async () => {
    scene.sights.set(77, shell);
    const at = { source: 'terminal', place: { terminal: 77 } } as const;
    await left(aRunning(at));
    const next = scene.window(2);
    await next.pass(2);
    scene.sights.set(77, { ...shell, isAtPrompt: true });
    await next.pass(30);
    // Another run in that terminal, so that it is still watched.
    const window = scene.window(3);
    window.running = [aRunning({ ...at, id: 'other', command: 'ls' })];
    await window.look();
    next.running = [aRunning({ ...at, id: 'late', startKnown: false })];
    await next.look();
    const late = aRun({ ...at, id: 'late', command: 'make all', startKnown: true });
    assert.equal(next.orphaned.recognize(late).id, 'run-1');
    next.running = [];
    window.running = Array.from({ length: 100 }, (_, index) =>
      aRunning({ id: `notebook-${index}`, source: 'notebook' }),
    );
    for (const { id } of window.running) window.asked.add(id);
    await window.look();
    assert.equal(next.orphaned.recognize(late).id, 'run-1');
    window.die();
    await next.pass(30);
    assert.equal(next.told.length, 102);
    assert.equal(next.orphaned.recognize(late).id, 'late');
  });

  it('do not include the same line typed once more', async () => {
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
    assert.equal(next.orphaned.recognize(run).id, 'again');
  });

  it('are matched with a task that ended just as the extension host restarted', async () => {
    await left(aRunning({ pid: await deadPid() }), { asked: true });
    const next = scene.window(2);
    await next.look();
    const run = next.orphaned.recognize(
      aRun({ id: 'run-2', name: 'build', command: 'make all', startKnown: false, exitCode: 0, outcome: 'done' }),
    );
    assert.deepEqual([run.id, run.outcome, run.startKnown], ['run-1', 'done', true]);
    next.settled(run.id);
    await next.pass(30);
    assert.deepEqual(next.told, []);
  });

  it('cause no second mail if the window died after the first was written', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { asked: true });
    await end();
    const next = scene.window(2);
    next.mailed.add('run-1');
    await next.pass(30);
    assert.deepEqual(next.told, []);
    assert.equal(scene.files(), 0);
  });

  it('remember a mail that said they go on, through several windows and under a new id', async () => {
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

  it('are reported as lost if their end was promised', async () => {
    await left(aRunning({ source: 'notebook' }), { silent: true });
    const next = scene.window(2);
    await next.pass(30);
    assert.deepEqual(next.told, ['run-1 lost']);
  });

  it('are matched with an end only after a look at the journal', async () => {
    const { pid, end } = scene.process();
    await left(aRunning({ pid }), { asked: true });
    await end();
    const next = scene.window(2);
    const told = aRun({ id: 'run-2', name: 'build', command: 'make all', startKnown: false });
    assert.equal(next.orphaned.isEmpty, true);
    assert.equal(next.orphaned.recognize({ ...told, folder: '/src' }).id, 'run-2');
    await next.look();
    assert.equal(next.orphaned.isEmpty, false);
    assert.equal(next.orphaned.recognize({ ...told, folder: '/src' }).id, 'run-1');
    assert.equal(next.orphaned.recognize(aRun({ id: 'run-3' })).id, 'run-3');
  });

  it('remember that a mail request was withdrawn', async () => {
    const { pid } = scene.process();
    await left(aRunning({ pid }), { asked: true });
    const next = scene.window(2);
    await next.pass(2);
    next.asked.delete('run-1');
    next.orphaned.mark('run-1');
    next.die();
    const last = scene.window(3);
    await last.pass(2);
    assert.deepEqual([...last.asked], []);
    assert.equal(last.orphaned.running.length, 1);
  });
});

describe('the end of a run that its window knew, and did not come to mail', () => {
  let scene: JournalScene;

  beforeEach(() => {
    scene = new JournalScene();
  });
  afterEach(() => scene.stop());

  const requests = { asked: false, told: false };
  const anEnd = (change: Partial<Run> = {}): Run => aRun({ endedAt: scene.time.now(), ...change });

  for (const [what, running, change] of [
    ['a task with a process', aRunning({ pid: 999_999_999 }), {}],
    ['a debug session, which has none', aRunning({ source: 'debug' }), { source: 'debug' as const }],
    ['a notebook', aRunning({ source: 'notebook' }), { source: 'notebook' as const, details: ['cell 3 of 4'] }],
    ['a test run', aRunning({ source: 'test' }), { source: 'test' as const }],
  ] as const)
    it(`is mailed by the next window, with its exit code and once: ${what}`, async () => {
      const first = scene.window(1);
      first.running = [running];
      await first.look();
      const end = anEnd({ ...change, id: running.id, outcome: 'failed', exitCode: 3, output: 'a secret' });
      first.own.ended(end, requests);
      first.running = [];
      await first.look();
      first.die();
      const next = scene.window(2);
      await next.pass(10);
      assert.deepEqual(next.told, [`${running.id} failed !`]);
      const { output, ...rest } = end;
      assert.deepEqual({ ...next.emitted[0] }, rest, `${output ?? ''} is not kept`);
      await next.pass(60);
      assert.equal(next.emitted.length, 1);
      assert.equal(scene.files(), 0);
    });

  const told = [
    ['a task that ran in a process', aRunning({ pid: 999_999_999 }), {}],
    ['a typed command', aRunning({ source: 'terminal', place: { terminal: 999_999_999 } }), { source: 'terminal' }],
    ['a quick command, which was never listed', undefined, { source: 'terminal', place: { terminal: 999_999_999 } }],
    ['a debug session', aRunning({ source: 'debug' }), { source: 'debug' }],
    ['a notebook', aRunning({ source: 'notebook' }), { source: 'notebook' }],
    ['a test run', aRunning({ source: 'test' }), { source: 'test' }],
  ] as const;

  for (const [what, running, change] of told)
    for (const asked of [true, false])
      it(`is mailed though its source still waited for the rest: ${what}${asked ? ', asked for' : ''}`, async () => {
        const first = scene.window(1);
        first.running = running === undefined ? [] : [running];
        if (asked) first.asked.add('run-1');
        await first.look();
        const end = anEnd({ ...change, id: 'run-1', outcome: 'failed', exitCode: 3 });
        first.running = [];
        first.ending(end);
        await first.look();
        await first.own.check();
        first.die();
        const next = scene.window(2);
        await next.pass(60);
        assert.deepEqual(next.emitted, [end]);
        assert.equal(scene.files(), 0);
      });

  it('is replaced by what its source reports then', async () => {
    const first = scene.window(1);
    first.running = [aRunning({ pid: scene.process().pid })];
    await first.look();
    first.ending(anEnd({ outcome: 'done', exitCode: 0 }));
    const end = anEnd({ outcome: 'stopped', exitCode: undefined, details: ['^C'] });
    first.own.ended(end, requests);
    first.ending();
    first.die();
    const next = scene.window(2);
    await next.pass(10);
    assert.deepEqual(next.emitted, [end]);
  });

  it('leaves the journal with its mail, and does not come back', () => {
    const first = scene.window(1);
    first.ending(anEnd());
    first.settled('run-1');
    first.ending(anEnd());
    assert.equal(scene.files(), 0);
  });

  it('is forgotten where the run goes on: its process is watched again', async () => {
    const { pid, end } = scene.process();
    const first = scene.window(1);
    first.running = [aRunning({ pid })];
    await first.look();
    first.ending(anEnd());
    first.ending();
    await first.look();
    first.die();
    const next = scene.window(2);
    await next.pass(10);
    assert.deepEqual(next.told, []);
    await end();
    await next.pass(10);
    assert.deepEqual(next.told, ['run-1 ended']);
  });

  it('is forgotten where it was none of its source', () => {
    const first = scene.window(1);
    first.ending(anEnd({ source: 'terminal' }));
    assert.equal(scene.files(), 1);
    first.ending();
    assert.equal(scene.files(), 0);
  });

  it('stays though the run is listed, and what is asked for meanwhile is kept', async () => {
    const first = scene.window(1);
    first.running = [aRunning({ source: 'notebook' })];
    await first.look();
    const end = anEnd({ source: 'notebook' });
    first.ending(end);
    await first.look();
    first.asked.add('run-1');
    first.own.mark('run-1');
    first.die();
    const next = scene.window(2);
    const [found] = next.journal.others();
    assert.deepEqual([found?.entry.end, found?.entry.asked], [end, true]);
  });

  it('is not mailed again where its mail is in the outbox, nor while its window is there', async () => {
    const first = scene.window(1);
    first.own.ended(anEnd(), requests);
    const other = scene.window(2);
    await other.pass(60);
    assert.deepEqual(other.told, []);
    first.die();
    other.mailed.add('run-1');
    await other.pass(60);
    assert.deepEqual(other.told, []);
    assert.equal(scene.files(), 0);
  });

  it('keeps what was asked for, and what a mail promised', async () => {
    const first = scene.window(1);
    first.own.ended(anEnd(), { asked: true, told: false });
    first.own.ended(anEnd({ id: 'run-2' }), { asked: false, told: true });
    first.die({ inPeace: true });
    const next = scene.window(2);
    const wanted: string[] = [];
    const { ask, mailTheEnd } = next.requests;
    next.requests.ask = (id, isWanted) => {
      wanted.push(`${id} asked`);
      ask(id, isWanted);
    };
    next.requests.mailTheEnd = (id) => (wanted.push(`${id} promised`), mailTheEnd(id));
    await next.pass(10);
    assert.deepEqual(wanted.sort(), ['run-1 asked', 'run-2 promised']);
    assert.deepEqual(next.told.toSorted(), ['run-1 failed !', 'run-2 failed !']);
  });

  it('is not told as seen from outside beside that, though its process is gone', async () => {
    const { pid, end } = scene.process();
    const first = scene.window(1);
    first.running = [aRunning({ pid })];
    await first.look();
    await end();
    first.own.ended(anEnd({ outcome: 'done', exitCode: 0 }), requests);
    first.isConnected = false;
    await first.pass(30);
    assert.deepEqual(first.told, []);
    first.die();
    const next = scene.window(2);
    await next.pass(60);
    assert.deepEqual(next.told, ['run-1 done !']);
  });

  it('is dropped once it is a week old', async () => {
    const first = scene.window(1);
    first.own.ended(anEnd({ endedAt: scene.time.now() - 8 * 24 * 3_600_000 }), requests);
    first.die();
    const next = scene.window(2);
    await next.pass(10);
    assert.deepEqual(next.told, []);
    assert.equal(scene.files(), 0);
  });
});
