import assert from 'node:assert/strict';
import { passwordStoreIn, secretKeepingOf, secretKeepingWords } from '../../../../src/model/account/secretKeeping';

const linux = { isWeb: false, isRemote: false, platform: 'linux', desktop: 'ubuntu:GNOME', store: '' };

describe('what keeps a password', () => {
  for (const [what, change, keeping] of [
    ['GNOME', {}, 'usual'],
    ['KDE', { desktop: 'KDE' }, 'usual'],
    ['Cinnamon', { desktop: 'X-Cinnamon' }, 'usual'],
    ['a tiling window manager', { desktop: 'sway' }, 'noKeyring'],
    ['LXQt', { desktop: 'LXQt' }, 'noKeyring'],
    ['a tiling window manager whose user named a keyring', { desktop: 'sway', store: 'gnome-libsecret' }, 'usual'],
    ['a user who chose the weaker encryption', { store: 'basic' }, 'weak'],
    ['the same in other words', { desktop: 'sway', store: 'basic_text' }, 'weak'],
    ['a desktop that does not name itself', { desktop: '' }, 'usual'],
    ['macOS', { platform: 'darwin', desktop: '' }, 'usual'],
    ['Windows', { platform: 'win32', desktop: '' }, 'usual'],
    ['an editor in a browser', { isWeb: true, isRemote: true }, 'browser'],
    ['a server over SSH, of whose user nothing is known', { isRemote: true, desktop: 'sway' }, 'usual'],
  ] as const) {
    it(`is said of ${what}`, () => {
      const found = secretKeepingOf({ ...linux, ...change });
      assert.equal(found, keeping);
      assert.equal(secretKeepingWords(found) === '', keeping === 'usual');
    });
  }

  it('is read from the arguments of the editor, between its comments', () => {
    const argv =
      '// comment\n{\n\t// "password-store": "basic"\n\t"enable-crash-reporter": true,\n\t"password-store": "basic"\n}';
    assert.equal(passwordStoreIn(argv), 'basic');
    assert.equal(passwordStoreIn(argv.replace('\t"password-store"', '\t// "password-store"')), '');
    assert.equal(passwordStoreIn(''), '');
  });
});
