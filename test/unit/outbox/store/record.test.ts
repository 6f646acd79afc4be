import assert from 'node:assert/strict';
import { decodeHead, decodeMessage, encodeRecord, FromLater, Torn } from '../../../../src/outbox/store/record';
import { aMessage } from '../../../support/builders';

describe('the file of a message', () => {
  const message = aMessage({ subject: 'FAILED: « café » 失敗' });
  const { parts } = encodeRecord(message, 'account é', { run: 'run-1' });
  const bytes = Buffer.concat(parts);

  it('returns every byte', () => {
    assert.deepEqual(decodeMessage(bytes), message);
    const decoded = decodeHead(bytes);
    assert.ok('head' in decoded);
    assert.equal(decoded.head.accountId, 'account é');
    assert.deepEqual(decoded.head.about, { run: 'run-1' });
  });

  it('counts as torn if it is cut off anywhere, except for a body that was dropped on purpose', () => {
    const decoded = decodeHead(bytes);
    assert.ok('head' in decoded);
    for (let length = 0; length < bytes.byteLength; length++) {
      const cut = bytes.subarray(0, length);
      if (length === decoded.bodyAt) assert.equal(decodeMessage(cut), undefined);
      else assert.throws(() => decodeMessage(cut), Torn, `cut at ${length}`);
    }
  });

  it('counts as damaged if any bit is wrong', () => {
    for (let place = 0; place < bytes.byteLength; place++) {
      const damaged = Buffer.from(bytes);
      damaged[place] = (damaged[place] ?? 0) ^ 1;
      assert.throws(
        () => decodeMessage(damaged),
        (error) => error instanceof Torn || error instanceof FromLater,
        `bit at ${place}`,
      );
    }
  });

  it('says how many bytes its head needs', () => {
    const first = decodeHead(bytes.subarray(0, 100));
    assert.ok('needs' in first);
    assert.ok('head' in decodeHead(bytes.subarray(0, first.needs)));
  });

  it('counts as torn without the hash of its head', () => {
    const bare = Buffer.from(bytes.toString('latin1').replace(/ [0-9a-f]{64}\n/, '\n'), 'latin1');
    assert.throws(() => decodeHead(bare), Torn);
    assert.throws(() => decodeMessage(bare), Torn);
  });

  it('is left to a later version if it has its format', () => {
    const later = Buffer.from(bytes.toString('latin1').replace('MailWhenDone/1', 'MailWhenDone/2'), 'latin1');
    assert.throws(() => decodeMessage(later), FromLater);
  });
});
