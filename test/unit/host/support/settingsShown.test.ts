import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { settingsShown, type Manifest } from '../../../../src/host/support/settingsShown';
import { aDraft } from '../../../support/builders';

const manifest = JSON.parse(readFileSync(path.resolve(__dirname, '../../../../package.json'), 'utf8')) as Manifest;

describe('the settings in a support bundle', () => {
  const draft = aDraft({
    name: 'Ada’s',
    username: 'ada',
    replyTo: 'not an address',
    recipients: ['grace@example.org', 'Grace <grace@x.y>'],
    supportLink: 'https://ada.example.com/?key=1',
    ehloDomain: 'adas-laptop.example.com',
    senderName: 'Ada Lovelace',
    extraHeaders: ['X-Token: Ada’s own'],
  });
  const accounts = [{ draft, passwordSet: true, saved: true, validity: { state: 'ready' } as const }];

  it('are numbers, flags, choices, the server, and the domains of addresses', () => {
    const shown = settingsShown(accounts, (name) => (name === 'enabled' ? true : 7), manifest) as Record<
      string,
      unknown
    >;
    assert.equal(shown['mailWhenDone.enabled'], true);
    assert.equal(shown['mailWhenDone.expireAfter'], 7);
    assert.deepEqual(shown['mailWhenDone.accounts'], [
      {
        account: '1',
        saved: true,
        passwordSet: true,
        name: '***',
        email: '***@example.com',
        provider: 'custom',
        host: 'smtp.example.com',
        port: '465',
        security: 'implicitTls',
        trustedNetwork: false,
        certificate: '',
        useProxy: false,
        authentication: true,
        username: '***',
        senderName: '***',
        fromAddress: '***@example.com',
        recipients: ['***@example.org', '***'],
        ehloDomain: '***',
        authMethod: 'automatic',
        deliveryReports: 'none',
        ccRecipients: [],
        bccRecipients: [],
        bcc: false,
        replyTo: '***',
        supportLink: '***',
        extraHeaders: ['***'],
      },
    ]);
  });

  it('hide values that are no valid choice, number or object', () => {
    const schemas = {
      'mailWhenDone.accounts': {},
      'mailWhenDone.repeatInDoubt': { type: 'string', enum: ['once', 'never'] },
      'mailWhenDone.historyEntries': { type: 'integer' },
      'mailWhenDone.mailsPerDay': { type: 'object' },
    };
    const values: Record<string, unknown> = { repeatInDoubt: 'Ada', historyEntries: 'ada1', mailsPerDay: { ada: 'x' } };
    const shown = settingsShown([], (name) => values[name], {
      contributes: { configuration: { properties: schemas } },
    });
    assert.deepEqual(Object.values(shown as object), ['***', '***', '***', []]);
  });
});
