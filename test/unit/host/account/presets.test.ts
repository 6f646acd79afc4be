import assert from 'node:assert/strict';
import { knownPreset } from '../../../src/host/presets';

describe('knownPreset', () => {
  it('reads what is known of a provider', async () => {
    const gmail = await knownPreset('gmail');
    assert.equal(gmail?.mailsPerDay, 500);
    assert.equal(gmail.passwordPage, 'https://myaccount.google.com/apppasswords');
    assert.deepEqual(gmail.smtp[1], { host: 'smtp.gmail.com', port: 587, security: 'startTls' });
  });

  it('knows nothing of the built-in ones and of one that does not exist', async () => {
    for (const id of ['custom', 'sandbox', 'of-tomorrow', '']) assert.equal(await knownPreset(id), undefined, id);
  });
});
