import assert from 'node:assert/strict';
import { aRunning, deadPid } from '../../support/heldRuns';
import { JournalScene, type JournalWindow } from '../../support/journalScene';

describe('OwnRuns: the runs of a window, in the journal', () => {
  let scene: JournalScene;
  let window: JournalWindow;

  beforeEach(() => {
    scene = new JournalScene();
    window = scene.window(1);
  });
  afterEach(() => scene.stop());

  it('keeps one with a process from its start until it has been dealt with', async () => {
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

  it('keeps one without a process while a mail is asked for, and remembers that', async () => {
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

  it('tells of one whose process is gone while nobody is connected, once, after a while', async () => {
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

  it('leaves it to an editor that is connected, even one that is late', async () => {
    const process = scene.process();
    window.running = [aRunning({ pid: process.pid })];
    await window.pass(2);
    await process.end();
    await window.pass(120);
    assert.deepEqual(window.told, []);
  });

  it('tells of one whose process was gone before it could be looked at', async () => {
    window.running = [aRunning({ pid: await deadPid() })];
    window.isConnected = false;
    await window.pass(20);
    assert.deepEqual(window.told, ['run-1 ended']);
  });

  it('takes another process with the same number for what it is', async () => {
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

  it('watches the shell of a terminal command: back at its prompt and idle, not between two commands of a loop', async () => {
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

  it('takes the end of the shell for the end of its command', async () => {
    scene.sights.set(77, { startedAt: 'first', isAtPrompt: false, work: '' });
    window.running = [aRunning({ source: 'terminal', place: { terminal: 77 } })];
    window.isConnected = false;
    await window.pass(20);
    scene.sights.delete(77);
    await window.pass(20);
    assert.deepEqual(window.told, ['run-1 ended']);
  });

  it('drops what its source no longer lists when the process is gone', async () => {
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

  it('tells nothing of what another window has been told of as well', async () => {
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

  it('tells who asked that the watch is lost where nothing can be seen and the editor is gone for ten minutes, once', async () => {
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
