import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programPath } from '../../../src/system/programPath';

describe('programPath', function () {
  let folder: string;
  const cwd = process.cwd();
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'mail-when-done-program-'));
    for (const name of ['opened', 'tools', 'none']) mkdirSync(path.join(folder, name));
    for (const name of ['opened/git', 'opened/git.exe', 'tools/git', 'tools/git.exe']) {
      writeFileSync(path.join(folder, name), '');
      chmodSync(path.join(folder, name), 0o755);
    }
    process.chdir(path.join(folder, 'opened'));
  });
  afterEach(() => {
    process.chdir(cwd);
    rmSync(folder, { recursive: true });
  });

  for (const before of [[], [''], ['.'], ['../opened'], ['./'], ['none/../../opened'], ['', '.', '']])
    it(`passes over what is no whole path: ${JSON.stringify(before)}`, async function () {
      if (process.platform === 'win32') this.skip();
      const PATH = [...before, path.join(folder, 'none'), path.join(folder, 'tools')].join(':');
      const posix = { isWindows: false, env: { PATH } };
      assert.equal(await programPath('git', posix), path.join(folder, 'tools', 'git'));
      assert.equal(await programPath('git', { isWindows: false, env: { PATH: before.join(':') } }), undefined);
    });

  for (const PATH of ['', '.', '.;..', '\\opened', 'opened', 'C:opened', '/opened', '"."', undefined])
    it(`finds no program of the opened folder on Windows: ${JSON.stringify(PATH)}`, async () => {
      assert.equal(await programPath('git', { isWindows: true, env: { Path: PATH } }), undefined);
    });

  it('takes no file that cannot be started', async function () {
    if (process.platform === 'win32') this.skip();
    chmodSync(path.join(folder, 'tools/git'), 0o644);
    assert.equal(await programPath('git', { isWindows: false, env: { PATH: path.join(folder, 'tools') } }), undefined);
  });
});
