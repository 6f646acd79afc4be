import * as l10n from '@vscode/l10n';
import { button, progress } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { notice, type Notice } from '../../controls/notice';
import type { Component } from '../sheet/component';

/** What the bar can do. */
export interface SaveActions {
  save(): void;
  discard(): void;
}

/** The buttons that save and discard, and whether there is anything to save. Always visible while the form scrolls. */
export interface ActionBar extends Component {
  readonly notice: Notice;
  /** Reports a success; the next change removes it. */
  announce(text: string): void;
}

/** Builds the bar below the form. */
export function actionBar(actions: SaveActions): ActionBar {
  const save = button(l10n.t('Save settings'), 'primary', () => actions.save());
  const discard = button(l10n.t('Discard changes'), 'secondary', () => actions.discard());
  const words = element('span', { role: 'status', class: 'state' });
  const saving = progress(l10n.t('Saving…'));
  const alert = notice();
  let said = '';
  return {
    element: element(
      'div',
      { class: 'actions' },
      alert.element,
      element('div', { class: 'row' }, save.element, discard.element, words, saving),
    ),
    notice: alert,
    announce(text) {
      said = text;
      setText(words, text);
    },
    update({ status, busy }) {
      save.enable(busy === undefined);
      discard.enable(busy === undefined);
      if (!status.dirty && document.activeElement === discard.element) save.focus();
      discard.element.hidden = !status.dirty;
      saving.hidden = busy !== 'save';
      if (status.dirty) said = '';
      setText(words, busy === 'save' ? '' : status.dirty ? l10n.t('Unsaved changes') : said);
    },
  };
}
