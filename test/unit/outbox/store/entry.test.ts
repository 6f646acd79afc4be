import assert from 'node:assert/strict';
import {
  accountKey,
  entryName,
  isFileId,
  itemStates,
  parseEntry,
  type Entry,
} from '../../../../src/outbox/store/entry';

const entry: Entry = {
  state: 'queued',
  id: '0b7d-1.a_b',
  account: accountKey('account-1'),
  begun: 1_795_000_000_000,
  since: 1_795_000_000_001,
  due: 1_795_000_060_000,
  attempts: 3,
  repeats: 1,
  urgent: false,
  bodyless: false,
  erased: false,
  claim: '',
};

describe('the file name of a message', () => {
  it('holds the whole entry, in every state and with every mark', () => {
    for (const state of itemStates)
      for (const urgent of [false, true])
        for (const bodyless of [false, true])
          for (const erased of [false, true])
            for (const claim of ['', '12.a1b2c3d4e5f6']) {
              const one = { ...entry, state, urgent, bodyless, erased, claim };
              assert.deepEqual(parseEntry(state, entryName(one)), one);
            }
  });

  it('fits every file system: short, without forbidden letters', () => {
    const name = entryName({ ...entry, id: 'x'.repeat(64), claim: '999999999999999.a1b2c3d4e5f6', urgent: true });
    assert.ok(name.length < 200, String(name.length));
    assert.match(name, /^[\w.,-]+$/);
  });

  it('is distinguished from foreign names', () => {
    const foreign = [
      '',
      'notes.txt',
      'desktop.ini',
      `${entryName(entry)}~`,
      entryName(entry).replace(',n3', ',nx'),
      'a,b',
    ];
    for (const name of foreign) assert.equal(parseEntry('queued', name), undefined, name);
  });

  it('accepts plain ids', () => {
    for (const id of ['a', 'mail-1', 'A_b.c', 'x'.repeat(64)]) assert.ok(isFileId(id), id);
    for (const id of ['', '.hidden', 'a/b', 'a,b', 'a b', '..', 'x'.repeat(65), 'é']) assert.ok(!isFileId(id), id);
  });

  it('hides the account’s id, which may hold anything', () => {
    assert.match(accountKey('../../etc é'), /^[0-9a-f]{16}$/);
    assert.notEqual(accountKey('a'), accountKey('b'));
  });
});
