import * as l10n from '@vscode/l10n';

/**
 * What keeps the passwords: a keyring of the system as far as anybody can tell (`usual`), the browser that the editor
 * runs in, the editor itself with an encryption that is no obstacle to other programs (`weak`), or one of the two
 * latter, since the editor knows no keyring of this desktop (`noKeyring`).
 */
export type SecretKeeping = 'usual' | 'browser' | 'weak' | 'noKeyring';

/** What is known of the editor and the system that it runs on. */
export interface SecretSurroundings {
  /** The editor runs in a browser. */
  readonly isWeb: boolean;
  /** Another computer than this one keeps the secrets: nothing is known of it here. */
  readonly isRemote: boolean;
  readonly platform: string;
  /** `XDG_CURRENT_DESKTOP`: names with colons between them; empty if it is not set. */
  readonly desktop: string;
  /** `password-store` of the editor's argv.json; empty if it is not set. */
  readonly store: string;
}

/** The desktops whose keyring Electron uses by itself (Chromium, `os_crypt`: GNOME's or KDE's). */
const withKeyring = new Set('cinnamon x-cinnamon deepin dde gnome kde pantheon ukui unity xfce'.split(' '));

export function secretKeepingOf({ isWeb, isRemote, platform, desktop, store }: SecretSurroundings): SecretKeeping {
  if (isWeb) return 'browser';
  if (isRemote || platform !== 'linux') return 'usual';
  if (store !== '') return store.startsWith('basic') ? 'weak' : 'usual';
  // Not every desktop that is not named has none: an older one may use other variables.
  if (desktop === '') return 'usual';
  return desktop.split(':').some((name) => withKeyring.has(name.toLowerCase())) ? 'usual' : 'noKeyring';
}

/** The `password-store` in the text of an argv.json, which has comments; the empty text if it names none. */
export function passwordStoreIn(argv: string): string {
  return /^\s*"password-store"\s*:\s*"([\w-]{1,40})"/m.exec(argv)?.[1] ?? '';
}

/** What the user should know of it, in a sentence or two; the empty text if nothing. */
export function secretKeepingWords(keeping: SecretKeeping): string {
  switch (keeping) {
    case 'usual':
      return '';
    case 'browser':
      return l10n.t(
        'The editor runs in a browser, so the password is kept there and in no keyring of the system. Use one that opens nothing else, such as an app password.',
      );
    case 'weak':
      return l10n.t(
        'The editor is set up to keep passwords without a keyring of the system (“password-store” in its argv.json), with an encryption that other programs of yours can undo. Use one that opens nothing else, such as an app password.',
      );
    case 'noKeyring':
      return l10n.t(
        'The editor knows no keyring of this desktop: it may keep the password only until it is closed, or with an encryption that other programs of yours can undo. Use one that opens nothing else, such as an app password.',
      );
  }
}
