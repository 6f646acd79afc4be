import assert from 'node:assert/strict';
import type { Account } from '../../../src/model/account';
import type { Failure } from '../../../src/model/failure';
import { mendOf } from '../../../src/model/mend';
import type { Mend } from '../../../src/model/problem';
import { aFailure, anAccount } from '../../support/builders';

const cases: readonly (readonly [string, Partial<Failure>, Partial<Account>, Mend['set'] | undefined])[] = [
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
  ['several names', { cause: 'certificateName', detail: 'a.example.net, b.example.net' }, {}, undefined],
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
];

describe('mendOf', () => {
  for (const [what, failure, account, set] of cases) {
    it(what, () => {
      const mend = mendOf(aFailure(failure), anAccount(account));
      assert.deepEqual(mend?.set, set);
      if (mend !== undefined) assert.notEqual(mend.label, '');
    });
  }
});
