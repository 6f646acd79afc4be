import * as l10n from '@vscode/l10n';
import { button, progress } from '../controls';
import { element } from '../element';
import { notice, type Notice } from '../notice';
import type { Part } from './part';

/** The way out. */
export interface DeleteSection extends Part {
  readonly notice: Notice;
}

/** Removes the account; the extension asks before it does. */
export function deleteSection(deleteAccount: () => void): DeleteSection {
  const remove = button(l10n.t('Delete SMTP settings'), 'secondary', deleteAccount);
  const deleting = progress(l10n.t('Deleting…'));
  const alert = notice();
  return {
    element: element(
      'div',
      { class: 'field delete' },
      element(
        'p',
        { class: 'description' },
        l10n.t('Removes these settings and the stored password. The editor asks before it does.'),
      ),
      element('div', { class: 'row' }, remove.element, deleting),
      alert.element,
    ),
    notice: alert,
    update({ base, busy }) {
      deleting.hidden = busy !== 'delete';
      remove.enable(base.saved && busy === undefined);
    },
  };
}
