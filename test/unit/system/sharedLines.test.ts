import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { SharedLines } from '../../../src/system/sharedLines';
import { testProgram } from '../../support/testProgram';
import { needsSharedAppends } from '../../support/wine';

describe('SharedLines', () => {
  let home: string;
  let folder: string;
  let script: string;
  let children: ChildProcess[];

  before(async () => {
    home = mkdtempSync(path.join(tmpdir(), 'run-files-'));
    script = await testProgram('test/support/linesProcess.ts', home);
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  beforeEach(() => {
    folder = mkdtempSync(path.join(home, 'files-'));
    children = [];
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  function begin(...args: string[]): { child: ChildProcess; ended: Promise<number | null> } {
    const child = spawn(process.execPath, [script, folder, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    children.push(child);
    return { child, ended: new Promise((resolve) => child.on('close', resolve)) };
  }

  const written = (...names: string[]) =>
    names.flatMap((name) => Array.from({ length: 2_000 }, (_, serial) => `${name}-${serial}`)).sort();
  const found = () => [...new Set(new SharedLines(folder).read().lines)].sort();

  it('loses no line while two processes append and two compact at the same time', async function () {
    needsSharedAppends(this);
    const rewriting = [begin(), begin()];
    const rewritten = (): number => Number(readdirSync(folder).at(-1)?.split('.')[1]);
    const names: string[] = [];
    // The number of compactions depends on the disk: lines are appended until there were enough.
    while (!(rewritten() > 50)) {
      const pair = [`one${names.length}`, `two${names.length}`];
      names.push(...pair);
      assert.deepEqual(await Promise.all(pair.map((name) => begin(name, '2000').ended)), [0, 0]);
    }
    // Killed at an arbitrary moment.
    for (const { child } of rewriting) child.kill('SIGKILL');
    await Promise.all(rewriting.map(({ ended }) => ended));
    assert.deepEqual(found(), written(...names));
  });

  it('goes on after a process was killed while it compacted', () => {
    const files = new SharedLines(folder);
    files.append(['a', 'b']);
    assert.throws(() =>
      files.compact(() => {
        throw new Error('killed');
      }),
    );
    files.append(['c']);
    assert.deepEqual(found(), ['a', 'b', 'c']);
    assert.equal(readdirSync(folder).length, 2);
    assert.equal(
      files.compact(() => ['b', 'c']),
      true,
    );
    assert.deepEqual(found(), ['b', 'c']);
    assert.equal(readdirSync(folder).length, 1);
  });

  it('compacts in turns, and lines that are added meanwhile are not lost', async () => {
    const [one, other] = [new SharedLines(folder), new SharedLines(folder)];
    const old = Array.from({ length: 1_000 }, (_, number) => `old-${number}`);
    one.append(old);
    let isOver = false;
    const compacting = one.compactInTurns(() => old).finally(() => (isOver = true));
    const added: string[] = [];
    while (!isOver) {
      const line = `new-${added.length}`;
      (added.length % 2 === 0 ? one : other).append([line]);
      added.push(line);
      await setImmediate();
    }
    assert.equal(await compacting, true);
    assert.ok(added.length >= 10, `${added.length} turns`);
    assert.deepEqual(found(), [...old, ...added].sort());
    assert.equal(readdirSync(folder).length, 1);
  });

  it('leaves a compaction in turns to a process that has overtaken it', async () => {
    const [one, other] = [new SharedLines(folder), new SharedLines(folder)];
    const old = Array.from({ length: 200 }, (_, number) => `old-${number}`);
    one.append(old);
    const compacting = one.compactInTurns(() => old);
    assert.equal(
      other.compact(() => [...new Set(other.read().lines)]),
      true,
    );
    assert.equal(await compacting, false);
    assert.deepEqual(found(), [...old].sort());
  });

  it('reads from its beginning a file that was removed and begun anew', () => {
    const [one, other] = [new SharedLines(folder), new SharedLines(folder)];
    one.append(['a long line', 'another one']);
    assert.equal(other.read().count, 2);
    rmSync(folder, { recursive: true });
    one.append(['b']);
    assert.deepEqual(other.read(), { lines: ['b'], count: 1 });
  });

  it('gives each line once, and counts the lines of the files', () => {
    const [one, other] = [new SharedLines(folder), new SharedLines(folder)];
    assert.deepEqual(other.read(), { lines: [], count: 0 });
    one.append(['a', 'ä']);
    assert.deepEqual(other.read(), { lines: ['a', 'ä'], count: 2 });
    one.append(['c']);
    assert.deepEqual(other.read(), { lines: ['c'], count: 3 });
    assert.deepEqual(other.read(), { lines: [], count: 3 });
    one.compact(() => ['c']);
    assert.deepEqual(other.read(), { lines: ['c'], count: 1 });
  });
});
