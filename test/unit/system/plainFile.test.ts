import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePlainFile } from '../../../src/system/plainFile';

describe('writePlainFile', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  const bytes = Buffer.from('mine');
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'mail-when-done-file-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes a new file, and the whole of one that is there', async () => {
    await writePlainFile(at('new'), bytes);
    assert.equal(readFileSync(at('new'), 'utf8'), 'mine');
    if (process.platform !== 'win32') assert.equal(statSync(at('new')).mode & 0o077, 0);
    writeFileSync(at('old'), 'what was there before');
    await writePlainFile(at('old'), bytes);
    assert.equal(readFileSync(at('old'), 'utf8'), 'mine');
  });

  it('writes into a folder that is reached by a link', async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(at('real'));
    symlinkSync(at('real'), at('linked'));
    await writePlainFile(at('linked/file'), bytes);
    assert.equal(readFileSync(at('real/file'), 'utf8'), 'mine');
  });

  for (const target of ['other', 'missing', 'chain', '/dev/null'])
    it(`writes nothing through a link: ${target}`, async function () {
      if (process.platform === 'win32') this.skip();
      writeFileSync(at('other'), 'not to be touched');
      symlinkSync('other', at('chain'));
      symlinkSync(target, at('accounts.json'));
      await assert.rejects(writePlainFile(at('accounts.json'), bytes), { code: 'ELOOP' });
      assert.equal(readFileSync(at('other'), 'utf8'), 'not to be touched');
      assert.ok(!existsSync(at('missing')));
    });
});
