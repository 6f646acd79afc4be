import * as l10n from '@vscode/l10n';
import { fieldLabel } from '../../../src/model/account/accountWords';
import { secretKeepingWords } from '../../../src/model/account/secretKeeping';
import { securityWords } from '../../../src/model/account/security';
import { pastedPassword } from '../../../src/model/provider/applyPreset';
import { presetOf } from '../../../src/model/provider/presetList';
import { appPasswordSteps, passwordHint } from '../../../src/model/provider/presetWords';
import { button, iconButton, link } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { icon } from '../../controls/icon';
import { fieldFrame } from '../field/fieldFrame';
import { textInput } from '../field/formField';
import type { Component, FormActions, PageState } from '../sheet/component';

/** The password: stored (to change or delete) or to type. What is typed is in the field, nowhere else on the page. */
export function passwordField(actions: FormActions): Component {
  let changing = actions.password !== '';
  /** Spaces were removed from the pasted text. */
  let isStripped = false;
  let shownPage: string | undefined;
  let page: PageState | undefined;

  const input = textInput({ type: 'password', 'aria-required': 'true' });
  input.value = actions.password;
  input.addEventListener('input', () => actions.typePassword(input.value));
  input.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const cleaned = page === undefined ? text : pastedPassword(text, presetOf(page.draft.provider));
    if (cleaned === text) return;
    event.preventDefault();
    const { selectionStart, selectionEnd, value } = input;
    input.setRangeText(cleaned, selectionStart ?? value.length, selectionEnd ?? value.length, 'end');
    isStripped = true;
    actions.typePassword(input.value);
  });
  input.addEventListener('blur', () => actions.visit('password'));
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
    if (page) show(page);
    input.focus();
  });
  const remove = button(l10n.t('Delete password'), 'secondary', () => {
    stop();
    actions.deletePassword();
  });
  const stored = element(
    'div',
    { class: 'row', role: 'group', 'aria-label': l10n.t('Stored password') },
    element('span', { class: 'set' }, icon('check'), element('span', {}, l10n.t('Set'))),
    change.element,
    remove.element,
  );

  const source = element('p', { class: 'description' });
  const list = element('ol');
  const steps = element(
    'details',
    { class: 'app-password', hidden: true },
    element('summary', {}, icon('chevron-right'), element('span', {}, l10n.t('Steps to an app password'))),
    list,
  );
  let shownSteps = '';
  const keeping = element('p', { class: 'description', hidden: true });
  const note = element('p', { class: 'note', 'aria-live': 'polite' });
  const frame = fieldFrame({
    field: 'password',
    label: fieldLabel('password'),
    control: input,
    body: [source, steps, keeping, note, stored, entry],
  });

  const empty = (): void => {
    changing = false;
    input.value = '';
    reveal(false);
  };
  const stop = (): void => {
    empty();
    actions.typePassword('');
    change.focus();
  };
  const show = (next: PageState): void => {
    page = next;
    if (!next.passwordTyped && input.value !== '') empty();
    const isSet = next.status.password === 'set';
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
      source.replaceChildren(...(passwordPage === undefined ? [] : [link(l10n.t('Get the password'), passwordPage)]));
      shownPage = passwordPage;
    }
    source.hidden = passwordPage === undefined;
    const nextSteps = appPasswordSteps(preset);
    steps.hidden = nextSteps.length === 0;
    if (shownSteps !== nextSteps.join()) {
      shownSteps = nextSteps.join();
      list.replaceChildren(...nextSteps.map((step) => element('li', {}, step)));
    }
    const kept = secretKeepingWords(next.settings.secretKeeping);
    keeping.hidden = kept === '';
    setText(keeping, kept);
    if (!next.passwordTyped) isStripped = false;
    const stripped = l10n.t('The spaces between the groups are left out: they are not part of the password.');
    setText(note, isStripped ? stripped : noteOf(next));
    frame.showProblem(next.shown.get('password'));
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

function noteOf({ status, base: { draft }, draft: { host }, passwordLost }: PageState): string {
  if (passwordLost === 'outside') {
    return l10n.t(
      'The password was removed: nobody vouches for {0}. Type it again if you trust that server with it.',
      host,
    );
  }
  if (status.password === 'otherServer') {
    return l10n.t(
      'The stored password belongs to {0} on {1}, port {2}, {3}. Type the password for the server and user above.',
      draft.username,
      draft.host,
      draft.port,
      securityWords(draft.security).label,
    );
  }
  return passwordLost === 'hidden'
    ? l10n.t('The password that you typed was not kept while the page was hidden. Type it again.')
    : '';
}
