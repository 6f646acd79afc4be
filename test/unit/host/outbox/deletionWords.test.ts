import assert from 'node:assert/strict';
import type { Item } from '../../../../src/outbox/store/item';
import { deletionWords } from '../../../../src/host/outbox/outboxWords';

describe('the question before mails are deleted', () => {
  const words = (...states: Item['state'][]): string => {
    const { question, detail } = deletionWords(
      states.map((state) => ({ state, subject: 'DONE: build', end: undefined })),
    );
    return `${question} ${detail}`.trim();
  };

  it('names a single mail and the consequences', () => {
    assert.equal(words('queued'), 'Delete “DONE: build” from the outbox? It will not be sent.');
    assert.equal(words('parked'), 'Delete “DONE: build” from the outbox? It will not be sent.');
    assert.equal(words('sent'), 'Delete “DONE: build” from the outbox? It was sent; only this entry is removed.');
  });

  it('does not repeat that a given-up mail is not sent, but says that a mail may have arrived', () => {
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

  it('counts several mails, and those that were still to be sent', () => {
    assert.equal(words('queued', 'parked'), 'Delete 2 mails from the outbox? They will not be sent.');
    assert.equal(
      words('queued', 'sent', 'sent'),
      'Delete 3 mails from the outbox? Mails among them still to be sent: 1',
    );
    assert.equal(words('sent', 'sent'), 'Delete 2 mails from the outbox? Only the entries are removed.');
  });
});
