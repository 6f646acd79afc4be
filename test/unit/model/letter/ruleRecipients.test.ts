import assert from 'node:assert/strict';
import { plainRule } from '../../../../src/model/rule/rule';
import { withCurrentRecipients, withRecipientsOf } from '../../../../src/model/letter/runMail';
import { peopleOf } from '../../../../src/model/letter/suppressedRun';
import { readRecord, recordLine } from '../../../../src/model/history/runRecord';
import { aRun, anAccount } from '../../../support/builders';

describe('a rule in the history', () => {
  const rule = { ...plainRule, id: 'r', account: 'work', recipients: ['team@example.com'] };

  it('has its current recipients', () => {
    const decision = { mail: true, why: 'rule', rule } as const;
    const run = aRun();
    const read = readRecord(recordLine({ at: 1, kind: 'run', id: run.id, entry: { run, decision, usual: undefined } }));
    const kept = read?.kind === 'run' ? read.entry.decision.rule : undefined;
    assert.deepEqual([kept?.id, kept?.account, kept?.recipients], ['r', '', []], 'the history does not keep it');
    const now = withCurrentRecipients(kept!, [{ ...plainRule, id: 'other' }, rule]);
    assert.deepEqual([now.account, now.recipients], ['work', ['team@example.com']]);
    assert.deepEqual(withRecipientsOf(now, anAccount()).recipients, ['team@example.com']);
  });

  it('decides how each of its recipients gets the mails, and the history knows none of them', () => {
    const hidden = { ...rule, recipients: ['a@b.fr', 'c@d.fr'], ccRecipients: ['a@b.fr'], bccRecipients: ['c@d.fr'] };
    const account = anAccount({ recipients: ['a@b.fr'], bccRecipients: ['a@b.fr'] });
    const { recipients, ccRecipients, bccRecipients } = withRecipientsOf(
      withCurrentRecipients(rule, [hidden]),
      account,
    );
    assert.deepEqual([recipients, ccRecipients, bccRecipients], [['a@b.fr', 'c@d.fr'], ['a@b.fr'], ['c@d.fr']]);
    assert.deepEqual(withRecipientsOf(plainRule, account), account);
    const run = aRun();
    const decision = { mail: true, why: 'rule', rule: hidden } as const;
    assert.doesNotMatch(
      recordLine({ at: 1, kind: 'run', id: run.id, entry: { run, decision, usual: undefined } }),
      /b\.fr|d\.fr/,
    );
  });

  it('sends no mail together with one that shows a recipient whom it hides', () => {
    const recipients = ['a@b.fr', 'c@d.fr'];
    assert.notEqual(
      peopleOf(anAccount({ recipients, bccRecipients: ['c@d.fr'] })),
      peopleOf(anAccount({ recipients })),
    );
    assert.equal(
      peopleOf(anAccount({ id: 'x', recipients })),
      '["x",["a@b.fr","c@d.fr"]]',
      'as earlier versions wrote it',
    );
  });

  it('keeps its old recipients if it is gone', () => {
    const gone = { ...plainRule, id: 'gone' };
    assert.equal(withCurrentRecipients(gone, [rule]), gone);
    assert.equal(withCurrentRecipients({ ...gone, id: '' }, [{ ...rule, id: '' }]).account, '');
  });
});
