import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isOfOneFile, storeFailure } from '../../../src/system/diskFailure';

const failure = (code: string): unknown => storeFailure(Object.assign(new Error(code), { code }));

describe('a file that cannot be read', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'mail-when-done-disk-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const ofOne = ['EISDIR', 'EIO', 'EACCES', 'EPERM', 'ELOOP', 'EBUSY', 'ESTALE', 'ETIMEDOUT', 'ENXIO', 'UNKNOWN'];
  for (const code of ofOne)
    it(`is alone with that while its folder works, and only then: ${code}`, () => {
      assert.equal(isOfOneFile(failure(code), folder), true);
      rmSync(folder, { recursive: true });
      assert.equal(isOfOneFile(failure(code), folder), false);
    });

  for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'ENOENT', 'EMFILE', 'ENFILE', 'ENOMEM'])
    it(`is not alone with what concerns all of them: ${code}`, () =>
      assert.equal(isOfOneFile(failure(code), folder), false));

  it('is not what an error of another kind is about', () => assert.equal(isOfOneFile(new Error('x'), folder), false));
});
