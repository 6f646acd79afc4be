import assert from 'node:assert/strict';
import tls from 'node:tls';
import { addressOf, smtpOptions, usualTimeouts } from '../../../../src/mail/smtp/smtpOptions';
import { anAccount } from '../../../support/builders';

const quiet = (): void => undefined;
const logger = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet, fatal: quiet };

describe('smtpOptions', () => {
  for (const [security, secure, requireTLS, ignoreTLS] of [
    ['implicitTls', true, false, false],
    ['startTls', false, true, false],
    ['none', false, false, true],
  ] as const) {
    it(`leave nothing about security to nodemailer (${security})`, () => {
      const options = smtpOptions(anAccount({ security }), logger, usualTimeouts, ['PEM']);
      const { tls: own, logger: given, ...rest } = options;
      assert.deepEqual(rest, {
        host: 'smtp.example.com',
        port: 465,
        secure,
        secured: secure,
        requireTLS,
        ignoreTLS,
        opportunisticTLS: false,
        name: '[127.0.0.1]',
        connectionTimeout: 15_000,
        greetingTimeout: 300_000,
        socketTimeout: 600_000,
        transactionLog: true,
        debug: false,
      });
      assert.equal(given, logger);
      assert.equal(own?.minVersion, 'TLSv1.2');
      assert.ok(own.rejectUnauthorized === true && !('checkServerIdentity' in own));
      const trusted = own.ca as string[];
      assert.ok(tls.rootCertificates.every((root) => trusted.includes(root)));
      assert.equal(trusted.at(-1), 'PEM');
    });
  }

  it('connect to this computer for its own names, even if a DNS server says otherwise', () => {
    for (const [host, address] of [
      ['localhost', '127.0.0.1'],
      ['mail.localhost', '127.0.0.1'],
      ['127.0.0.1', '127.0.0.1'],
      ['::1', '::1'],
      ['localhost.example.com', 'localhost.example.com'],
    ] as const) {
      assert.equal(addressOf(host), address);
    }
  });
});
