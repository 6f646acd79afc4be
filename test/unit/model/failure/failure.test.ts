import assert from 'node:assert/strict';
import { isOfAccount, type FailureCause } from '../../../src/model/failure';

describe('isOfAccount', () => {
  it('blames the account for what its settings, its password or its server refuse', () => {
    const causes: FailureCause[] = ['passwordRefused', 'senderRefused', 'recipientRefused', 'certificateName'];
    causes.push('hostNotFound', 'connectionRefused', 'needsStartTls', 'quota', 'passwordMissing');
    for (const cause of causes) assert.ok(isOfAccount(cause), cause);
  });

  it('does not blame it for one mail, for the network here, nor for a moment of the server', () => {
    const causes: FailureCause[] = ['offline', 'busy', 'connectionLost', 'inDoubt', 'cancelled', 'unknown'];
    causes.push('mailboxFull', 'tooBig', 'contentRefused', 'sandboxUnavailable');
    for (const cause of causes) assert.ok(!isOfAccount(cause), cause);
  });
});
