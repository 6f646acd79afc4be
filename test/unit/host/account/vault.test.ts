import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Vault } from '../../../../src/host/account/vault';
import type { Binding } from '../../../../src/model/account/account';

const binding: Binding = { host: 'smtp.example.com', port: 465, security: 'implicitTls', username: 'ada' };
const whole = { password: 'opensesame', binding, version: '1' };

/** The editor's secret storage, with the same text for every account. */
function storageOf(text: string): vscode.SecretStorage {
  const storage = {
    get: () => Promise.resolve(text),
    store: () => Promise.resolve(),
    delete: () => Promise.resolve(),
    onDidChange: () => ({ dispose: () => undefined }),
  };
  return storage;
}

describe('a stored password', () => {
  it('is read as it was written', async () => {
    const vault = new Vault(storageOf(JSON.stringify(whole)));
    assert.deepEqual(await vault.credential('a', binding), { binding, password: 'opensesame' });
    assert.equal(await vault.version('a', binding), '1');
    assert.deepEqual(await vault.secret('a'), { username: 'ada', password: 'opensesame' });
  });

  it('is found again where the port is no number yet', async () => {
    const halfTyped = { ...binding, port: Number.NaN };
    const vault = new Vault(storageOf(JSON.stringify({ ...whole, binding: halfTyped })));
    assert.equal(await vault.version('a', halfTyped), '1');
  });

  const torn: readonly unknown[] = [
    null,
    7,
    true,
    'opensesame',
    [],
    [whole],
    {},
    { ...whole, binding: null },
    { ...whole, binding: 7 },
    { ...whole, binding: 'smtp.example.com:465' },
    { ...whole, binding: [binding] },
    { ...whole, binding: {} },
    { ...whole, binding: undefined },
    { ...whole, binding: { ...binding, host: null } },
    { ...whole, binding: { ...binding, port: '465' } },
    { ...whole, binding: { ...binding, port: undefined } },
    { ...whole, binding: { ...binding, security: 'ssl' } },
    { ...whole, binding: { ...binding, username: { toString: 'ada' } } },
    { ...whole, password: null },
    { ...whole, password: ['opensesame'] },
    { ...whole, version: 1 },
    { binding: null },
  ];
  for (const text of [...torn.map((value) => JSON.stringify(value)), '', '{', '{"password":"opense', '\0\0\0\0']) {
    it(`counts as missing, and the list of accounts comes, with ${JSON.stringify(text)} in its place`, async () => {
      const vault = new Vault(storageOf(text));
      // What the list asks for each account, and what masking asks.
      assert.equal(await vault.version('a', binding), undefined);
      assert.equal(await vault.credential('a', binding), undefined);
      assert.equal(await vault.secret('a'), undefined);
    });
  }
});
