import assert from 'node:assert/strict';
import { parseAccount } from '../../../src/model/parseAccount';
import { emptyDraft } from '../../../src/model/account';
import { canSend, validityOf, type Evidence } from '../../../src/model/validity';
import { validityText } from '../../../src/model/validityText';

const evidence: Evidence = { fingerprint: 'f', result: 'verified', at: 1_000, reason: '' };

describe('validity', () => {
  it('is incomplete as long as there are problems, whatever a test once showed', () => {
    const { problems } = parseAccount(emptyDraft('a'), false);
    const validity = validityOf(problems, undefined, evidence);
    assert.equal(validity.state, 'incomplete');
    assert.equal(canSend(validity), false);
    assert.match(validityText(validity, 'en'), /SMTP server host, Username, Password, From address, Recipients/);
  });

  it('is ready without evidence, and with evidence of other settings', () => {
    assert.deepEqual(validityOf([], 'f', undefined), { state: 'ready' });
    assert.deepEqual(validityOf([], 'g', evidence), { state: 'ready' });
  });

  it('is verified or failing by evidence of just these settings', () => {
    assert.deepEqual(validityOf([], 'f', evidence), { state: 'verified', at: 1_000 });
    const failing = validityOf([], 'f', { ...evidence, result: 'failing', reason: 'No.' });
    assert.deepEqual(failing, { state: 'failing', at: 1_000, reason: 'No.' });
    assert.equal(canSend(failing), true);
  });
});
