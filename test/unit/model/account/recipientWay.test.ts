import assert from 'node:assert/strict';
import { copiesOf, marksOf, wayOf } from '../../../../src/model/account/recipientWay';
import { parseAccount } from '../../../../src/model/account/parseAccount';
import { storeAccount } from '../../../../src/model/account/storedAccount';
import { aDraft, anAccount } from '../../../support/builders';

describe('how a recipient gets the mails', () => {
  it('is the same for every spelling of an address', () => {
    const marks = { ccRecipients: [' Boss@MÜNCHEN.example '], bccRecipients: ['me@example.org'] };
    assert.equal(wayOf(marks, 'boss@xn--mnchen-3ya.example'), 'cc');
    assert.equal(wayOf(marks, 'ME@example.org '), 'bcc');
    assert.equal(wayOf(marks, 'you@example.org'), 'to');
  });

  it('hides an address that is marked twice', () =>
    assert.equal(wayOf({ ccRecipients: ['a@b.fr'], bccRecipients: ['a@b.fr'] }, 'a@b.fr'), 'bcc'));

  it('is what was chosen beside it, and nothing for an empty row', () =>
    assert.deepEqual(
      marksOf([
        { address: 'a@b.fr ', way: 'cc' },
        { address: 'c@d.fr', way: 'to' },
        { address: ' ', way: 'bcc' },
      ]),
      { ccRecipients: ['a@b.fr'], bccRecipients: [] },
    ));

  it('is Bcc for all where no recipient is to see another one', () => {
    const recipients = ['a@b.fr', 'c@d.fr'];
    assert.deepEqual(copiesOf(anAccount({ recipients, ccRecipients: ['a@b.fr'], bcc: true })), {
      cc: [],
      bcc: recipients,
    });
  });

  it('is To where everybody else would only be hidden: a rule may name recipients of its own', () =>
    assert.deepEqual(
      copiesOf(anAccount({ recipients: ['a@b.fr', 'c@d.fr'], ccRecipients: ['a@b.fr'], bccRecipients: ['c@d.fr'] })),
      { cc: [], bcc: ['c@d.fr'] },
    ));

  it('is forgotten with the recipient', () => {
    const draft = aDraft({
      recipients: ['a@b.fr'],
      ccRecipients: ['gone@b.fr', 'A@b.fr'],
      bccRecipients: ['gone@b.fr'],
    });
    assert.deepEqual(storeAccount(draft)['ccRecipients'], ['a@b.fr']);
    assert.equal('bccRecipients' in storeAccount(draft), false);
    assert.deepEqual(parseAccount(draft, true).account?.bccRecipients, []);
  });
});
