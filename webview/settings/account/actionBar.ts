import * as l10n from '@vscode/l10n';
import { button, progress } from '../controls';
import { element, setText } from '../element';
import { notice, type Notice } from '../notice';
import type { Part } from './part';

export interface Actions {
  save(): void;
  discard(): void;
}

/** Saving, and whether there is anything to save. It stays in sight while the form scrolls. */
export interface ActionBar extends Part {
  readonly notice: Notice;
  /** Says in passing that something went well; the next change wipes it. */
  say(text: string): void;
}

/** Builds the bar below the form. */
export function actionBar(actions: Actions): ActionBar {
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
    say(text) {
      said = text;
      setText(words, text);
    },
    update({ standing, busy }) {
      save.enable(busy === undefined);
      discard.enable(busy === undefined);
      if (!standing.dirty && document.activeElement === discard.element) save.focus();
      discard.element.hidden = !standing.dirty;
      saving.hidden = busy !== 'save';
      if (standing.dirty) said = '';
      setText(words, busy === 'save' ? '' : standing.dirty ? l10n.t('Unsaved changes') : said);
    },
  };
}
