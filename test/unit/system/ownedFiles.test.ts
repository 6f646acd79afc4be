import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OwnedFiles } from '../../../src/system/ownedFiles';
import { BrokenDisks, diskCodes } from '../../support/brokenDisks';

interface Thing {
  readonly id: string;
  readonly state: number;
}

describe('the files of a window', () => {
  let root: string;
  let warnings: string[];
  const disks = new BrokenDisks();

  beforeEach(() => {
    root = path.join(mkdtempSync(path.join(tmpdir(), 'owned-files-')), 'root');
    warnings = [];
  });
  afterEach(() => {
    disks.heal();
    rmSync(path.dirname(root), { recursive: true, force: true });
  });

  function window(pid: number): OwnedFiles<Thing> {
    const write = (): void => undefined;
    const warn = (line: string): void => void warnings.push(line);
    const files = new OwnedFiles<Thing>({
      root,
      folder: 'things',
      owner: { pid, startedAt: `start of ${pid}`, machine: 'box' },
      read: (text) => (text.startsWith('{') ? (JSON.parse(text) as Thing) : undefined),
      idOf: ({ id }) => id,
      isKept: () => false,
      log: { debug: write, info: write, warn, error: warn },
    });
    files.prepare(Date.now());
    return files;
  }
  const seen = (files: OwnedFiles<Thing>) =>
    files
      .others()
      .map(({ entry }) => `${entry.id} ${entry.state}`)
      .sort();
  const folder = () => path.join(root, 'things');

  for (const code of diskCodes) {
    it(`are written as soon as a disk takes them that refused with ${code}, which is told once`, () => {
      const [one, other] = [window(1), window(2)];
      disks.refuse(code, ['put']);
      for (const state of [1, 2]) one.put({ id: 'a', state });
      one.put({ id: 'b', state: 1 });
      for (let look = 0; look < 5; look++) assert.deepEqual(seen(one), []);
      assert.deepEqual([one.holds('a'), one.holds('b'), one.holds('c'), seen(other)], [true, true, false, []]);
      assert.equal(warnings.length, 1, warnings.join());
      assert.match(warnings[0] ?? '', new RegExp(code));
      disks.heal();
      assert.deepEqual(seen(one), []);
      assert.deepEqual(seen(other), ['a 2', 'b 1']);
      disks.refuse(code, ['put']);
      one.put({ id: 'a', state: 3 });
      assert.deepEqual([warnings.length, seen(other)], [2, ['a 2', 'b 1']]);
      disks.heal();
      one.others();
      assert.deepEqual(seen(other), ['a 3', 'b 1']);
    });

    it(`are removed later if that meets ${code}, and are not taken for those of an earlier window until then`, () => {
      const [one, other] = [window(1), window(2)];
      for (const id of ['a', 'b']) one.put({ id, state: 1 });
      disks.refuse(code, ['remove']);
      one.remove('a');
      one.remove('b');
      assert.deepEqual([seen(one), one.holds('a'), seen(other).length], [[], false, 2]);
      // Begun anew under the same id.
      one.put({ id: 'b', state: 2 });
      disks.heal();
      one.others();
      assert.deepEqual([seen(other), one.holds('b')], [['b 2'], true]);
    });

    it(`are taken over later if that meets ${code}`, () => {
      const [one, other] = [window(1), window(2)];
      one.put({ id: 'a', state: 1 });
      const [found] = other.others();
      assert.ok(found);
      disks.refuse(code, ['move']);
      assert.deepEqual([other.take(found), other.holds('a'), one.holds('a')], [false, false, true]);
      disks.heal();
      assert.deepEqual([other.take(found), other.holds('a'), one.holds('a')], [true, true, false]);
    });

    it(`are found although one of them cannot be read (${code}), which is found and removed when it is due`, () => {
      const [one, other] = [window(1), window(2)];
      for (const id of ['a', 'b', 'c']) one.put({ id, state: 1 });
      const [bad = ''] = readdirSync(folder());
      const { id } = JSON.parse(readFileSync(path.join(folder(), bad), 'utf8')) as Thing;
      disks.refuse(code, ['read'], (place) => (place as { name: string }).name === bad);
      const rest = ['a 1', 'b 1', 'c 1'].filter((text) => !text.startsWith(id));
      for (let look = 0; look < 3; look++) assert.deepEqual(seen(other), rest);
      const old = Date.now() / 1000 - 8 * 86_400;
      utimesSync(path.join(folder(), bad), old, old);
      window(3);
      assert.ok(existsSync(path.join(folder(), bad)), 'nobody knows what is in it');
      disks.heal();
      assert.deepEqual(seen(other), ['a 1', 'b 1', 'c 1']);
    });

    it(`are looked for again if the folder cannot be read or made (${code})`, () => {
      disks.refuse(code, ['prepare', 'namesNow']);
      const [one, other] = [window(1), window(2)];
      one.put({ id: 'a', state: 1 });
      assert.deepEqual([seen(one), seen(other), one.holds('a')], [[], [], true]);
      disks.heal();
      assert.deepEqual([seen(one), seen(other)], [[], ['a 1']]);
    });
  }

  for (const [what, gone] of [
    ['the whole root', () => root],
    ['the folder', () => path.join(root, 'things')],
    ['the folder of files being written', () => path.join(root, 'tmp')],
  ] as const)
    for (const [act, work] of [
      ['written', (files: OwnedFiles<Thing>) => files.put({ id: 'b', state: 2 })],
      ['looked for', (files: OwnedFiles<Thing>) => void files.others()],
      ['asked for', (files: OwnedFiles<Thing>) => void files.holds('a')],
    ] as const)
      it(`are there again after ${what} was removed, when one is ${act}`, () => {
        const [one, other] = [window(1), window(2)];
        for (const id of ['a', 'b']) one.put({ id, state: 1 });
        rmSync(gone(), { recursive: true });
        work(one);
        assert.deepEqual([one.holds('a'), one.holds('b')], [true, true]);
        assert.deepEqual(seen(other), ['a 1', act === 'written' ? 'b 2' : 'b 1']);
        assert.equal(statSync(folder()).mode & 0o77, process.platform === 'win32' ? statSync(folder()).mode & 0o77 : 0);
        assert.deepEqual(warnings, []);
      });

  it('do not come back if another window took them over before they could be written', () => {
    const [one, other] = [window(1), window(2)];
    one.put({ id: 'a', state: 1 });
    disks.refuse('ENOSPC', ['put']);
    one.put({ id: 'a', state: 2 });
    const [found] = other.others();
    assert.equal(found && other.take(found), true);
    disks.heal();
    assert.deepEqual([seen(one), one.holds('a'), other.holds('a')], [['a 1'], false, true]);
    other.remove('a');
    one.others();
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('are removed after a week if they cannot be parsed', () => {
    window(1).put({ id: 'a', state: 1 });
    const [name = ''] = readdirSync(folder());
    const file = path.join(folder(), name);
    writeFileSync(file, 'torn');
    const old = Date.now() / 1000 - 8 * 86_400;
    utimesSync(file, old, old);
    window(2);
    assert.deepEqual(readdirSync(folder()), []);
  });
});
