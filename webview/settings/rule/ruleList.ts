import * as l10n from '@vscode/l10n';
import { accountName } from '../../../src/model/account/accountWords';
import { button } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import type { FormField } from '../field/formField';
import type { Component, PageState } from '../sheet/component';
import { anySends, type RulesEditor } from './rulesEditor';
import { ruleForm, type RuleFormState } from './ruleForm';

import { ruleRow, type RuleRow } from './ruleRow';

/** The rules in their order, each of which expands to its form, and the button that adds one. */
export function ruleList(language: string, editor: RulesEditor): Component {
  const rows = new Map<string, RuleRow>();
  let shown: readonly string[] = [];
  let open: { readonly id: string; readonly form: FormField<RuleFormState> } | undefined;
  /** The rule that is being deleted, and its neighbour. */
  let leaving: { readonly id: string; readonly beside: string | undefined } | undefined;
  /** The rules that were deleted here and may be brought back. */
  const gone = new Set<string>();

  const about = element('p', { class: 'description' });
  const list = element('ol', { class: 'rules', 'aria-labelledby': 'rules-title' });
  const spoken = element('p', { class: 'unseen', role: 'status' });
  const adopt = button(l10n.t('Edit these rules'), 'secondary', () => {
    editor.adopt();
    rows.get(shown[0] ?? '')?.focus();
  });
  const add = button(l10n.t('Add rule'), 'secondary', () => {
    const id = editor.add();
    show(id);
  });

  /** Opens the form of a rule; `undefined` closes the open one. */
  const show = (id: string | undefined): void => {
    void editor.flush();
    open = id === undefined ? undefined : { id, form: ruleForm((change) => editor.edit(id, change)) };
    editor.refresh();
    open?.form.focus();
  };

  const rowOf = (id: string): RuleRow => {
    const known = rows.get(id);
    if (known !== undefined) return known;
    const row = ruleRow(id, language, {
      enable: (enabled) => {
        editor.edit(id, { enabled });
        void editor.flush();
      },
      move: (by) => {
        if (!editor.move(id, by)) return;
        setText(spoken, l10n.t('Now number {0} of {1}', shown.indexOf(id) + 1, shown.length));
      },
      go: (by) => rows.get(shown[shown.indexOf(id) + by] ?? '')?.focus(),
      toggle: () => {
        const wasOpen = open?.id === id;
        show(wasOpen ? undefined : id);
        if (wasOpen) rows.get(id)?.focus('edit');
      },
      seeMail: () => void editor.seeMail(id),
      duplicate: () => rowOf(editor.duplicate(id)).focus('edit'),
      delete: () => {
        const place = shown.indexOf(id);
        leaving = { id, beside: shown[place + 1] ?? shown[place - 1] };
        void editor.delete(id);
      },
    });
    rows.set(id, row);
    return row;
  };

  const arrange = (): void => {
    const wanted = shown.map((id) => rowOf(id).element);
    if (wanted.length === list.children.length && wanted.every((one, index) => list.children[index] === one)) return;
    // Replaced only if the list changed: moving an element takes the focus from it.
    const before = document.activeElement;
    list.replaceChildren(...wanted);
    if (before instanceof HTMLElement && list.contains(before)) before.focus();
  };

  list.addEventListener('change', () => void editor.flush());
  // A user who leaves for another window or tab may close this page.
  window.addEventListener('blur', () => void editor.flush());

  return {
    element: element(
      'div',
      { class: 'rule-list' },
      element('h3', { id: 'rules-title' }, l10n.t('Rules')),
      about,
      list,
      element('div', { class: 'row' }, adopt.element, add.element),
      spoken,
    ),
    update(page) {
      editor.receive(page.settings);
      const able = anySends(page.settings);
      const snapshots = editor.rows;
      const isOwn = !editor.areUsual;
      shown = snapshots.map(({ rule }) => rule.id);
      for (const id of rows.keys()) if (!shown.includes(id)) rows.delete(id);
      if (open !== undefined && !(isOwn && shown.includes(open.id))) open = undefined;
      // Before they are inserted: a button without a name gives itself one.
      snapshots.forEach((snapshot, place) =>
        rowOf(snapshot.rule.id).update({
          snapshot,
          isFirst: place === 0,
          isLast: place === shown.length - 1,
          isOwn,
          able,
          form: able && open?.id === snapshot.rule.id ? open.form : undefined,
          accounts: accountsOf(page),
          lastRuns: page.settings.lastRuns,
        }),
      );
      arrange();
      setText(
        about,
        isOwn
          ? l10n.t('The first rule that matches a run decides, whatever those below it say.')
          : l10n.t('These rules count as long as you have none of your own.'),
      );
      adopt.element.hidden = isOwn;
      adopt.enable(able);
      add.enable(able);
      const isThere = (id: string): boolean => isOwn && shown.includes(id);
      for (const id of [...gone].filter(isThere)) {
        gone.delete(id);
        rows.get(id)?.focus();
      }
      if (leaving === undefined || isThere(leaving.id)) return;
      const { id, beside = '' } = leaving;
      leaving = undefined;
      gone.add(id);
      if (isOwn) (rows.get(beside) ?? add).focus();
      else adopt.focus();
    },
  };
}

function accountsOf({ settings }: PageState): RuleFormState['accounts'] {
  return settings.accounts
    .filter(({ saved }) => saved)
    .map(({ draft }) => ({ id: draft.id, name: accountName(draft) }))
    .sort((one, other) => Number(other.id === settings.defaultId) - Number(one.id === settings.defaultId));
}
