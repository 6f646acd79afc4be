import * as l10n from '@vscode/l10n';
import { presetOf } from '../../src/model/presetList';
import { passwordHint } from '../../src/model/presetWords';
import { pastedPassword } from '../../src/model/pastedPassword';
import { securityWords } from '../../src/model/security';
import { button, iconButton, link } from '../controls';
import { element, setText } from '../element';
import { icon } from '../icon';
import { fieldFrame } from './fieldFrame';
import { fieldLabel } from '../../src/model/fieldLabel';
import type { Editor, Part, View } from './part';

/** The password: stored (to be changed or deleted) or to be typed. What is typed stands in the field and nowhere else. */
export function passwordField(editor: Editor): Part {
  let changing = editor.password !== '';
  /** Spaces were left out of what was pasted. */
  let isStripped = false;
  let shownPage: string | undefined;
  let view: View | undefined;

  const input = element('input', {
    type: 'password',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    'aria-required': 'true',
  });
  input.value = editor.password;
  input.addEventListener('input', () => editor.typePassword(input.value));
  input.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const meant = view === undefined ? text : pastedPassword(text, presetOf(view.draft.provider));
    if (meant === text) return;
    event.preventDefault();
    const { selectionStart, selectionEnd, value } = input;
    input.setRangeText(meant, selectionStart ?? value.length, selectionEnd ?? value.length, 'end');
    isStripped = true;
    editor.typePassword(input.value);
  });
  input.addEventListener('blur', () => editor.visit('password'));
  const reveal = (visible: boolean): void => {
    input.type = visible ? 'text' : 'password';
    eye.press(visible);
  };
  const eye = iconButton(l10n.t('Show password'), 'eye', () => reveal(input.type === 'password'));
  eye.press(false);
  const keep = button(l10n.t('Keep the stored password'), 'secondary', () => stop());
  const entry = element('div', { class: 'row' }, input, eye.element, keep.element);

  const change = button(l10n.t('Change password'), 'secondary', () => {
    changing = true;
    if (view) show(view);
    input.focus();
  });
  const remove = button(l10n.t('Delete password'), 'secondary', () => {
    stop();
    editor.deletePassword();
  });
  const stored = element(
    'div',
    { class: 'row', role: 'group', 'aria-label': l10n.t('Stored password') },
    element('span', { class: 'set' }, icon('check'), element('span', {}, l10n.t('Set'))),
    change.element,
    remove.element,
  );

  const page = element('p', { class: 'description' });
  const note = element('p', { class: 'note', 'aria-live': 'polite' });
  const frame = fieldFrame({
    field: 'password',
    label: fieldLabel('password'),
    control: input,
    body: [page, note, stored, entry],
  });

  const empty = (): void => {
    changing = false;
    input.value = '';
    reveal(false);
  };
  const stop = (): void => {
    empty();
    editor.typePassword('');
    change.focus();
  };
  const show = (next: View): void => {
    view = next;
    if (!next.passwordTyped && input.value !== '') empty();
    const isSet = next.standing.password === 'set';
    const focused = document.activeElement;
    stored.hidden = !isSet || changing;
    entry.hidden = isSet && !changing;
    if (stored.hidden && stored.contains(focused)) input.focus();
    if (entry.hidden && entry.contains(focused)) change.focus();
    keep.element.hidden = !isSet;
    remove.enable(next.busy === undefined);
    const preset = presetOf(next.draft.provider);
    const { passwordPage } = preset;
    frame.describe(passwordHint(preset));
    if (shownPage !== passwordPage) {
      page.replaceChildren(...(passwordPage === undefined ? [] : [link(l10n.t('Get the password'), passwordPage)]));
      shownPage = passwordPage;
    }
    page.hidden = passwordPage === undefined;
    if (!next.passwordTyped) isStripped = false;
    const stripped = l10n.t('The spaces between the groups are left out: they are not part of the password.');
    setText(note, isStripped ? stripped : noteOf(next));
    frame.complain(next.shown.get('password'));
  };
  return {
    element: frame.element,
    update: show,
    focus(wanted) {
      if (wanted !== 'password') return false;
      (entry.hidden ? change : input).focus();
      return true;
    },
  };
}

function noteOf({ standing, base: { draft }, passwordLost }: View): string {
  if (standing.password === 'otherServer') {
    return l10n.t(
      'The stored password belongs to {0} on {1}, port {2}, {3}. Type the password for the server and user above.',
      draft.username,
      draft.host,
      draft.port,
      securityWords(draft.security).label,
    );
  }
  return passwordLost
    ? l10n.t('The password that you typed was not kept while the page was hidden. Type it again.')
    : '';
}
