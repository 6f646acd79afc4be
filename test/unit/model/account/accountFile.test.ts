import assert from 'node:assert/strict';
import { largestAccountFile, readAccountFile, writeAccountFile } from '../../../../src/model/account/accountFile';
import { copyAccount, meetAccounts } from '../../../../src/model/account/accountFile';
import { aDraft, password } from '../../../support/builders';

describe('accountFile', () => {
  const file = (change: object): string =>
    JSON.stringify({ format: 'mail-when-done-accounts', version: 1, accounts: [{ id: 'a' }], ...change });

  it('reads back what it wrote', () => {
    const accounts = [aDraft({ id: 'a', name: 'Work' }), aDraft({ id: 'b', port: '25', security: 'none' })];
    const text = writeAccountFile({ accounts, defaultId: 'b' });
    assert.deepEqual(readAccountFile(text), { accounts, defaultId: 'b' });
    assert.deepEqual(readAccountFile(`\uFEFF${text}`).accounts, accounts);
  });

  it('writes only the known fields of an object', () => {
    const draft = { ...aDraft(), password, secret: password, credential: { password } };
    const text = writeAccountFile({ accounts: [draft], defaultId: '' });
    assert.ok(!text.includes(JSON.stringify(password).slice(1, -1)));
    assert.ok(!/password|secret|credential/i.test(text), text);
  });

  it('skips passwords and other fields that are not ours', () => {
    const [draft] = readAccountFile(file({ accounts: [{ id: 'a', name: 'Work', password, unknown: 1 }] })).accounts;
    assert.equal(draft?.name, 'Work');
    assert.ok(!JSON.stringify(draft).includes(password.slice(0, 4)));
  });

  it('does not import the trust in a network', () => {
    const [draft] = readAccountFile(file({ accounts: [{ id: 'a', trustedNetwork: true }] })).accounts;
    assert.equal(draft?.trustedNetwork, false);
  });

  it('gives two accounts with the same id different ones', () => {
    const { accounts } = readAccountFile(file({ accounts: [{ id: 'a' }, { id: 'a' }] }));
    assert.deepEqual(
      accounts.map(({ id }) => id),
      ['a', 'a-2'],
    );
  });

  for (const [what, text, sentence] of [
    ['no JSON', '{"format":', /holds no accounts/],
    ['nothing', '', /holds no accounts/],
    ['another form', '{"accounts": [{}]}', /holds no accounts/],
    ['null', 'null', /holds no accounts/],
    ['a list in place of an object', '[]', /holds no accounts/],
    ['no list of accounts', file({ accounts: { id: 'a' } }), /holds no accounts/],
    ['an account that is none', file({ accounts: [{ id: 'a' }, 'b'] }), /holds no accounts/],
    ['a newer version', file({ version: 2 }), /newer version/],
    ['an empty list', file({ accounts: [] }), /no accounts in this file/],
    ['too many', file({ accounts: Array.from({ length: 101 }, () => ({})) }), /more than 100/],
    ['too much', file({ padding: 'x'.repeat(largestAccountFile) }), /too large/],
  ] as const) {
    it(`refuses ${what} with a sentence`, () => {
      assert.throws(() => readAccountFile(text), sentence);
    });
  }
});

describe('accountImport', () => {
  const here = [aDraft({ id: 'a', name: 'Work' }), aDraft({ id: 'b', name: 'Home', trustedNetwork: true })];

  it('recognises a new account, the same one, and another one with the same id', () => {
    const incoming = [
      aDraft({ id: 'c' }),
      aDraft({ id: 'a', name: 'Work' }),
      aDraft({ id: 'b', name: 'Home' }),
      aDraft({ id: 'a', name: 'Work', host: 'smtp.other.example' }),
    ];
    assert.deepEqual(
      meetAccounts(incoming, here).map(({ meets, present }) => [meets, present?.name]),
      [
        ['nothing', undefined],
        ['same', 'Work'],
        ['same', 'Home'],
        ['other', 'Work'],
      ],
    );
  });

  it('copies an account with a new id and name', () => {
    const first = copyAccount(here[0]!, here);
    const second = copyAccount(here[0]!, [...here, first]);
    assert.deepEqual([first.name, second.name], ['Work (copy)', 'Work (copy 2)']);
    assert.equal(new Set(['a', 'b', first.id, second.id]).size, 4);
    assert.deepEqual({ ...first, id: 'a', name: 'Work' }, here[0]);
  });
});
