import assert from 'node:assert/strict';
import type { Account } from '../../../../src/model/account/account';
import type { Failure } from '../../../../src/model/failure/failure';
import { presetOf } from '../../../../src/model/provider/presetList';
import { isMend, remediesOf } from '../../../../src/model/remedy/remedy';
import { type CertificateFacts, notLocal } from '../../../../src/model/failure/failure';
import type { Mend } from '../../../../src/model/account/account';
import { aFailure, anAccount } from '../../../support/builders';

const cases: readonly (readonly [
  string,
  Partial<Failure>,
  Partial<Account>,
  Mend['set'] | Mend['set'][] | undefined,
])[] = [
  [
    'STARTTLS wanted on the port of implicit TLS',
    { cause: 'needsStartTls' },
    { port: 465 },
    { security: 'startTls', port: '587' },
  ],
  [
    'STARTTLS wanted on another port',
    { cause: 'needsStartTls' },
    { port: 2525 },
    { security: 'startTls', port: '2525' },
  ],
  [
    'implicit TLS wanted on its port',
    { cause: 'needsImplicitTls' },
    { port: 465 },
    { security: 'implicitTls', port: '465' },
  ],
  [
    'implicit TLS wanted on the port of STARTTLS',
    { cause: 'needsImplicitTls' },
    { port: 587 },
    { security: 'implicitTls', port: '465' },
  ],
  ['no STARTTLS', { cause: 'startTlsMissing' }, { port: 587 }, { security: 'implicitTls', port: '465' }],
  [
    'one name in the certificate',
    { cause: 'certificateName', detail: 'mail.example.net' },
    {},
    { host: 'mail.example.net' },
  ],
  [
    'one name beside a wildcard and an address',
    { cause: 'certificateName', detail: '*.example.net, mail.example.net, 10.0.0.1' },
    {},
    { host: 'mail.example.net' },
  ],
  [
    'several names',
    { cause: 'certificateName', detail: 'a.example.net, b.example.net, c.example.net, d.example.net' },
    {},
    [{ host: 'a.example.net' }, { host: 'b.example.net' }, { host: 'c.example.net' }],
  ],
  [
    'the address of this computer for its name',
    { cause: 'certificateName', detail: '127.0.0.1, mail.example.net' },
    { host: 'localhost' },
    { host: '127.0.0.1' },
  ],
  ['a wildcard only', { cause: 'certificateName', detail: '*.example.net' }, {}, undefined],
  ['the very name that is set', { cause: 'certificateName', detail: 'SMTP.example.com' }, {}, undefined],
  ['a name that is none', { cause: 'certificateName', detail: 'localhost, <b>x</b>, a b, x@y.fr' }, {}, undefined],
  ['no name', { cause: 'certificateName', detail: '' }, {}, undefined],
  [
    'another sender than the user',
    { cause: 'senderRefused' },
    { fromAddress: 'eve@example.com' },
    { fromAddress: 'ada@example.com' },
  ],
  ['the user as sender already', { cause: 'senderRefused' }, { fromAddress: 'Ada@example.com' }, undefined],
  ['a user name that is no address', { cause: 'senderRefused' }, { username: 'ada' }, undefined],
  ['a wrong password', { cause: 'passwordRefused' }, {}, undefined],
  [
    'a port that is blocked',
    { cause: 'connectionTimedOut' },
    { port: 25, security: 'startTls' },
    [
      { security: 'implicitTls', port: '465' },
      { security: 'startTls', port: '587' },
    ],
  ],
  [
    'the port of a mailbox',
    { cause: 'notSmtp', detail: 'IMAP' },
    { port: 993 },
    [
      { security: 'implicitTls', port: '465' },
      { security: 'startTls', port: '587' },
    ],
  ],
  ['a server that says nothing', { cause: 'greetingTimedOut' }, { port: 465 }, { security: 'startTls', port: '587' }],
  [
    'one recipient of two that a trial does not send to',
    { cause: 'recipientUnverified', detail: 'eve@example.org' },
    { recipients: ['grace@example.org', 'eve@example.org'] },
    { recipients: ['grace@example.org'] },
  ],
  [
    'a port that nobody listens on',
    { cause: 'connectionRefused' },
    { port: 465 },
    { security: 'startTls', port: '587' },
  ],
  ['a server of this computer that is not there', { cause: 'connectionRefused' }, { host: '127.0.0.1' }, undefined],
  [
    'a method that is not offered',
    { cause: 'signInNotOffered' },
    { authMethod: 'CRAM-MD5' },
    { authMethod: 'automatic' },
  ],
  ['no sign-in on the right port', { cause: 'signInNotOffered' }, { port: 465 }, undefined],
  [
    'a server that wants a sign-in',
    { cause: 'signInRequired' },
    { authentication: false, username: '' },
    { authentication: true },
  ],
  ['one that signed in', { cause: 'signInRequired' }, {}, undefined],
  [
    'one wrong recipient of two',
    { cause: 'recipientRefused', detail: 'eve@example.org' },
    { recipients: ['grace@example.org', 'eve@example.org'] },
    { recipients: ['grace@example.org'] },
  ],
  [
    'the only recipient',
    { cause: 'recipientRefused', detail: 'grace@example.org' },
    { recipients: ['grace@example.org'] },
    undefined,
  ],
  ['a name that is not taken', { cause: 'ehloRefused' }, { ehloDomain: '' }, { ehloDomain: 'example.com' }],
  ['the very name that is said', { cause: 'ehloRefused' }, { ehloDomain: 'example.com' }, undefined],
  ['a quota', { cause: 'quota' }, {}, undefined],
];

