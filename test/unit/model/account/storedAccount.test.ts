import assert from 'node:assert/strict';
import { emptyDraft } from '../../../../src/model/account/account';
import { readAccount, readAccounts, storeAccount } from '../../../../src/model/account/storedAccount';
import { aDraft } from '../../../support/builders';

describe('storedAccount', () => {
  it('is read back as it was', () => {
    const draft = aDraft({
      bcc: true,
      extraHeaders: ['X-Team: build'],
      bccRecipients: ['grace@example.org'],
      authentication: false,
      ehloDomain: 'x.fr',
      authMethod: 'LOGIN',
    });
    assert.deepEqual(readAccount(storeAccount(draft), 0), draft);
  });

  it('holds what differs from the defaults, and always the server', () => {
    assert.deepEqual(storeAccount({ ...emptyDraft('a'), email: 'a@b.fr' }), {
      id: 'a',
      email: 'a@b.fr',
      provider: 'custom',
      host: '',
      port: 465,
      security: 'implicitTls',
      recipients: [],
    });
  });

  it('holds no server for the sandbox', () => {
    const stored = storeAccount(aDraft({ provider: 'sandbox' }));
    assert.deepEqual(
      ['host', 'port', 'security', 'username'].filter((key) => key in stored),
      [],
    );
  });

  it('keeps a port that is not a number', () => {
    assert.equal(readAccount(storeAccount(aDraft({ port: 'smtp' })), 0).port, 'smtp');
  });

  it('keeps an unknown provider', () => {
    assert.equal(readAccount(storeAccount(aDraft({ provider: 'of-tomorrow' })), 0).provider, 'of-tomorrow');
  });

  for (const value of [
    undefined,
    null,
    'x',
    3,
    [],
    { host: 5, port: {}, security: 'ssl', recipients: 'a@b.fr', provider: 7 },
  ]) {
    it(`is an empty account if it is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(readAccount(value, 2), emptyDraft('account-3'));
    });
  }

  it('never contains a password', () => {
    const stored = storeAccount({ ...aDraft(), password: 'secret' } as never);
    assert.ok(!('password' in readAccount(stored, 0)));
    assert.ok(!('password' in stored));
  });
});

describe('readAccounts', () => {
  const ids = (...values: unknown[]): string[] => readAccounts(values).map(({ id }) => id);

  it('gives every account its own id', () => {
    assert.deepEqual(ids({ id: 'a' }, { id: 'a' }, { id: 'a-2' }, { id: 'a' }), ['a', 'a-3', 'a-2', 'a-4']);
    assert.deepEqual(ids({}, null, 'nonsense'), ['account-1', 'account-2', 'account-3']);
  });

  it('leaves an explicit id to its account', () => {
    assert.deepEqual(ids({}, { id: 'account-1' }), ['account-1-2', 'account-1']);
  });
});
