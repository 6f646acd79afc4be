import assert from 'node:assert/strict';
import type { Item } from '../../../src/outbox/item';
import { deletionWords } from '../../../src/host/deletionWords';

describe('what is asked before mails are deleted', () => {
  const words = (...states: Item['state'][]): string => {
    const { question, detail } = deletionWords(states.map((state) => ({ state, subject: 'DONE: build' })));
    return `${question} ${detail}`.trim();
  };

  it('names the only one, and says what comes of it', () => {
    assert.equal(words('queued'), 'Delete “DONE: build” from the outbox? It will not be sent.');
    assert.equal(words('parked'), 'Delete “DONE: build” from the outbox? It will not be sent.');
    assert.equal(words('sent'), 'Delete “DONE: build” from the outbox? It was sent; only this entry is removed.');
  });

  it('counts several, and those that were to be sent', () => {
    assert.equal(words('queued', 'parked'), 'Delete 2 mails from the outbox? They will not be sent.');
    assert.equal(words('queued', 'sent', 'sent'), 'Delete 3 mails from the outbox? Mails that will not be sent: 1');
    assert.equal(words('sent', 'sent'), 'Delete 2 mails from the outbox? Only the entries are removed.');
  });
});
