import assert from 'node:assert/strict';
import type { Item } from '../../../src/outbox/item';
import { deletionWords } from '../../../src/host/deletionWords';

describe('what is asked before mails are deleted', () => {
  const words = (...states: Item['state'][]): string => {
    const { question, detail } = deletionWords(
      states.map((state) => ({ state, subject: 'DONE: build', end: undefined })),
    );
    return `${question} ${detail}`.trim();
  };

  it('names the only one, and says what comes of it', () => {
    assert.equal(words('queued'), 'Delete “DONE: build” from the outbox? It will not be sent.');
    assert.equal(words('parked'), 'Delete “DONE: build” from the outbox? It will not be sent.');
    assert.equal(words('sent'), 'Delete “DONE: build” from the outbox? It was sent; only this entry is removed.');
  });

  it('does not say anew of one that was given up that it is not sent, and says what may have arrived', () => {
    const doubt = 'It may have arrived: the connection broke off before the server answered.';
    assert.equal(words('dead'), 'Delete “DONE: build” from the outbox?');
    assert.equal(words('inDoubt'), `Delete “DONE: build” from the outbox? ${doubt}`);
    assert.equal(deletionWords([{ state: 'dead', end: 'inDoubt', subject: 'DONE: build' }]).detail, doubt);
    assert.equal(words('dead', 'dead'), 'Delete 2 mails from the outbox?');
    assert.equal(
      words('queued', 'dead', 'inDoubt', 'sent'),
      'Delete 4 mails from the outbox? Mails among them still to be sent: 1\nMails among them that may have arrived: 1',
    );
  });

  it('counts several, and those that were to be sent', () => {
    assert.equal(words('queued', 'parked'), 'Delete 2 mails from the outbox? They will not be sent.');
    assert.equal(
      words('queued', 'sent', 'sent'),
      'Delete 3 mails from the outbox? Mails among them still to be sent: 1',
    );
    assert.equal(words('sent', 'sent'), 'Delete 2 mails from the outbox? Only the entries are removed.');
  });
});
