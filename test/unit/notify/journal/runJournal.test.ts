import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../../src/model/log';
import { RunJournal } from '../../../../src/notify/journal/runJournal';
import { assertPrivate } from '../../../support/fileMode';
import { aJournalEntry, anOwner, aRunning } from '../../../support/heldRuns';
import { testProgram } from '../../../support/testProgram';

const day = 24 * 60 * 60 * 1000;

describe('RunJournal', () => {
  let root: string;
  const folder = (): string => path.join(root, 'going');
  const files = (): readonly string[] => readdirSync(folder());

  beforeEach(() => {
    root = path.join(mkdtempSync(path.join(os.tmpdir(), 'mail-when-done-runs-')), 'runs');
  });
  afterEach(() => rmSync(path.dirname(root), { recursive: true }));

  function journalOf(pid: number, change = {}): RunJournal {
    const journal = new RunJournal(root, anOwner(pid, change), silentLog);
    journal.prepare(Date.now());
    return journal;
  }

  it('keeps a run readable only by the user, with its command cut and nothing that it was not given', () => {
    const command = `deploy ${'x'.repeat(2_000)}`;
    const running = aRunning({ command, pid: 7, place: { terminal: 9 } });
    const entry = aJournalEntry({ running, asked: true, process: { pid: 7, startedAt: 's', isShell: false } });
    journalOf(1).put(entry);
    assert.equal(files().length, 1);
    const file = path.join(folder(), files()[0]!);
    assertPrivate(root, folder(), file);
    const cut = { ...entry, running: { ...running, command: command.slice(0, 1_000) } };
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), cut);
    assert.deepEqual(
      journalOf(2)
        .others()
        .map((found) => [found.entry, found.ownerPid]),
      [[cut, 1]],
    );
  });

  it('knows its own runs, by pid and start of its process', () => {
    const first = journalOf(1);
    first.put(aJournalEntry());
    assert.deepEqual(first.others(), []);
    const [found] = journalOf(2).others();
    assert.equal(found?.isOwner('start of 1'), true);
    assert.equal(found?.isOwner('start of another'), false);
    assert.equal(journalOf(2, { machine: 'box boot-2 ns-1' }).others()[0]?.isOwner('start of 1'), false);
  });

  it('finds the runs of an earlier life in the same process', () => {
    journalOf(1).put(aJournalEntry());
    const next = journalOf(1);
    const [found] = next.others();
    assert.equal(found?.isOwner('start of 1'), false);
    assert.equal(next.take(found), true);
    assert.deepEqual(next.others(), []);
    assert.equal(next.holds('run-1'), true);
  });

  it('hands a run over to one window', () => {
    const [first, second, third] = [journalOf(1), journalOf(2), journalOf(3)];
    first.put(aJournalEntry());
    const [found, same] = [second.others()[0]!, third.others()[0]!];
    assert.equal(second.take(found), true);
    assert.equal(third.take(same), false);
    assert.deepEqual([first.holds('run-1'), second.holds('run-1'), third.holds('run-1')], [false, true, false]);
    assert.equal(third.others()[0]?.isOwner('start of 2'), true);
    // The window that has lost it removes nothing.
    first.remove('run-1');
    assert.equal(second.holds('run-1'), true);
    second.remove('run-1');
    assert.deepEqual(files(), []);
  });

  it('leaves torn, foreign and later versions’ files alone', () => {
    const journal = journalOf(1);
    journal.put(aJournalEntry());
    const name = files()[0]!;
    const whole = readFileSync(path.join(folder(), name), 'utf8');
    const other = (text: string): void => writeFileSync(path.join(folder(), name.replace(/\.1\./, '.5.')), text);
    writeFileSync(path.join(folder(), 'notes.txt'), 'mine');
    mkdirSync(path.join(folder(), 'folder'));
    const bad = ['', '{', 'null', '[]', '{"running":null}', whole.slice(0, -20)];
    const changes: [string, string][] = [
      ['"source":"task"', '"source":"agent"'],
      ['"startKnown":true', '"startKnown":1'],
      ['"asked":false', '"asked":"no"'],
      ['"name":"build"', '"name":5'],
      ['"asked":false', '"asked":false,"process":{"pid":-1,"startedAt":"","isShell":false}'],
    ];
    for (const text of [...bad, ...changes.map(([from, to]) => whole.replace(from, to))]) {
      other(text);
      assert.deepEqual(journal.others(), [], text);
    }
    other(whole);
    assert.equal(journal.others().length, 1);
  });

  it('removes another computer’s runs after a week, but no run that still goes on here', () => {
    journalOf(1).put(aJournalEntry());
    journalOf(1, { machine: 'far' }).put(aJournalEntry({ running: aRunning({ id: 'far' }), machine: 'far' }));
    const old = (Date.now() - 8 * day) / 1000;
    for (const name of files()) utimesSync(path.join(folder(), name), old, old);
    journalOf(2);
    assert.deepEqual(
      journalOf(2)
        .others()
        .map(({ entry }) => entry.running.id),
      ['run-1'],
    );
  });

  it('gives each of 200 runs to exactly one of two racing processes', async () => {
    const journal = journalOf(1);
    const ids = Array.from({ length: 200 }, (_, number) => `run-${number}`);
    for (const id of ids) journal.put(aJournalEntry({ running: aRunning({ id }) }));
    const racer = await testProgram('test/support/journalRacer.ts', path.dirname(root));
    const race = (pid: number) => {
      const child = fork(racer, [root, String(pid)]);
      const ready = new Promise<number>((resolve) => child.once('message', (found: number) => resolve(found)));
      const result = async (): Promise<readonly string[]> => {
        const answer = new Promise<string[]>((resolve) => child.once('message', (taken: string[]) => resolve(taken)));
        child.send('go');
        return answer;
      };
      return { child, ready, result };
    };
    const racers = [race(2), race(3)];
    try {
      // Each tries all of them, even those that the other has taken.
      assert.deepEqual(await Promise.all(racers.map(({ ready }) => ready)), [200, 200]);
      const taken = await Promise.all(racers.map(({ result }) => result()));
      assert.deepEqual(taken.flat().sort(), [...ids].sort());
    } finally {
      for (const { child } of racers) child.kill();
    }
  });
});
