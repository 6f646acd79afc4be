import * as l10n from '@vscode/l10n';
import { isLoopback } from '../../src/model/host';
import { securities, securityWords } from '../../src/model/security';
import { checkbox, radioGroup } from '../controls';
import { element } from '../element';
import { fieldFrame } from './fieldFrame';
import { fieldLabel } from '../../src/model/fieldLabel';
import type { Editor, Part } from './part';

/** How the connection is protected; without protection the user has to say that he means it. */
export function securityField(editor: Editor): Part {
  const choices = securities.map((value) => ({ value, ...securityWords(value) }));
  const radios = radioGroup('field-security-title', choices, (chosen) => {
    const security = securities.find((value) => value === chosen);
    if (security !== undefined) editor.edit('security', security);
  });
  const trust = checkbox(
    l10n.t('I trust the network between this computer and the server: mail and password travel unprotected'),
    (checked) => editor.edit('trustedNetwork', checked),
  );
  trust.element.classList.add('trust');
  const frame = fieldFrame({
    field: 'security',
    label: fieldLabel('security'),
    control: radios.element,
    body: [radios.element, element('div', {}, trust.element)],
    labelled: 'byTitle',
    live: true,
    mend: (mend) => editor.mend(mend),
  });
  return {
    element: frame.element,
    update({ base, draft, shown }) {
      radios.show(draft.security);
      trust.show(draft.trustedNetwork);
      trust.element.hidden = base.tls !== 'optional' || draft.security !== 'none' || isLoopback(draft.host.trim());
      frame.complain(shown.get('security'));
    },
    focus(wanted) {
      if (wanted !== 'security') return false;
      if (trust.element.hidden) radios.focus();
      else trust.element.focus();
      return true;
    },
  };
}
