import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { RunFiles } from '../../../src/outbox/runFiles';

describe('RunFiles', function () {
  this.timeout(60_000);
  let home: string;
  let folder: string;
  let script: string;
  let children: ChildProcess[];

  before(() => {
    home = mkdtempSync(path.join(tmpdir(), 'run-files-'));
    script = path.join(home, 'process.cjs');
    const entryPoints = [path.resolve(__dirname, '../../support/linesProcess.ts')];
    buildSync({ entryPoints, outfile: script, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
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
  const found = () => [...new Set(new RunFiles(folder).read().lines)].sort();

  it('loses no line while two processes write and two rewrite all files at the same time', async () => {
    const rewriting = [begin(), begin()];
    const rewritten = (): number => Number(readdirSync(folder).at(-1)?.split('.')[1]);
    const names: string[] = [];
    // How often they are rewritten meanwhile is for the disk to say: there is writing until it was often enough.
    while (!(rewritten() > 50)) {
      const pair = [`one${names.length}`, `two${names.length}`];
      names.push(...pair);
      assert.deepEqual(await Promise.all(pair.map((name) => begin(name, '2000').ended)), [0, 0]);
    }
    // Killed at whatever they are doing.
    for (const { child } of rewriting) child.kill('SIGKILL');
    await Promise.all(rewriting.map(({ ended }) => ended));
    assert.deepEqual(found(), written(...names));
  });

  it('goes on where a process was killed as it rewrote the files', () => {
    const files = new RunFiles(folder);
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

  it('gives each line once, and counts what the files hold', () => {
    const [one, other] = [new RunFiles(folder), new RunFiles(folder)];
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
