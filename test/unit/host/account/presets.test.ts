import assert from 'node:assert/strict';
import { knownPreset } from '../../../../src/host/account/knownPreset';

describe('knownPreset', () => {
  it('reads the preset of a provider', async () => {
    const gmail = await knownPreset('gmail');
    assert.equal(gmail?.mailsPerDay, 500);
    assert.equal(gmail.passwordPage, 'https://myaccount.google.com/apppasswords');
    assert.deepEqual(gmail.smtp[1], { host: 'smtp.gmail.com', port: 587, security: 'startTls' });
  });

  it('knows neither built-in providers nor one that does not exist', async () => {
    for (const id of ['custom', 'sandbox', 'of-tomorrow', '']) assert.equal(await knownPreset(id), undefined, id);
  });
});
