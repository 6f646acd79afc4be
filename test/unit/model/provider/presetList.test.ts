import assert from 'node:assert/strict';
import { presets } from '../../../../src/model/provider/presetList';
import { searchPresets } from '../../../../src/model/provider/presetList';

const ids = (text: string): string[] => searchPresets(presets(), text).map(({ preset }) => preset.id);

describe('presetSearch', () => {
  it('finds all for an empty text, the built-in and popular ones first', () => {
    assert.equal(ids(' ').length, presets().length);
    assert.deepEqual(ids('').slice(0, 4), ['custom', 'sandbox', 'gmail', 'outlook']);
  });

  it('finds by name, ignoring case, accents and spaces', () => {
    for (const [text, id] of [
      ['gmail', 'gmail'],
      ['GMAIL', 'gmail'],
      ['la poste', 'laposte'],
      ['LaPoste', 'laposte'],
      ['hotmail', 'outlook'],
      ['office', 'm365'],
      ['ses', 'ses'],
      ['plat', 'educa.madrid.org'],
      ['cesky', 'thinline.cz'],
      ['bbにいがた', 'bb-niigata.jp'],
    ] as const) {
      assert.equal(ids(text)[0], id, text);
    }
  });

  it('finds by domain, also of an address, and says by which', () => {
    assert.deepEqual(
      searchPresets(presets(), 'joe@wanadoo.fr').map(({ preset, domain }) => [preset.id, domain]),
      [['orange', 'wanadoo.fr']],
    );
    assert.equal(ids('ymail.c')[0], 'yahoo');
    assert.equal(searchPresets(presets(), 'rocketmail')[0]?.domain, 'rocketmail.com');
  });

  it('puts an exact name before names that contain it', () => {
    assert.equal(ids('free')[0], 'free');
    assert.equal(ids('orange')[0], 'orange');
    assert.ok(ids('free').includes('freenet.de'));
  });

  it('finds nothing if nothing fits', () => assert.deepEqual(ids('no such provider'), []));
});
