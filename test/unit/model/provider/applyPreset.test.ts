import assert from 'node:assert/strict';
import { pastedPassword } from '../../../src/model/pastedPassword';
import { presetOf } from '../../../src/model/presetList';

describe('a password that is pasted', () => {
  const gmail = presetOf('gmail');

  it('loses the spaces between the groups in which its provider shows it, and those around it', () => {
    for (const shown of ['abcd efgh ijkl mnop', '  abcd efgh ijkl mnop\n', 'abcd\u00a0efgh\u00a0ijkl\u00a0mnop'])
      assert.equal(pastedPassword(shown, gmail), 'abcdefghijklmnop');
    assert.equal(pastedPassword(' abcdefghijklmnop ', gmail), 'abcdefghijklmnop');
  });

  it('stays as it is where it is no such password', () => {
    for (const other of ['correct horse battery staple', 'abcd efgh ijkl', 'abcd efgh ijkl mnopq', ' x ', ''])
      assert.equal(pastedPassword(other, gmail), other);
  });

  it('stays as it is where the provider shows none in groups, or with hyphens that are part of it', () => {
    for (const provider of ['custom', 'ovh', 'icloud'])
      assert.equal(pastedPassword('abcd efgh ijkl mnop', presetOf(provider)), 'abcd efgh ijkl mnop');
    assert.equal(pastedPassword('abcd-efgh-ijkl-mnop', presetOf('icloud')), 'abcd-efgh-ijkl-mnop');
  });
});
