import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { policyFile, readPolicy } from '../../../../src/host/settings/policy';

describe('the policy of a computer', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'policy-'));
  const file = path.join(folder, 'policy.json');
  let complaints: string[];
  const read = (text?: string) => {
    complaints = [];
    if (text !== undefined) writeFileSync(file, text);
    return readPolicy(file, (sentence) => complaints.push(sentence));
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
      readPolicy(folder, () => undefined),
      { requireTls: true },
    );
  });

  it('is in a place that only administrators can write', () => {
    assert.equal(policyFile('linux', {}), '/etc/mail-when-done/policy.json');
    assert.equal(policyFile('darwin', {}), '/Library/Application Support/Mail When Done/policy.json');
    assert.equal(policyFile('win32', { ProgramData: 'D:\\PD' }), 'D:\\PD\\Mail When Done\\policy.json');
  });
});
