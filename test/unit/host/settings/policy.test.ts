import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { policyFiles, readPolicies } from '../../../../src/host/settings/policy';

describe('the policy of a computer', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'policy-'));
  const file = path.join(folder, 'policy.json');
  let complaints: string[];
  const read = (text?: string) => {
    complaints = [];
    if (text !== undefined) writeFileSync(file, text);
    return readPolicies([file], (sentence) => complaints.push(sentence));
  };
  after(() => rmSync(folder, { recursive: true }));

  it('is none without a file', () => {
    assert.deepEqual(read(), { requireTls: false });
    assert.deepEqual(complaints, []);
  });

  it('says whether TLS is required', () => {
    assert.deepEqual(read('{ "requireTls": true }'), { requireTls: true });
    assert.deepEqual(read('{ "requireTls": false }'), { requireTls: false });
    assert.deepEqual(read('{}'), { requireTls: false });
    assert.deepEqual(complaints, []);
  });

  it('is the strictest, and logged, if it cannot be read', () => {
    for (const text of ['{ requireTls: yes', '"true"', 'null', '{ "requireTls": "yes" }', '']) {
      assert.deepEqual(read(text), { requireTls: true }, text);
      assert.equal(complaints.length, 1, text);
    }
    assert.deepEqual(
      readPolicies([folder], () => undefined),
      { requireTls: true },
    );
  });

  it('is in a place that only administrators can write', () => {
    assert.deepEqual(policyFiles('linux', {}), ['/etc/mail-when-done/policy.json']);
    assert.deepEqual(policyFiles('darwin', {}), ['/Library/Application Support/Mail When Done/policy.json']);
    const usual = 'C:\\ProgramData\\Mail When Done\\policy.json';
    for (const env of [{}, { ProgramData: '' }, { ProgramData: 'C:\\ProgramData' }])
      assert.deepEqual(policyFiles('win32', env), [usual]);
  });

  for (const ProgramData of ['D:\\PD', 'C:\\Users\\ada\\mine', '.'])
    it(`is not evaded by an environment of one’s own: ${ProgramData}`, () => {
      assert.equal(policyFiles('win32', { ProgramData })[0], 'C:\\ProgramData\\Mail When Done\\policy.json');
      writeFileSync(file, '{ "requireTls": true }');
      const loose = path.join(folder, 'loose.json');
      writeFileSync(loose, '{ "requireTls": false }');
      for (const files of [
        [file, loose],
        [loose, file],
        [file, path.join(folder, 'none.json')],
      ])
        assert.deepEqual(
          readPolicies(files, () => undefined),
          { requireTls: true },
        );
    });
});
