import * as l10n from '@vscode/l10n';
import type { TemplateSnapshot } from '../../../src/model/template/compiledTemplate';
import { isUsualTemplate, type TemplateKind, templateKinds } from '../../../src/model/template/mailTemplate';
import { templateKindWords } from '../../../src/model/template/templateWords';
import type { Client } from '../../../src/protocol/channel';
import type { SettingsEvents, SettingsRequests, SettingsState } from '../../../src/protocol/settingsPage';
import { badge, button, checkbox, iconButton } from '../../controls/controls';
import { element, setAttribute, setText } from '../../controls/element';
import { icon } from '../../controls/icon';
import { notice } from '../../controls/notice';
import { section } from '../field/section';
import type { Component } from '../sheet/component';
import { TemplatesEditor } from './templatesEditor';
import { templateForm, type TemplateForm } from './templateForm';

/** How mails are written: a row for each kind, which expands to its form. Changes apply at once. */
export function templateSection(
  language: string,
  client: Client<SettingsRequests, SettingsEvents>,
  refresh: () => void,
): Component {
  const alert = notice();
  const editor = new TemplatesEditor(client, { refresh, showError: (sentence) => alert.show(sentence) });
  let open: { readonly kind: TemplateKind; readonly form: TemplateForm } | undefined;
  const toggle = (kind: TemplateKind): void => {
    void editor.flush();
    const wasOpen = open?.kind === kind;
    open = wasOpen ? undefined : { kind, form: templateForm(kind, language, editor) };
    editor.refresh();
    if (wasOpen) rows.get(kind)?.focus();
    else open?.form.focus();
  };
  const rows = new Map(templateKinds.map((kind) => [kind, templateRow(kind, editor, () => toggle(kind))]));
  const list = element(
    'ul',
    { class: 'rules', 'aria-label': l10n.t('Templates') },
    ...[...rows.values()].map((row) => row.element),
  );
  list.addEventListener('change', () => void editor.flush());
  // A user who leaves for another window or tab may close this page.
  window.addEventListener('blur', () => void editor.flush());
  const templates: Component = {
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
    update({ settings: state }) {
      editor.receive(state);
      for (const snapshot of editor.rows)
        rows.get(snapshot.kind)?.update(snapshot, state, open?.kind === snapshot.kind ? open.form : undefined);
    },
  };
  const errors: Component = { element: alert.element, update: () => undefined };
  return section('templates', l10n.t('Templates'), [conversationToggle(editor), templates, errors]);
}

function conversationToggle(editor: TemplatesEditor): Component {
  const box = checkbox(l10n.t('Keep the mails about the same thing in one conversation'), (checked) => {
    void editor.keepOneConversation(checked);
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
    update: ({ settings: state }) => box.show(state.oneConversation),
  };
}

interface TemplateRow {
  readonly element: HTMLElement;
  update(snapshot: TemplateSnapshot, state: SettingsState, form: TemplateForm | undefined): void;
  focus(): void;
}

function templateRow(kind: TemplateKind, editor: TemplatesEditor, toggle: () => void): TemplateRow {
  const { label, description } = templateKindWords(kind);
  const mark = badge();
  setText(mark, l10n.t('Changed'));
  const edit = iconButton(l10n.t('Edit {0}', label), 'edit', toggle);
  const words = element('span', {}, l10n.t('What is wrong is written as usual until it is corrected.'));
  const error = element('p', { class: 'error', hidden: true }, icon('error'), words);
  const reset = button(l10n.t('Reset to default'), 'secondary', () => void editor.reset(kind));
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
      const isUsual = isUsualTemplate(snapshot.template);
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
