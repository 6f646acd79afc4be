import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { aRun } from '../../../support/builders';
import { BrokenDisks, diskCodes } from '../../../support/brokenDisks';
import { aRunning, deadPid } from '../../../support/heldRuns';
import { JournalScene, type JournalWindow } from '../../../support/journalScene';

describe('OwnRuns: the runs of a window', () => {
  let scene: JournalScene;
  let window: JournalWindow;

  beforeEach(() => {
    scene = new JournalScene();
    window = scene.window(1);
  });
  afterEach(() => scene.stop());

  it('stay from their start until they have been dealt with, if they have a process', async () => {
    window.running = [aRunning()];
    await window.look();
    assert.equal(scene.files(), 0, 'nothing could be told of one without a process');
    window.running = [aRunning({ pid: scene.process().pid })];
    await window.look();
    assert.equal(scene.files(), 1);
    window.running = [];
    await window.look();
    assert.equal(scene.files(), 1, 'its mail is still to be written');
    window.settled('run-1');
    assert.equal(scene.files(), 0);
    await window.look();
    assert.equal(scene.files(), 0);
  });

  it('do not include a task’s command line as a typed one once the terminal is known to be the task’s', async () => {
    const { pid } = scene.process();
    const typed = aRunning({ id: 'typed', source: 'terminal', place: { terminal: pid } });
    window.running = [typed];
    await window.look();
    assert.equal(scene.files(), 1);
    // Only the task is listed from now on, since its process is known.
    window.running = [aRunning({ pid, place: { terminal: pid } })];
    await window.look();
    const names = scene
      .window(2)
      .journal.others()
      .map(({ entry }) => entry.running.id);
    assert.deepEqual(names, ['run-1']);
    assert.deepEqual(window.told, []);
  });

  it('leave such a line to the task though its source still lists it, with the mail that was asked for', async () => {
    const { pid } = scene.process();
    const typed = aRunning({ id: 'typed', source: 'terminal', place: { terminal: pid } });
    const other = aRunning({ id: 'other', source: 'terminal', place: { terminal: scene.process().pid } });
    window.running = [typed, other];
    window.asked.add('typed');
    await window.look();
    window.ending(aRun({ id: 'quick', source: 'terminal', place: { terminal: pid } }));
    window.running = [typed, other, aRunning({ pid, place: { terminal: pid } })];
    await window.look();
    const found = scene.window(2).journal.others();
    assert.deepEqual(found.map(({ entry }) => [entry.running.id, entry.asked]).sort(), [
      ['other', false],
      ['run-1', true],
    ]);
  });

  it('without a process stay while a mail is requested, and keep the request', async () => {
    const asked = () =>
      scene
        .window(2)
        .journal.others()
        .map(({ entry }) => entry.asked);
    window.running = [aRunning({ source: 'notebook' })];
    window.asked.add('run-1');
    await window.look();
    assert.deepEqual(asked(), [true]);
    window.asked.delete('run-1');
    window.own.mark('run-1');
    assert.deepEqual(asked(), [false]);
    window.asked.add('run-1');
    window.own.mark('run-1');
    assert.deepEqual(asked(), [true]);
  });

  for (const code of diskCodes)
    it(`are reported although the journal could never be written (${code})`, async () => {
      const disks = new BrokenDisks();
      try {
        disks.refuse(code, ['put', 'prepare']);
        const process = scene.process();
        window.running = [aRunning({ pid: process.pid })];
        window.isConnected = false;
        await window.pass(4);
        await process.end();
        await window.pass(30);
        assert.deepEqual([window.told, window.warnings.length], [['run-1 ended'], 1]);
      } finally {
        disks.heal();
      }
    });

  it('are in the journal again after its folder was removed', async () => {
    window.running = [aRunning({ pid: scene.process().pid }), aRunning({ id: 'run-2', pid: scene.process().pid })];
    await window.pass(2);
    for (const gone of [scene.root, `${scene.root}/going`]) {
      rmSync(gone, { recursive: true });
      await window.pass(2);
      assert.equal(scene.files(), 2);
      assert.deepEqual([window.journal.holds('run-1'), window.journal.holds('run-2')], [true, true]);
    }
    assert.deepEqual(window.warnings, []);
  });

  for (const wish of ['asked', 'told'] as const)
    it(`are reported as soon as others although a mail is ${wish} about them meanwhile`, async () => {
      const process = scene.process();
      window.running = [aRunning({ pid: process.pid })];
      window.isConnected = false;
      await window.pass(2);
      await process.end();
      await window.own.check();
      await scene.time.pass(11_900);
      if (wish === 'told') window.silent.add('run-1');
      else window.asked.add('run-1');
      window.own.mark('run-1');
      await scene.time.pass(200);
      await window.own.check();
      assert.deepEqual(window.told, ['run-1 ended']);
    });

  it('are reported after a while, once, if their process ends while nobody is connected', async () => {
    const process = scene.process();
    window.running = [aRunning({ pid: process.pid })];
    window.isConnected = false;
    await window.pass(30);
    assert.deepEqual(window.told, []);
    await process.end();
    await window.pass(10);
    assert.deepEqual(window.told, []);
    const before = scene.time.now();
    await window.pass(10);
    assert.deepEqual(window.told, ['run-1 ended']);
    assert.ok((window.emitted[0]?.endedAt ?? 0) < before - 8_000, 'it ended when its process was gone');
    await window.pass(60);
    assert.deepEqual(window.told, ['run-1 ended']);
    assert.equal(scene.files(), 0);
  });

  it('are left to an editor that is connected, even if it is late', async () => {
    const process = scene.process();
    window.running = [aRunning({ pid: process.pid })];
    await window.pass(2);
    await process.end();
    await window.pass(120);
    assert.deepEqual(window.told, []);
  });

  it('are reported if their process was gone before the first look', async () => {
    window.running = [aRunning({ pid: await deadPid() })];
    window.isConnected = false;
    await window.pass(20);
    assert.deepEqual(window.told, ['run-1 ended']);
  });

  it('are not confused with another process with the same pid', async () => {
    const sight = { isAtPrompt: false, work: '' };
    scene.sights.set(77, { ...sight, startedAt: 'first' });
    window.running = [aRunning({ pid: 77 })];
    window.isConnected = false;
    await window.pass(20);
    assert.deepEqual(window.told, []);
    scene.sights.set(77, { ...sight, startedAt: 'second' });
    await window.pass(20);
    assert.deepEqual(window.told, ['run-1 ended']);
  });

  it('from a terminal end when the shell is back at its prompt and idle, not between two commands of a loop', async () => {
    const shell = (isAtPrompt: boolean, work: string) => scene.sights.set(77, { startedAt: 'first', isAtPrompt, work });
    window.running = [aRunning({ source: 'terminal', place: { terminal: 77 } })];
    window.isConnected = false;
    for (let round = 0; round < 20; round++) {
      shell(round % 3 !== 0, '1');
      await window.pass(0);
    }
    for (let round = 0; round < 20; round++) {
      shell(true, String(round));
      await window.pass(0);
    }
    assert.deepEqual(window.told, []);
    await window.pass(20);
    assert.deepEqual(window.told, ['run-1 ended']);
  });

  it('from a terminal end with their shell', async () => {
    scene.sights.set(77, { startedAt: 'first', isAtPrompt: false, work: '' });
    window.running = [aRunning({ source: 'terminal', place: { terminal: 77 } })];
    window.isConnected = false;
    await window.pass(20);
    scene.sights.delete(77);
    await window.pass(20);
    assert.deepEqual(window.told, ['run-1 ended']);
  });

  it('are dropped if their source no longer lists them and the process is gone', async () => {
    const process = scene.process();
    window.running = [aRunning({ pid: process.pid })];
    await window.pass(2);
    window.running = [];
    await window.pass(30);
    assert.equal(scene.files(), 1);
    await process.end();
    await window.pass(30);
    assert.equal(scene.files(), 0);
    assert.deepEqual(window.told, []);
  });

  it('are not reported if another window watches them too', async () => {
    const { pid, end } = scene.process();
    window.running = [aRunning({ pid })];
    window.isConnected = false;
    await window.pass(2);
    const other = scene.window(2);
    other.running = [aRunning({ id: 'run-2', pid })];
    await other.look();
    assert.equal(other.journal.holds('run-2'), true);
    await end();
    await window.pass(30);
    assert.deepEqual(window.told, []);
    other.isConnected = false;
    await other.pass(30);
    assert.deepEqual(other.told, ['run-2 ended']);
  });

  it('are reported as lost, once, if a mail was requested, nothing can be seen and the editor is gone for ten minutes', async () => {
    window.running = [aRunning({ source: 'notebook' }), aRunning({ id: 'run-2', source: 'debug' })];
    window.asked.add('run-1');
    window.isConnected = false;
    await window.pass(9 * 60);
    window.isConnected = true;
    await window.pass(60);
    window.isConnected = false;
    await window.pass(9 * 60);
    assert.deepEqual(window.told, []);
    await window.pass(3 * 60);
    assert.deepEqual(window.told, ['run-1 lost']);
    await window.pass(20 * 60);
    assert.deepEqual(window.told, ['run-1 lost']);
  });
});
