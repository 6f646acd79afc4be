import * as l10n from '@vscode/l10n';
import type { Mend } from '../../../src/model/account/account';
import { checkbox } from '../../controls/controls';
import { element } from '../../controls/element';
import { icon } from '../../controls/icon';
import { fieldFrame, type FieldFrame, type FieldProblem, type FrameOptions } from './fieldFrame';

/** A control with its label, its description and what is wrong with its value. `State` is what its form shows. */
export interface FormField<State> {
  readonly element: HTMLElement;
  update(state: State): void;
  /** Moves the focus here unless `wanted` is another field; returns whether it did. */
  focus(wanted?: string): boolean;
}

/** How a field is called, where its value comes from, and where what the user enters goes. */
export interface FieldOptions<State, Value> {
  /** A name that no other field of the page has. */
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly read: (state: State) => Value;
  readonly write: (value: Value) => void;
  readonly problem?: (state: State) => FieldProblem | undefined;
  readonly mend?: (mend: Mend) => void;
}

interface TextOptions<State> extends FieldOptions<State, string> {
  readonly required?: boolean;
  readonly inputMode?: 'email' | 'numeric' | 'url';
  readonly narrow?: boolean;
  readonly live?: boolean;
  /** What applies while the field is empty. */
  readonly placeholder?: (state: State) => string;
  readonly onLeave?: () => void;
}

interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
}

/** An input for a line of text that the browser neither completes nor corrects. */
export function textInput(attributes: Parameters<typeof element>[1]): HTMLInputElement {
  return element('input', {
    type: 'text',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    ...attributes,
  });
}

/** A line of text. */
export function textField<State>(options: TextOptions<State>): FormField<State> {
  const input = textInput({
    class: options.narrow ? 'narrow' : undefined,
    inputmode: options.inputMode,
    'aria-required': options.required ? 'true' : undefined,
  });
  input.addEventListener('input', () => options.write(input.value));
  input.addEventListener('blur', () => options.onLeave?.());
  const frame = frameOf(options, { control: input, live: options.live });
  return {
    element: frame.element,
    update(state) {
      const value = options.read(state);
      if (input.value !== value) input.value = value;
      const placeholder = options.placeholder?.(state) ?? '';
      if (input.placeholder !== placeholder) input.placeholder = placeholder;
      frame.showProblem(options.problem?.(state));
    },
    focus: focusOf(options.name, input),
  };
}

