import assert from 'node:assert/strict';
import { marksAccountFailing, type FailureCause } from '../../../../src/model/failure/failure';

describe('isOfAccount', () => {
  it('blames the account if its settings, password or server are refused', () => {
    const causes: FailureCause[] = ['passwordRefused', 'senderRefused', 'recipientRefused', 'certificateName'];
    causes.push('hostNotFound', 'connectionRefused', 'needsStartTls', 'quota', 'passwordMissing');
    causes.push('accountBlocked', 'notSmtp', 'tlsFailed', 'certificateInvalid', 'recipientUnverified');
    for (const cause of causes) assert.ok(marksAccountFailing(cause), cause);
  });

  it('does not blame it for one mail, the local network or a temporary state of the server', () => {
    const causes: FailureCause[] = ['offline', 'busy', 'connectionLost', 'inDoubt', 'cancelled', 'unknown'];
    causes.push('mailboxFull', 'tooBig', 'contentRefused', 'sandboxUnavailable', 'addressListed', 'notLoaded');
    for (const cause of causes) assert.ok(!marksAccountFailing(cause), cause);
  });
});
