import * as l10n from '@vscode/l10n';
import type { RuleProblem } from '../../src/model/compiledRule';
import type { Rule } from '../../src/model/rule';
import { checkbox } from '../controls';
import { element, setText } from '../element';
import { icon } from '../icon';
import { fieldFrame } from './fieldFrame';

/** Everything that the form of a rule shows. */
export interface RuleView {
  readonly rule: Rule;
  readonly problems: readonly RuleProblem[];
  /** The accounts that there are, the default one first. */
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
}

/** A piece of the form of a rule. */
export interface RulePart {
  readonly element: HTMLElement;
  update(view: RuleView): void;
  focus?(): void;
}

/** Takes what was typed or chosen. */
export type EditRule = (change: Partial<Rule>) => void;

interface FieldWords {
  readonly label: string;
  readonly description?: string;
}

/** A line of text of a rule; what is wrong with it the extension knows. */
export function ruleText(
  edit: EditRule,
  field: 'name' | 'match' | 'folder' | 'exitCodes',
  words: FieldWords,
): RulePart {
  const input = textInput();
  const frame = fieldFrame({ field: `rule-${field}`, ...words, control: input, live: true });
  input.addEventListener('input', () => edit({ [field]: input.value }));
  return {
    element: frame.element,
    update({ rule, problems }) {
      if (input.value !== rule[field]) input.value = rule[field];
      frame.complain(problems.find((problem) => problem.field === field));
    },
    focus: () => input.focus(),
  };
}

interface NumberWords extends FieldWords {
  /** Names the field on the page. */
  readonly name: string;
  readonly whole?: boolean;
  readonly read: (rule: Rule) => number;
  readonly write: (value: number, rule: Rule) => Partial<Rule>;
}

/** A number of a rule, 0 or more. What is no number is not saved, and stays as it was typed. */
export function ruleNumber(edit: EditRule, { name, whole = false, read, write, ...words }: NumberWords): RulePart {
  const input = textInput('narrow', 'numeric');
  const frame = fieldFrame({ field: `rule-${name}`, ...words, control: input, live: true });
  let rule: Rule | undefined;
  let shown: number | undefined;
  input.addEventListener('input', () => {
    const typed = numberOf(input.value, whole);
    const message = whole ? l10n.t('Enter a whole number, 0 or more.') : l10n.t('Enter a number, 0 or more.');
    frame.complain(typed === undefined ? { message } : undefined);
    if (typed === undefined || rule === undefined) return;
    shown = typed;
    edit(write(typed, rule));
  });
  return {
    element: frame.element,
    update(view) {
      rule = view.rule;
      const value = read(rule);
      // What is being typed stays as it is: an empty field is 0, and so is "0.".
      if (value === shown) return;
      shown = value;
      input.value = String(value);
      frame.complain(undefined);
    },
    focus: () => input.focus(),
  };
}

/** A yes or no of a rule. */
export function ruleToggle(
  name: string,
  words: FieldWords,
  read: (rule: Rule) => boolean,
  write: (checked: boolean) => void,
): RulePart {
  const box = checkbox(words.label, write);
  const about = element('p', { class: 'description', id: `field-rule-${name}-description` });
  setText(about, words.description ?? '');
  box.element.classList.add('title');
  if (words.description !== undefined) box.element.setAttribute('aria-describedby', about.id);
  return {
    element: element(
      'div',
      { class: 'field toggle' },
      box.element,
      words.description === undefined ? undefined : about,
    ),
    update: ({ rule }) => box.show(read(rule)),
    focus: () => box.element.focus(),
  };
}

/** Some out of a few; none of them stands for all. */
export function ruleChecks<Word extends string>(
  name: string,
  words: FieldWords,
  choices: readonly { readonly value: Word; readonly label: string }[],
  read: (rule: Rule) => readonly string[],
  write: (chosen: readonly Word[]) => void,
): RulePart {
  const chosen = new Set<Word>();
  const boxes = choices.map(({ value, label }) => {
    const box = checkbox(label, (checked) => {
      if (checked) chosen.add(value);
      else chosen.delete(value);
      write(choices.map((one) => one.value).filter((one) => chosen.has(one)));
    });
    return { value, box };
  });
  const group = element(
    'div',
    { role: 'group', class: 'checks', 'aria-labelledby': `field-rule-${name}-title` },
    ...boxes.map(({ box }) => box.element),
  );
  const frame = fieldFrame({ field: `rule-${name}`, ...words, control: group, labelled: 'byTitle' });
  return {
    element: frame.element,
    update({ rule, problems }) {
      frame.complain(problems.find(({ field }) => field === name));
      const meant = new Set<string>(read(rule));
      chosen.clear();
      for (const { value } of choices) if (meant.has(value)) chosen.add(value);
      for (const { value, box } of boxes) box.show(chosen.has(value));
    },
  };
}

/** One out of a list, which may be another one each time. */
export function ruleSelect(
  name: string,
  words: FieldWords,
  choices: (view: RuleView) => readonly { readonly value: string; readonly label: string }[],
  read: (rule: Rule) => string,
  write: (chosen: string) => void,
): RulePart {
  const select = element('select');
  select.addEventListener('change', () => write(select.value));
  const body = [element('div', { class: 'select' }, select, icon('chevron-down'))];
  const frame = fieldFrame({ field: `rule-${name}`, ...words, control: select, body });
  let shown = '';
  return {
    element: frame.element,
    update(view) {
      const wanted = choices(view);
      const text = JSON.stringify(wanted);
      if (text !== shown) {
        shown = text;
        select.replaceChildren(...wanted.map(({ value, label }) => element('option', { value }, label)));
      }
      if (select.value !== read(view.rule)) select.value = read(view.rule);
    },
    focus: () => select.focus(),
  };
}

/** Some fields under a heading of their own, there only as long as `isShown` says so. */
export function ruleGroup(
  heading: string | undefined,
  parts: readonly RulePart[],
  isShown: (rule: Rule) => boolean = () => true,
): RulePart {
  const title = heading === undefined ? undefined : element('h4', {}, heading);
  const whole = element('div', { class: 'rule-fields' }, title, ...parts.map((part) => part.element));
  return {
    element: whole,
    update(view) {
      whole.hidden = !isShown(view.rule);
      for (const part of parts) part.update(view);
    },
  };
}

function textInput(look?: 'narrow', inputMode?: 'numeric'): HTMLInputElement {
  return element('input', {
    type: 'text',
    class: look,
    inputmode: inputMode,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
  });
}

/** Seconds, minutes, failures: with a point or a comma. Nothing typed is 0. */
function numberOf(typed: string, whole: boolean): number | undefined {
  const text = typed.trim().replace(',', '.');
  if (text === '') return 0;
  return (whole ? /^\d{1,9}$/ : /^\d{1,9}(\.\d*)?$/).test(text) ? Number(text) : undefined;
}
