import assert from 'node:assert/strict';
import type { FoundServer } from '../../../../src/model/lookup/discovery';
import { settingsOf } from '../../../../src/model/lookup/foundSettings';
import { isWithin, providerOfMx, providerOfSmtp } from '../../../../src/model/lookup/knownHosts';

describe('a mail host', () => {
  const receivers = {
    'aspmx.l.google.com': 'gmail',
    'ALT1.ASPMX.L.GOOGLE.COM.': 'gmail',
    'corp-test.mail.protection.outlook.com': 'm365',
    'outlook-com.olc.protection.outlook.com': 'outlook',
    'mx1.mail.ovh.net': 'ovh',
    'spool.mail.gandi.net': 'gandi',
    'mta-gw.infomaniak.ch': 'infomaniak',
    'in1-smtp.messagingengine.com': 'fastmail',
    'mail.protonmail.ch': 'proton-bridge',
    'mx.zoho.eu': 'zoho-eu',
    'mx01.mail.icloud.com': 'icloud',
  };
  for (const [exchange, preset] of Object.entries(receivers)) {
    it(`like ${exchange} belongs to ${preset}`, () => assert.equal(providerOfMx(exchange)?.preset, preset));
  }

  it('belongs to no provider if its name only ends like one’s', () => {
    assert.equal(providerOfMx('mx.notgoogle.com'), undefined);
    assert.equal(providerOfMx('google.com.evil.test'), undefined);
    assert.ok(!isWithin('evilcorp.test', 'corp.test'));
  });

  it('belongs to no known provider if it is an IP address', () => {
    assert.equal(providerOfSmtp('127.0.0.1'), undefined);
    assert.equal(providerOfSmtp('10.9.0.1'), undefined);
    assert.equal(providerOfSmtp('smtp-relay.gmail.com')?.preset, 'gmail');
  });

  it('sets server and user when it is chosen, and the provider if it has exactly that server', () => {
    const found: FoundServer = {
      ...{ host: 'smtp.gmail.com', port: 465, security: 'implicitTls', username: 'joe@corp.test', source: 'mx' },
      ...{ preset: 'gmail', label: 'Google', outside: false, oauthOnly: false, check: { state: 'good', detail: '' } },
    };
    assert.deepEqual(settingsOf(found), {
      ...{ provider: 'gmail', host: 'smtp.gmail.com', port: '465', security: 'implicitTls' },
      ...{ authentication: true, username: 'joe@corp.test' },
    });
    assert.equal(settingsOf({ ...found, host: 'smtppro.zoho.eu', preset: 'zoho-eu' }).provider, 'zoho-eu');
    assert.equal(settingsOf({ ...found, host: 'smtp.elsewhere.example', preset: 'zoho-eu' }).provider, 'custom');
    assert.equal(settingsOf({ ...found, preset: 'nobody' }).provider, 'custom');
  });
});
