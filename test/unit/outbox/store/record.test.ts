import assert from 'node:assert/strict';
import { decodeHead, decodeMessage, encodeRecord, FromLater, Torn } from '../../../src/outbox/record';
import { aMessage } from '../../support/builders';

describe('the file of a message', () => {
  const message = aMessage({ subject: 'FAILED: « café » 失敗' });
  const { parts } = encodeRecord(message, 'account é', { run: 'run-1' });
  const bytes = Buffer.concat(parts);

  it('gives back every byte', () => {
    assert.deepEqual(decodeMessage(bytes), message);
    const decoded = decodeHead(bytes);
    assert.ok('head' in decoded);
    assert.equal(decoded.head.accountId, 'account é');
    assert.deepEqual(decoded.head.about, { run: 'run-1' });
  });

  it('is known as torn wherever it is cut off, but for a body that was dropped on purpose', () => {
    const decoded = decodeHead(bytes);
    assert.ok('head' in decoded);
    for (let length = 0; length < bytes.byteLength; length++) {
      const cut = bytes.subarray(0, length);
      if (length === decoded.bodyAt) assert.equal(decodeMessage(cut), undefined);
      else assert.throws(() => decodeMessage(cut), Torn, `cut at ${length}`);
    }
  });

  it('is known as damaged wherever a bit is wrong', () => {
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

  it('says how much of it is needed for the head', () => {
    const first = decodeHead(bytes.subarray(0, 100));
    assert.ok('needs' in first);
    assert.ok('head' in decodeHead(bytes.subarray(0, first.needs)));
  });

  it('of format 1 is read', () => {
    const { id, messageId, subject, envelope, date, raw } = message;
    const head = { id, accountId: 'account-1', messageId, subject, envelope, date, size: raw.byteLength };
    const json = Buffer.from(`${JSON.stringify(head)}\n`);
    const old = Buffer.concat([Buffer.from(`MailWhenDone/1 ${json.byteLength}\n`), json, raw]);
    assert.deepEqual(decodeMessage(old), message);
    const decoded = decodeHead(old);
    assert.ok('head' in decoded);
    assert.deepEqual(decoded.head.about, {});
  });

  it('of a later format is left to it', () => {
    const later = Buffer.from(bytes.toString('latin1').replace('MailWhenDone/2', 'MailWhenDone/3'), 'latin1');
    assert.throws(() => decodeMessage(later), FromLater);
  });
});
