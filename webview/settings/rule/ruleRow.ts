import * as l10n from '@vscode/l10n';
import { ruleWords } from '../../../src/model/rule/ruleWords';
import type { RuleSnapshot } from '../../../src/protocol/settingsPage';
import { badge, button, checkbox, iconButton } from '../../controls/controls';
import { element, setAttribute, setText } from '../../controls/element';
import { icon } from '../../controls/icon';
import type { FormField } from '../field/formField';
import type { RuleFormState } from './ruleForm';
import { runPreview } from './runPreview';

/** What can be done with a rule. */
export interface RuleEvents {
  enable(enabled: boolean): void;
  move(by: -1 | 1): void;
  /** Moves the focus to the rule before or after it. */
  go(by: -1 | 1): void;
  /** Opens or closes the form. */
  toggle(): void;
  duplicate(): void;
  /** Shows the mail that it would send. */
  seeMail(): void;
  delete(): void;
}

/** Everything that a row of the list shows. */
export interface RuleRowState {
  readonly snapshot: RuleSnapshot;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** The rule is the user's own; a usual rule has no buttons. */
  readonly isOwn: boolean;
  /** Mail can be sent; otherwise every control is disabled. */
  readonly able: boolean;
  /** The form, if it is open. */
  readonly form: FormField<RuleFormState> | undefined;
  readonly accounts: RuleFormState['accounts'];
  readonly lastRuns: number | undefined;
}

/** A rule in the list. */
export interface RuleRow {
  readonly element: HTMLElement;
  update(state: RuleRowState): void;
  focus(place?: 'edit'): void;
}

/** Builds the row of a rule, which expands to its form. */
export function ruleRow(id: string, language: string, events: RuleEvents): RuleRow {
  const box = checkbox('', (checked) => events.enable(checked));
  box.element.classList.add('title');
  const name = element('span', { class: 'title' });
  const mark = badge();
  setText(mark, l10n.t('No mail'));
  const about = element('p', { class: 'description', id: `rule-${id}-description` });
  const up = iconButton('', 'arrow-up', () => events.move(-1));
  const down = iconButton('', 'arrow-down', () => events.move(1));
  const edit = iconButton('', 'edit', () => events.toggle());
  const duplicate = iconButton('', 'copy', () => events.duplicate());
  const remove = iconButton('', 'trash', () => events.delete());
  const buttons = [up, down, edit, duplicate, remove];
  const actions = element('span', { class: 'row-actions' }, ...buttons.map((one) => one.element));
  const words = element('span');
  const error = element('p', { class: 'error', hidden: true }, icon('error'), words);
  const errors = element('div', { 'aria-live': 'polite' }, error);
  const preview = runPreview(language, () => events.seeMail());
  const close = button(l10n.t('Close'), 'secondary', () => events.toggle());
  const body = element('div', { class: 'rule-form', hidden: true, id: `rule-${id}-form` });
  const head = element('div', { class: 'head' }, element('div', { class: 'what' }, box.element, name, mark), actions);
  const row = element('li', { class: 'rule' }, head, about, errors, preview.element, body);
  edit.element.setAttribute('aria-controls', body.id);

  let hasKeys = false;
  row.addEventListener('keydown', (event) => {
    // A list that is open in the form has handled its own keys by now.
    if (!hasKeys || event.isComposing || event.defaultPrevented) return;
    const place = body.contains(event.target as Node) ? 'form' : event.target === box.element ? 'box' : 'row';
    const act = keyAction(event, place, !body.hidden);
    if (act === undefined) return;
    event.preventDefault();
    // Otherwise the editor would handle the same Escape.
    event.stopPropagation();
    if (act.by === undefined) events[act.do]();
    else events[act.do](act.by);
  });

  return {
    element: row,
    update({ snapshot, isFirst, isLast, isOwn, able, form, accounts, lastRuns }) {
      const { rule, problems } = snapshot;
      const said = ruleWords(rule);
      const title = rule.name.trim() || capital(said);
      hasKeys = isOwn && able;
      row.classList.toggle('usual', !isOwn);
      row.classList.toggle('off', !rule.enabled);
      row.classList.toggle('open', form !== undefined);
      row.classList.toggle('unnamed', rule.name.trim() === '');
      box.element.hidden = actions.hidden = !isOwn;
      name.hidden = isOwn;
      setText(name, title);
      box.label(title);
      box.show(rule.enabled);
      box.enable(able);
      mark.hidden = rule.mails;
      about.hidden = title !== rule.name.trim();
      setText(about, capital(said));
      setAttribute(box.element, 'aria-describedby', !about.hidden && about.id);
      up.rename(l10n.t('Move {0} up', title));
      down.rename(l10n.t('Move {0} down', title));
      preview.rename(title);
      edit.rename(l10n.t('Edit {0}', title));
      duplicate.rename(l10n.t('Duplicate {0}', title));
      remove.rename(l10n.t('Delete {0}', title));
      for (const one of buttons) one.enable(able);
      up.enable(able && !isFirst);
      down.enable(able && !isLast);
      setAttribute(edit.element, 'aria-expanded', String(form !== undefined));
      error.hidden = problems.length === 0;
      setText(words, problems.length === 0 ? '' : l10n.t('This rule matches no run until its settings are corrected.'));
      preview.element.hidden = !rule.enabled || problems.length > 0;
      preview.update(snapshot, lastRuns);
      if (form === undefined) body.replaceChildren();
      else {
        if (form.element.parentElement !== body) body.replaceChildren(form.element, close.element);
        form.update({ rule, problems, accounts });
      }
      body.hidden = form === undefined;
    },
    focus: (place) => (place === 'edit' ? edit.focus() : box.element.focus()),
  };
}

type KeyAction =
  { readonly do: 'move' | 'go'; readonly by: -1 | 1 } | { readonly do: 'toggle' | 'delete'; readonly by?: never };

/** What a key does in a row, by where the focus is; in the form, Escape closes it and every other key types. */
function keyAction(
  { key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent,
  place: 'box' | 'row' | 'form',
  isOpen: boolean,
): KeyAction | undefined {
  if (ctrlKey || metaKey || shiftKey) return undefined;
  const by = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : undefined;
  if (by !== undefined && place !== 'form') {
    if (altKey) return { do: 'move', by };
    return place === 'box' ? { do: 'go', by } : undefined;
  }
  if (altKey) return undefined;
  if (key === 'Escape') return isOpen ? { do: 'toggle' } : undefined;
  if (place === 'form') return undefined;
  return key === 'F2' ? { do: 'toggle' } : key === 'Delete' ? { do: 'delete' } : undefined;
}

function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
