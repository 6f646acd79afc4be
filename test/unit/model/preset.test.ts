import assert from 'node:assert/strict';
import { emptyDraft, type AccountField } from '../../../src/model/account';
import { applyPreset } from '../../../src/model/applyPreset';
import { parseAccount } from '../../../src/model/parseAccount';
import { presetForAddress, presetIds, presetOf, presets } from '../../../src/model/preset';

const untouched: ReadonlySet<AccountField> = new Set();

describe('preset', () => {
  it('exists once for every id, in order', () => {
    assert.deepEqual(
      presets().map(({ id }) => id),
      presetIds,
    );
  });

  it('claims no domain twice', () => {
    const domains = presets().flatMap((preset) => preset.domains);
    assert.equal(new Set(domains).size, domains.length);
  });

  for (const preset of presets().filter(({ id }) => id !== 'custom')) {
    it(`${preset.id} makes a complete account of an address and a password`, () => {
      const address = `ada@${preset.domains[0] ?? ''}`;
      assert.equal(presetForAddress(address)?.id, preset.id);
      const draft = applyPreset({ ...emptyDraft('a'), email: address }, preset, untouched);
      const { account, problems } = parseAccount(draft, true);
      assert.deepEqual(problems, []);
      assert.equal(account?.host, preset.host);
      assert.equal(account.security, preset.security);
      assert.deepEqual(account.recipients, [address]);
    });
  }

  it('leaves what the user touched', () => {
    const touched: ReadonlySet<AccountField> = new Set(['host', 'recipients']);
    const draft = { ...emptyDraft('a'), email: 'ada@gmail.com', host: 'relay.lan', recipients: ['b@c.fr'] };
    const filled = applyPreset(draft, presetOf('gmail'), touched);
    assert.equal(filled.host, 'relay.lan');
    assert.deepEqual(filled.recipients, ['b@c.fr']);
    assert.equal(filled.username, 'ada@gmail.com');
    assert.equal(filled.port, '465');
  });

  it('gives the sandbox an address where there is none', () => {
    const filled = applyPreset(emptyDraft('a'), presetOf('sandbox'), untouched);
    assert.equal(filled.email, 'me@sandbox.test');
    assert.deepEqual(parseAccount(filled, false).problems, []);
  });

  it('tells nothing of an unknown domain', () => assert.equal(presetForAddress('ada@example.com'), undefined));
});
