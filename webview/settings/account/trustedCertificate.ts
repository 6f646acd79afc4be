import * as l10n from '@vscode/l10n';
import { asciiHost, mayBeLocal } from '../../../src/model/account/hostName';
import { button } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { icon } from '../../controls/icon';
import type { Component, FormActions, PageState } from '../sheet/component';

/**
 * Shows that one certificate is trusted for a server on this computer or in the local network, and lets the user
 * withdraw that.
 */
export function trustedCertificate(actions: FormActions): Component {
  let shown = '';
  const fingerprint = element('span', { class: 'fingerprint' });
  const forget = button(l10n.t('Stop trusting this certificate'), 'secondary', () => actions.edit('certificate', ''));
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
  const update = ({ draft: { certificate, host } }: PageState): void => {
    whole.hidden = certificate === '' || !mayBeLocal(asciiHost(host));
    if (certificate === shown) return;
    shown = certificate;
    void certificateFingerprint(certificate).then((text) => {
      if (shown === certificate) setText(fingerprint, text);
    });
  };
  return {
    element: whole,
    update,
    focus(field) {
      // No field to type into: a remedy sets it.
      if ((field as string) !== 'certificate' || whole.hidden) return false;
      forget.focus();
      return true;
    },
  };
}

/** Hexadecimal pairs with colons between them, the usual form. */
async function certificateFingerprint(certificate: string): Promise<string> {
  try {
    const der = Uint8Array.from(atob(certificate), (letter) => letter.charCodeAt(0));
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der));
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
  } catch {
    // settings.json has something else there, which no server can present.
    return l10n.t('This is not a certificate.');
  }
}