const self: CertificateFacts = {
  names: ['127.0.0.1'],
  issuer: '127.0.0.1',
  validFrom: 0,
  validTo: 1,
  fingerprint: 'AB:CD',
  der: 'MIIB',
};

describe('remediesOf', () => {
  for (const [what, failure, account, set] of cases) {
    it(what, () => {
      const remedies = remediesOf(aFailure(failure), anAccount(account));
      assert.deepEqual(
        remedies.map((remedy) => isMend(remedy) && remedy.set),
        [set ?? []].flat(),
      );
      for (const { label } of remedies) assert.notEqual(label, '');
    });
  }

  it('offers the known ports of the provider', () => {
    const ports = (host: string, port: number): unknown =>
      remediesOf(aFailure({ cause: 'connectionTimedOut' }), anAccount({ host, port }), presetOf('sendgrid')).map(
        (remedy) => isMend(remedy) && [remedy.set.port, remedy.set.security],
      );
    assert.deepEqual(ports('smtp.sendgrid.net', 587), [
      ['2525', 'startTls'],
      ['465', 'implicitTls'],
    ]);
    // The ports of a server other than the provider's are unknown.
    assert.deepEqual(ports('mail.own.example', 2525), [
      ['465', 'implicitTls'],
      ['587', 'startTls'],
    ]);
  });

  it('opens the provider’s page for a password', () => {
    for (const cause of ['passwordRefused', 'appPasswordRequired'] as const) {
      const [remedy] = remediesOf(aFailure({ cause }), anAccount({ provider: 'gmail' }), presetOf('gmail'));
      assert.ok(remedy !== undefined && !isMend(remedy));
      assert.equal(remedy.open, 'https://myaccount.google.com/apppasswords');
    }
  });

  it('leads to Bridge if it does not listen', () => {
    const bridge = anAccount({ provider: 'proton-bridge', host: '127.0.0.1', port: 1025 });
    const [remedy] = remediesOf(aFailure({ cause: 'connectionRefused' }), bridge, presetOf('proton-bridge'));
    assert.ok(remedy !== undefined && !isMend(remedy));
    assert.match(remedy.open, /^https:\/\/proton\.me\//);
  });

  for (const [what, address, isOffered] of [
    ['a device in the local network', '192.168.1.20', true],
    ['a device that has only IPv6', 'fd12:3456::1', true],
    ['a server in the internet', '93.184.215.14', false],
    ['a server of whose address nothing is known', undefined, false],
  ] as const) {
    it(`offers ${isOffered ? 'after a question' : 'never'} to trust the certificate of ${what}`, () => {
      const certificate = { ...self, ...(address === undefined ? {} : { address }) };
      const failure = aFailure({ cause: 'certificateUntrusted', certificate });
      const [remedy] = remediesOf(failure, anAccount({ host: 'nas.example' }));
      assert.equal(remedy !== undefined, isOffered);
      if (remedy === undefined || !isMend(remedy)) return;
      assert.match(remedy.question?.title ?? '', /nas\.example/);
      assert.match(remedy.question?.detail ?? '', /Made out to: 127\.0\.0\.1\n.*\n.*AB:CD/);
    });
  }

  it('offers to stop trusting a certificate outside of the local network', () => {
    const failure = aFailure({ cause: 'certificateUntrusted', code: notLocal, certificate: self });
    assert.deepEqual(
      remediesOf(failure, anAccount({ host: 'nas.example' })).map((remedy) => isMend(remedy) && remedy.set),
      [{ certificate: '' }],
    );
  });

  it('offers to trust the certificate of a server on this computer, but of no other', () => {
    for (const cause of ['certificateUntrusted', 'certificateChanged'] as const) {
      const failure = aFailure({ cause, certificate: self });
      assert.deepEqual(
        remediesOf(failure, anAccount({ host: 'localhost' })).map((remedy) => isMend(remedy) && remedy.set),
        [{ certificate: 'MIIB' }],
      );
      assert.deepEqual(remediesOf(failure, anAccount({ host: 'smtp.example.com' })), []);
      assert.deepEqual(remediesOf(aFailure({ cause }), anAccount({ host: '127.0.0.1' })), []);
    }
  });

  it('explains the steps of administrators only for Microsoft 365', () => {
    const of = (host: string) => remediesOf(aFailure({ cause: 'passwordSignInOff' }), anAccount({ host }));
    assert.equal(of('smtp.office365.com').length, 1);
    assert.deepEqual(of('smtp-mail.outlook.com'), []);
    assert.deepEqual(of('smtp.example.com'), []);
  });
});
