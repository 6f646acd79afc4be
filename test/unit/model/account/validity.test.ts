import assert from 'node:assert/strict';
import { parseAccount } from '../../../../src/model/account/parseAccount';
import { emptyDraft } from '../../../../src/model/account/account';
import { canSend, validityOf, type Evidence } from '../../../../src/model/account/validity';
import { validityText } from '../../../../src/model/account/accountWords';
import { aFailure } from '../../../support/builders';

const evidence: Evidence = { fingerprint: 'f', result: 'verified', at: 1_000 };

describe('the validity of an account', () => {
  it('is incomplete as long as there are problems, even if it once passed a test', () => {
    const { problems } = parseAccount(emptyDraft('a'), false);
    const validity = validityOf(problems, undefined, evidence);
    assert.equal(validity.state, 'incomplete');
    assert.equal(canSend(validity), false);
    assert.match(validityText(validity, 'en'), /SMTP server host, Username, Password, From address, Recipients/);
  });

  it('is ready without evidence, and with evidence for other settings', () => {
    assert.deepEqual(validityOf([], 'f', undefined), { state: 'ready' });
    assert.deepEqual(validityOf([], 'g', evidence), { state: 'ready' });
  });

  it('is verified or failing by evidence for exactly these settings', () => {
    assert.deepEqual(validityOf([], 'f', evidence), { state: 'verified', at: 1_000 });
    const refused = { reason: 'No.', failure: aFailure({ cause: 'passwordRefused' }) };
    const failing = validityOf([], 'f', { ...evidence, result: 'failing', ...refused });
    assert.deepEqual(failing, { state: 'failing', at: 1_000, ...refused });
    assert.equal(canSend(failing), true);
  });
});
