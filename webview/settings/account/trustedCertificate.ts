import * as l10n from '@vscode/l10n';
import { isLoopback } from '../../src/model/host';
import { button } from '../controls';
import { element, setText } from '../element';
import { icon } from '../icon';
import type { Editor, Part, View } from './part';

/** Says that a server on this computer is known by one certificate, and takes that back. */
export function trustedCertificate(editor: Editor): Part {
  let shown = '';
  const fingerprint = element('span', { class: 'fingerprint' });
  const forget = button(l10n.t('Stop trusting this certificate'), 'secondary', () => editor.edit('certificate', ''));
  const whole = element(
    'div',
    { class: 'field', role: 'group', 'aria-label': l10n.t('Trusted certificate') },
    element('p', { class: 'title' }, l10n.t('Trusted certificate')),
    element(
      'p',
      { class: 'description' },
      l10n.t('This account sends only to a server that shows the certificate with this SHA-256 fingerprint.'),
    ),
    element('p', {}, icon('pass'), ' ', fingerprint),
    element('div', { class: 'row' }, forget.element),
  );
  const update = ({ draft: { certificate, host } }: View): void => {
    whole.hidden = certificate === '' || !isLoopback(host.trim());
    if (certificate === shown) return;
    shown = certificate;
    void fingerprintOf(certificate).then((text) => {
      if (shown === certificate) setText(fingerprint, text);
    });
  };
  return {
    element: whole,
    update,
    focus(field) {
      // Not a field that anybody types into, but what a remedy sets.
      if ((field as string) !== 'certificate' || whole.hidden) return false;
      forget.focus();
      return true;
    },
  };
}

/** Hexadecimal pairs with colons between them, as programs show it. */
async function fingerprintOf(certificate: string): Promise<string> {
  try {
    const der = Uint8Array.from(atob(certificate), (letter) => letter.charCodeAt(0));
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der));
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
  } catch {
    // Somebody wrote something else into settings.json: no server will show that.
    return l10n.t('This is not a certificate.');
  }
}
