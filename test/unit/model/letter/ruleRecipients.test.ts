import assert from 'node:assert/strict';
import { plainRule } from '../../../src/model/rule';
import { asAddressedNow, withRecipientsOf } from '../../../src/model/ruleRecipients';
import { readRecord, recordLine } from '../../../src/model/runRecord';
import { aRun, anAccount } from '../../support/builders';

describe('a rule of the history', () => {
  const rule = { ...plainRule, id: 'r', account: 'work', recipients: ['team@example.com'] };

  it('is addressed as it is now', () => {
    const decision = { mail: true, why: 'rule', rule } as const;
    const run = aRun();
    const read = readRecord(recordLine({ at: 1, kind: 'run', id: run.id, entry: { run, decision, usual: undefined } }));
    const kept = read?.kind === 'run' ? read.entry.decision.rule : undefined;
    assert.deepEqual([kept?.id, kept?.account, kept?.recipients], ['r', '', []], 'the history does not keep it');
    const now = asAddressedNow(kept!, [{ ...plainRule, id: 'other' }, rule]);
    assert.deepEqual([now.account, now.recipients], ['work', ['team@example.com']]);
    assert.deepEqual(withRecipientsOf(now, anAccount()).recipients, ['team@example.com']);
  });

  it('stays as it was where it is no longer there', () => {
    const gone = { ...plainRule, id: 'gone' };
    assert.equal(asAddressedNow(gone, [rule]), gone);
    assert.equal(asAddressedNow({ ...gone, id: '' }, [{ ...rule, id: '' }]).account, '');
  });
});
