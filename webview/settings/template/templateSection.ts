import * as l10n from '@vscode/l10n';
import { isPlain, templateKinds, type TemplateKind } from '../../src/model/mailTemplate';
import { templateKindWords } from '../../src/model/templateWords';
import type { TemplateSnapshot } from '../../src/model/templatePreview';
import type { Client, SettingsEvents, SettingsRequests, SettingsState } from '../../src/protocol';
import { badge, button, checkbox, iconButton } from '../controls';
import { element, setAttribute, setText } from '../element';
import { icon } from '../icon';
import { notice } from '../notice';
import type { Part } from './part';
import { section } from './section';
import { TemplateDesk } from './templateDesk';
import { templateForm, type TemplateForm } from './templateForm';

/** How mails are written: a row for each kind, which opens to its form. What is changed holds at once. */
export function templateSection(
  language: string,
  client: Client<SettingsRequests, SettingsEvents>,
  refresh: () => void,
): Part {
  const alert = notice();
  const desk = new TemplateDesk(client, { refresh, refuse: (sentence) => alert.show(sentence) });
  let open: { readonly kind: TemplateKind; readonly form: TemplateForm } | undefined;
  const toggle = (kind: TemplateKind): void => {
    void desk.flush();
    const wasOpen = open?.kind === kind;
    open = wasOpen ? undefined : { kind, form: templateForm(kind, language, desk) };
    desk.refresh();
    if (wasOpen) rows.get(kind)?.focus();
    else open?.form.focus();
  };
  const rows = new Map(templateKinds.map((kind) => [kind, templateRow(kind, desk, () => toggle(kind))]));
  const list = element(
    'ul',
    { class: 'rules', 'aria-label': l10n.t('Templates') },
    ...[...rows.values()].map((row) => row.element),
  );
  list.addEventListener('change', () => void desk.flush());
  // Whoever turns to another window or tab may close this page.
  window.addEventListener('blur', () => void desk.flush());
  const templates: Part = {
    element: element(
      'div',
      { class: 'rule-list' },
      element(
        'p',
        { class: 'description' },
        l10n.t('What mails say. Mails about several things at once are written as usual.'),
      ),
      list,
    ),
    update({ state }) {
      desk.receive(state);
      for (const snapshot of desk.rows)
        rows.get(snapshot.kind)?.update(snapshot, state, open?.kind === snapshot.kind ? open.form : undefined);
    },
  };
  const refusals: Part = { element: alert.element, update: () => undefined };
  return section('templates', l10n.t('Templates'), [conversationToggle(desk), templates, refusals]);
}

function conversationToggle(desk: TemplateDesk): Part {
  const box = checkbox(l10n.t('Keep the mails about the same thing in one conversation'), (checked) => {
    void desk.keepOneConversation(checked);
  });
  const about = element('p', { class: 'description', id: 'conversation-description' });
  setText(
    about,
    l10n.t(
      'Their usual subject is then always the same, name and workspace, since some mail programs part a conversation as the subject changes. How it went is told by the first line.',
    ),
  );
  box.element.classList.add('title');
  box.element.setAttribute('aria-describedby', about.id);
  return {
    element: element('div', { class: 'field toggle' }, box.element, about),
    update: ({ state }) => box.show(state.oneConversation),
  };
}

interface TemplateRow {
  readonly element: HTMLElement;
  update(snapshot: TemplateSnapshot, state: SettingsState, form: TemplateForm | undefined): void;
  focus(): void;
}

function templateRow(kind: TemplateKind, desk: TemplateDesk, toggle: () => void): TemplateRow {
  const { label, description } = templateKindWords(kind);
  const mark = badge();
  setText(mark, l10n.t('Changed'));
  const edit = iconButton(l10n.t('Edit {0}', label), 'edit', toggle);
  const words = element('span', {}, l10n.t('What is wrong is written as usual until it is corrected.'));
  const error = element('p', { class: 'error', hidden: true }, icon('error'), words);
  const reset = button(l10n.t('Reset to default'), 'secondary', () => void desk.reset(kind));
  const close = button(l10n.t('Close'), 'secondary', toggle);
  const bar = element('div', { class: 'row' }, reset.element, close.element);
  const body = element('div', { class: 'rule-form', hidden: true, id: `template-${kind}-form` });
  const what = element('div', { class: 'what' }, element('span', { class: 'title' }, label), mark);
  const head = element('div', { class: 'head' }, what, element('span', { class: 'row-actions' }, edit.element));
  const about = element('p', { class: 'description' }, description);
  const row = element(
    'li',
    { class: 'rule template' },
    head,
    about,
    element('div', { 'aria-live': 'polite' }, error),
    body,
  );
  edit.element.setAttribute('aria-controls', body.id);
  return {
    element: row,
    update(snapshot, state, form) {
      const isUsual = isPlain(snapshot.template);
      row.classList.toggle('open', form !== undefined);
      mark.hidden = isUsual;
      reset.enable(!isUsual);
      error.hidden = snapshot.problems.length === 0;
      setAttribute(edit.element, 'aria-expanded', String(form !== undefined));
      body.hidden = form === undefined;
      if (form === undefined) body.replaceChildren();
      else {
        if (form.element.parentElement !== body) body.replaceChildren(form.element, bar);
        form.update(snapshot, state);
      }
    },
    focus: () => edit.focus(),
  };
}
