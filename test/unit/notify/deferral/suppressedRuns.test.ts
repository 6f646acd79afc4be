import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { peopleOf } from '../../../src/model/heldBackRun';
import { silentLog } from '../../../src/model/log';
import { HeldBack } from '../../../src/outbox/heldBack';
import { nameMarks } from '../../../src/outbox/nameMarks';
import { aRun, anAccount } from '../../support/builders';

const people = peopleOf(anAccount());

describe('HeldBack', () => {
  let home: string;
  let folder: string;

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'held-back-'));
    folder = path.join(home, 'heldBack');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const aWindow = () => new HeldBack(folder, silentLog);
  const names = (window: HeldBack) => window.runs.map(({ name, why }) => `${name} ${why}`);
  const onDisk = () => readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  let ended = 0;
  const add = (window: HeldBack, name: string) =>
    window.add(aRun({ id: `run-${ended}`, name, endedAt: ended++ }), 'muted', people);

  it('is the same in all windows and after a reload, for nobody else to read', () => {
    const [one, other] = [aWindow(), aWindow()];
    add(one, 'a');
    add(other, 'b');
    one.add(aRun({ id: 'c', name: 'c', endedAt: 9_000 }), 'cap', people);
    assert.deepEqual(names(other), ['a muted', 'b muted', 'c cap']);
    other.tell(other.runs.filter(({ name }) => name !== 'c'));
    assert.deepEqual(names(one), ['c cap']);
    assert.deepEqual(names(aWindow()), ['c cap']);
    assert.equal(aWindow().runs[0]?.people, people);
    for (const name of readdirSync(folder)) assert.equal(statSync(path.join(folder, name)).mode & 0o777, 0o600);
  });

  it('keeps the last 50, and its files small', () => {
    const window = aWindow();
    for (let run = 0; run < 900; run++) {
      add(window, String(run));
      if (run % 10 === 0) assert.ok(window.runs.length <= 50);
    }
    assert.deepEqual([names(aWindow())[0], names(aWindow()).at(-1)], ['850 muted', '899 muted']);
    assert.ok(onDisk().join('').split('\n').length < 1_000);
  });

  it('forgets them when it is told so, on the disk and in other windows too', () => {
    const [one, other] = [aWindow(), aWindow()];
    add(one, 'curl -u me:s3cret');
    assert.equal(other.runs.length, 1);
    one.clear();
    assert.doesNotMatch(onDisk().join(''), /s3cret/);
    assert.deepEqual([one.runs, other.runs, aWindow().runs], [[], [], []]);
    add(other, 'later');
    assert.deepEqual(names(one), ['later muted']);
  });

  it('takes over what an earlier version kept, whatever that is', () => {
    const window = aWindow();
    for (const odd of [undefined, 'x', {}, [1, null, { id: 'x' }]]) window.adopt(odd);
    assert.deepEqual(window.runs, []);
    window.adopt([{ id: 'a', name: 'a', outcome: 'failed', endedAt: 5, why: 'cap' }]);
    assert.deepEqual(names(aWindow()), ['a cap']);
  });

  it('passes over lines that are torn, and goes on where the disk takes nothing', () => {
    const window = aWindow();
    add(window, 'a');
    appendFileSync(path.join(folder, readdirSync(folder)[0]!), '{"id":\n{"told":[3]}\nnull\n');
    add(window, 'b');
    assert.deepEqual(names(aWindow()), ['a muted', 'b muted']);
    rmSync(folder, { recursive: true });
    chmodSync(home, 0o500);
    add(window, 'c');
    assert.ok(names(window).includes('c muted'));
    chmodSync(home, 0o700);
    add(window, 'd');
    assert.ok(names(aWindow()).includes('d muted'));
  });
});

describe('marks for names', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'name-marks-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are the same in all windows and others on each computer, and their key is for nobody else to read', () => {
    const mark = nameMarks(path.join(folder, 'a'), silentLog);
    assert.match(mark('make'), /^[\da-f]{16}$/);
    assert.equal(nameMarks(path.join(folder, 'a'), silentLog)('make'), mark('make'));
    assert.notEqual(mark('make all'), mark('make'));
    assert.notEqual(nameMarks(path.join(folder, 'b'), silentLog)('make'), mark('make'));
    assert.equal(statSync(path.join(folder, 'a', 'names.key')).mode & 0o777, 0o600);
  });

  it('go on where the key was torn, and where there is no disk', () => {
    const mark = nameMarks(folder, silentLog);
    const file = path.join(folder, 'names.key');
    rmSync(file);
    appendFileSync(file, 'ab');
    const next = nameMarks(folder, silentLog);
    assert.notEqual(next('make'), mark('make'));
    assert.equal(nameMarks(folder, silentLog)('make'), next('make'));
    assert.match(nameMarks(path.join(file, 'below'), silentLog)('make'), /^[\da-f]{16}$/);
  });
});
