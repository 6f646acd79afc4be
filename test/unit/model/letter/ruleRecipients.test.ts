import assert from 'node:assert/strict';
import { plainRule } from '../../../../src/model/rule/rule';
import { withCurrentRecipients, withRecipientsOf } from '../../../../src/model/letter/runMail';
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

  it('keeps its old recipients if it is gone', () => {
    const gone = { ...plainRule, id: 'gone' };
    assert.equal(withCurrentRecipients(gone, [rule]), gone);
    assert.equal(withCurrentRecipients({ ...gone, id: '' }, [{ ...rule, id: '' }]).account, '');
  });
});
