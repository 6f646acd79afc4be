import * as l10n from '@vscode/l10n';
import { button, progress } from '../../controls/controls';
import { element } from '../../controls/element';
import { notice, type Notice } from '../../controls/notice';
import type { Component } from '../sheet/component';

/** The section that deletes an account. */
export interface DeleteSection extends Component {
  readonly notice: Notice;
}

/** Builds the section; the extension asks before it deletes. */
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