/** Several lines of text, an entry each. */
export function linesField<State>(
  options: FieldOptions<State, readonly string[]> & { readonly onLeave?: () => void },
): FormField<State> {
  const input = element('textarea', { rows: '3', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off' });
  input.addEventListener('input', () => options.write(input.value.split('\n')));
  input.addEventListener('blur', () => options.onLeave?.());
  const frame = frameOf(options, { control: input });
  return {
    element: frame.element,
    update(state) {
      const value = options.read(state).join('\n');
      if (input.value !== value) input.value = value;
      frame.showProblem(options.problem?.(state));
    },
    focus: focusOf(options.name, input),
  };
}

/** A number, 0 or more. Text that is no number stays in the field and is not written. */
export function numberField<State>({
  whole = false,
  ...options
}: FieldOptions<State, number> & { readonly whole?: boolean }): FormField<State> {
  const input = textInput({ class: 'narrow', inputmode: 'numeric' });
  const frame = frameOf(options, { control: input, live: true });
  let shown: number | undefined;
  input.addEventListener('input', () => {
    const typed = numberIn(input.value, whole);
    const message = whole ? l10n.t('Enter a whole number, 0 or more.') : l10n.t('Enter a number, 0 or more.');
    frame.showProblem(typed === undefined ? { message } : undefined);
    if (typed === undefined) return;
    shown = typed;
    options.write(typed);
  });
  return {
    element: frame.element,
    update(state) {
      const value = options.read(state);
      // Text that is being typed stays: an empty field means 0, and so does "0.".
      if (value === shown) return;
      shown = value;
      input.value = String(value);
      frame.showProblem(undefined);
    },
    focus: focusOf(options.name, input),
  };
}

/** One out of a list, which may change. The native element: the library's dropdown has no accessible name. */
export function selectField<State, Value extends string>(
  options: FieldOptions<State, Value> & { readonly choices: (state: State) => readonly Choice<Value>[] },
): FormField<State> {
  const select = element('select');
  let choices: readonly Choice<Value>[] = [];
  select.addEventListener('change', () => {
    const chosen = choices.find(({ value }) => value === select.value);
    if (chosen !== undefined) options.write(chosen.value);
  });
  const body = [element('div', { class: 'select' }, select, icon('chevron-down'))];
  const frame = frameOf(options, { control: select, body });
  return {
    element: frame.element,
    update(state) {
      const next = options.choices(state);
      if (JSON.stringify(next) !== JSON.stringify(choices)) {
        choices = next;
        select.replaceChildren(...next.map(({ value, label }) => element('option', { value }, label)));
      }
      const value = options.read(state);
      if (select.value !== value) select.value = value;
      frame.showProblem(options.problem?.(state));
    },
    focus: focusOf(options.name, select),
  };
}

/** A yes or no: the box carries the label, the line below it says what it means. */
export function toggleField<State>(options: FieldOptions<State, boolean>): FormField<State> {
  const id = `field-${options.name}`;
  const box = checkbox(options.label, options.write);
  box.element.id = id;
  box.element.classList.add('title');
  const whole = element('div', { class: 'field toggle' }, box.element);
  if (options.description !== undefined) {
    const about = element('p', { class: 'description', id: `${id}-description` }, options.description);
    box.element.setAttribute('aria-describedby', about.id);
    whole.append(about);
  }
  return {
    element: whole,
    update: (state) => box.show(options.read(state)),
    focus: focusOf(options.name, box.element),
  };
}

/** Some out of a few. A value that is not among the choices is dropped by the next click. */
export function checksField<State, Value extends string>(
  options: Omit<FieldOptions<State, readonly Value[]>, 'read'> & {
    readonly read: (state: State) => readonly string[];
    readonly choices: readonly Choice<Value>[];
  },
): FormField<State> {
  const chosen = new Set<string>();
  const boxes = options.choices.map(({ value, label }) => {
    const box = checkbox(label, (checked) => {
      if (checked) chosen.add(value);
      else chosen.delete(value);
      options.write(boxes.map((one) => one.value).filter((one) => chosen.has(one)));
    });
    return { value, box };
  });
  const group = element(
    'div',
    { role: 'group', class: 'checks', 'aria-labelledby': `field-${options.name}-title` },
    ...boxes.map(({ box }) => box.element),
  );
  const frame = frameOf(options, { control: group, labelled: 'byTitle' });
  return {
    element: frame.element,
    update(state) {
      chosen.clear();
      for (const value of options.read(state)) chosen.add(value);
      for (const { value, box } of boxes) box.show(chosen.has(value));
      frame.showProblem(options.problem?.(state));
    },
    focus: focusOf(options.name, boxes[0]?.box.element ?? group),
  };
}

function frameOf(
  { name, label, description, mend }: Pick<FieldOptions<never, never>, 'name' | 'label' | 'description' | 'mend'>,
  parts: Pick<FrameOptions, 'control' | 'body' | 'labelled' | 'live'>,
): FieldFrame {
  return fieldFrame({
    field: name,
    label,
    description,
    ...parts,
    mend: (one) => {
      mend?.(one);
      parts.control.focus();
    },
  });
}

function focusOf(name: string, control: HTMLElement): (wanted?: string) => boolean {
  return (wanted) => {
    if (wanted !== undefined && wanted !== name) return false;
    control.focus();
    return true;
  };
}

/** Seconds, minutes, failures: with a point or a comma. Nothing typed is 0. */
function numberIn(typed: string, whole: boolean): number | undefined {
  const text = typed.trim().replace(',', '.');
  if (text === '') return 0;
  return (whole ? /^\d{1,9}$/ : /^\d{1,9}(\.\d*)?$/).test(text) ? Number(text) : undefined;
}
