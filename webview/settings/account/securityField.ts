import * as l10n from '@vscode/l10n';
import { fieldLabel } from '../../../src/model/account/accountWords';
import { asciiHost, isLoopback } from '../../../src/model/account/hostName';
import { securities, securityWords } from '../../../src/model/account/security';
import { button, checkbox, radioGroup } from '../../controls/controls';
import { element } from '../../controls/element';
import { fieldFrame } from '../field/fieldFrame';
import type { Component, FormActions } from '../sheet/component';

/** How the connection is encrypted; without encryption the user has to confirm that they trust the network. */
export function securityField(actions: FormActions): Component {
  const choices = securities.map((value) => ({ value, ...securityWords(value) }));
  const radios = radioGroup('field-security-title', choices, (chosen) => {
    const security = securities.find((value) => value === chosen);
    if (security !== undefined) actions.edit('security', security);
  });
  const trust = checkbox(
    l10n.t('I trust the network between this computer and the server: mail and password travel unprotected'),
    (checked) => actions.edit('trustedNetwork', checked),
  );
  trust.element.classList.add('trust');
  const allow = button(l10n.t('Open the setting “Require TLS”'), 'secondary', () =>
    actions.openSetting('mailWhenDone.requireTls'),
  );
  allow.element.classList.add('trust');
  const frame = fieldFrame({
    field: 'security',
    label: fieldLabel('security'),
    control: radios.element,
    body: [radios.element, element('div', {}, trust.element, allow.element)],
    labelled: 'byTitle',
    live: true,
    mend: (mend) => actions.mend(mend),
  });
  return {
    element: frame.element,
    update({ base, draft, shown }) {
      radios.show(draft.security);
      trust.show(draft.trustedNetwork);
      const isOpen = draft.security === 'none' && !isLoopback(asciiHost(draft.host));
      trust.element.hidden = !isOpen || base.tls !== 'optional';
      allow.element.hidden = !isOpen || base.tls === 'optional' || base.tls === 'byAdministrator';
      frame.showProblem(shown.get('security'));
    },
    focus(wanted) {
      if (wanted !== 'security') return false;
      if (trust.element.hidden) radios.focus();
      else trust.element.focus();
      return true;
    },
  };
}
