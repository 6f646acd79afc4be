import assert from 'node:assert/strict';
import { pastedPassword } from '../../../../src/model/provider/applyPreset';
import { presetOf } from '../../../../src/model/provider/presetList';

describe('a pasted password', () => {
  const gmail = presetOf('gmail');

  it('loses the spaces between the groups that its provider shows, and those around it', () => {
    for (const shown of ['abcd efgh ijkl mnop', '  abcd efgh ijkl mnop\n', 'abcd\u00a0efgh\u00a0ijkl\u00a0mnop'])
      assert.equal(pastedPassword(shown, gmail), 'abcdefghijklmnop');
    assert.equal(pastedPassword(' abcdefghijklmnop ', gmail), 'abcdefghijklmnop');
  });

  it('does not change if it is not such a password', () => {
    for (const other of ['correct horse battery staple', 'abcd efgh ijkl', 'abcd efgh ijkl mnopq', ' x ', ''])
      assert.equal(pastedPassword(other, gmail), other);
  });

  it('does not change if the provider shows none in groups, or with hyphens that are part of it', () => {
    for (const provider of ['custom', 'ovh', 'icloud'])
      assert.equal(pastedPassword('abcd efgh ijkl mnop', presetOf(provider)), 'abcd efgh ijkl mnop');
    assert.equal(pastedPassword('abcd-efgh-ijkl-mnop', presetOf('icloud')), 'abcd-efgh-ijkl-mnop');
  });

  it('loses what came along at its ends, also what cannot be seen, where it is one that its provider shows', () => {
    for (const end of [' ', '\n', '\u200b', '\u202a']) {
      assert.equal(pastedPassword(`abcd-efgh-ijkl-mnop${end}`, presetOf('icloud')), 'abcd-efgh-ijkl-mnop');
      assert.equal(pastedPassword(`${end}abcd efgh ijkl mnop`, gmail), 'abcdefghijklmnop');
    }
    for (const other of [' x ', 'secret\u200b', 'abcd-efgh '])
      assert.equal(pastedPassword(other, presetOf('icloud')), other);
  });
});
