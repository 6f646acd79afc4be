import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { peopleOf } from '../../../../src/model/letter/suppressedRun';
import { silentLog } from '../../../../src/model/log';
import { SuppressedRuns } from '../../../../src/notify/deferral/suppressedRuns';
import { nameMarks } from '../../../../src/notify/history/nameMarks';
import { SharedLines } from '../../../../src/system/sharedLines';
import { aRun, anAccount } from '../../../support/builders';
import { assertPrivate } from '../../../support/fileMode';

const people = peopleOf(anAccount());

describe('SuppressedRuns', () => {
  let home: string;
  let folder: string;

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'suppressed-'));
    folder = path.join(home, 'suppressed');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const aWindow = () => new SuppressedRuns(folder, silentLog);
  const names = (window: SuppressedRuns) => window.runs.map(({ name, why }) => `${name} ${why}`);
  const onDisk = () => readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  let ended = 0;
  const add = (window: SuppressedRuns, name: string) =>
    window.add(aRun({ id: `run-${ended}`, name, endedAt: ended++ }), 'muted', people);

  it('are the same in all windows and after a reload, and readable by nobody else', () => {
    const [one, other] = [aWindow(), aWindow()];
    add(one, 'a');
    add(other, 'b');
    one.add(aRun({ id: 'c', name: 'c', endedAt: 9_000 }), 'cap', people);
    assert.deepEqual(names(other), ['a muted', 'b muted', 'c cap']);
    other.mailed(other.runs.filter(({ name }) => name !== 'c'));
    assert.deepEqual(names(one), ['c cap']);
    assert.deepEqual(names(aWindow()), ['c cap']);
    assert.equal(aWindow().runs[0]?.people, people);
    assertPrivate(folder, ...readdirSync(folder).map((name) => path.join(folder, name)));
  });

  it('keep the last 50, and their files small', () => {
    const window = aWindow();
    for (let run = 0; run < 900; run++) {
      add(window, String(run));
      if (run % 10 === 0) assert.ok(window.runs.length <= 50);
    }
    assert.deepEqual([names(aWindow())[0], names(aWindow()).at(-1)], ['850 muted', '899 muted']);
    assert.ok(onDisk().join('').split('\n').length < 1_000);
  });

  it('are forgotten on request, on disk and in other windows too', () => {
    const [one, other] = [aWindow(), aWindow()];
    add(one, 'curl -u me:s3cret');
    assert.equal(other.runs.length, 1);
    one.clear();
    assert.doesNotMatch(onDisk().join(''), /s3cret/);
    assert.deepEqual([one.runs, other.runs, aWindow().runs], [[], [], []]);
    add(other, 'later');
    assert.deepEqual(names(one), ['later muted']);
  });

  const refusal = (code: string) => (): boolean => {
    throw Object.assign(new Error(code), { code });
  };
  for (const [what, refuse] of [
    ['another process compacts their files just then', () => false],
    ['the disk is full just then', refusal('ENOSPC')],
    ['too many files are open just then', refusal('EMFILE')],
  ] as const)
    for (const [when, later] of [
      ['the next look', (window: SuppressedRuns): unknown => window.runs],
      ['the next run', (window: SuppressedRuns): void => add(window, 'later')],
    ] as const)
      it(`are forgotten on disk with ${when} if ${what}`, () => {
        const window = aWindow();
        add(window, 'curl -u me:s3cret');
        const whole = Object.getOwnPropertyDescriptor(SharedLines.prototype, 'compact') ?? {};
        SharedLines.prototype.compact = refuse;
        try {
          window.clear();
          assert.deepEqual(names(window), []);
          assert.match(onDisk().join(''), /s3cret/);
        } finally {
          Object.defineProperty(SharedLines.prototype, 'compact', whole);
        }
        later(window);
        assert.doesNotMatch(onDisk().join(''), /s3cret/);
        assert.deepEqual(names(aWindow()), when === 'the next run' ? ['later muted'] : []);
      });

  it('include a muted run, unless its account cannot send, and no other', () => {
    const window = aWindow();
    const account = anAccount();
    const muted = { mail: false, why: 'muted' } as const;
    window.decided({ kept: aRun({ id: 'a', name: 'a' }), decision: muted, account });
    window.decided({ kept: aRun({ id: 'b', name: 'b' }), decision: muted, account: undefined });
    window.decided({ kept: aRun({ id: 'c', name: 'c' }), decision: { mail: false, why: 'noRule' }, account });
    window.decided({ kept: aRun({ id: 'd', name: 'd' }), decision: { mail: true, why: 'rule' }, account });
    assert.deepEqual(names(window), ['a muted']);
    assert.equal(window.runs[0]?.people, peopleOf(account));
  });

  it('skip torn lines, and work even if the disk takes nothing', () => {
    const window = aWindow();
    add(window, 'a');
    appendFileSync(path.join(folder, readdirSync(folder)[0]!), '{"id":\n{"mailed":[3]}\nnull\n');
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

  it('are the same in all windows but differ between computers, and nobody else can read their key', () => {
    const mark = nameMarks(path.join(folder, 'a'), silentLog);
    assert.match(mark('make'), /^[\da-f]{16}$/);
    assert.equal(nameMarks(path.join(folder, 'a'), silentLog)('make'), mark('make'));
    assert.notEqual(mark('make all'), mark('make'));
    assert.notEqual(nameMarks(path.join(folder, 'b'), silentLog)('make'), mark('make'));
    assertPrivate(path.join(folder, 'a', 'names.key'));
  });

  it('work with a torn key, and without a disk', () => {
    const mark = nameMarks(folder, silentLog);
    const file = path.join(folder, 'names.key');
    rmSync(file);
    appendFileSync(file, 'ab');
    const next = nameMarks(folder, silentLog);
    assert.notEqual(next('make'), mark('make'));
    assert.equal(nameMarks(folder, silentLog)('make'), next('make'));
    assert.match(nameMarks(path.join(file, 'below'), silentLog)('make'), /^[\da-f]{16}$/);
  });

  it('keep their key as soon as the disk takes it, and tell once that it did not', () => {
    writeFileSync(path.join(folder, 'blocked'), 'a file in the place of the folder');
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (line: string) => void warnings.push(line) };
    const mark = nameMarks(path.join(folder, 'blocked', 'below'), log);
    const before = mark('make');
    assert.match(before, /^[\da-f]{16}$/);
    assert.deepEqual([mark('make'), warnings.length], [before, 1]);
    rmSync(path.join(folder, 'blocked'));
    assert.equal(mark('make'), before);
    assert.equal(nameMarks(path.join(folder, 'blocked', 'below'), log)('make'), before, 'after a reload');
    assert.equal(warnings.length, 1);
  });
});
