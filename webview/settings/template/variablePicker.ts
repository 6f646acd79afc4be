import * as l10n from '@vscode/l10n';
import type { TemplateVariable } from '../../../src/model/template/templateVariable';
import { variableGroupWords, variableWords } from '../../../src/model/template/templateWords';
import { comboBox, type ComboFound, type ComboOption } from '../../controls/comboBox';
import { element } from '../../controls/element';

/** What the picker lists, and whom it notifies. */
export interface VariablePickerEvents {
  variables(): readonly TemplateVariable[];
  /** What a variable stands for in the preview. */
  exampleOf(name: string): string | undefined;
  onChoose(variable: TemplateVariable): void;
  /** The picker was closed by Escape: the focus goes back to where it came from. */
  onLeave(): void;
}

/** A list of variables that is searched by typing, shown only while one is being chosen. */
export interface VariablePicker {
  readonly element: HTMLElement;
  readonly isOpen: boolean;
  open(): void;
  close(): void;
}

/** How much of an example is shown, in characters. */
const maxExampleLength = 60;

/** Builds a picker. @param name its accessible name */
export function variablePicker(name: string, events: VariablePickerEvents): VariablePicker {
  const combo = comboBox(l10n.t('Variables'), l10n.t('Type what you look for'), {
    find: (text) => find(text, events),
    onChoose(chosen) {
      const variable = events.variables().find((one) => one.name === chosen);
      close();
      combo.show('', '');
      if (variable !== undefined) events.onChoose(variable);
    },
  });
  combo.input.setAttribute('aria-label', name);
  const whole = element('div', { class: 'variable-picker', hidden: true }, combo.element);
  const close = (): void => {
    whole.hidden = true;
  };
  // In the capture phase, before the list handles the key: one Escape closes both.
  whole.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      close();
      events.onLeave();
    },
    true,
  );
  whole.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && whole.contains(relatedTarget))) close();
  });
  return {
    element: whole,
    get isOpen() {
      return !whole.hidden;
    },
    open() {
      whole.hidden = false;
      combo.open();
    },
    close,
  };
}

function find(text: string, events: VariablePickerEvents): ComboFound {
  const words = folded(text).split(/\s+/);
  const found = events.variables().filter((variable) => {
    const about = folded(`${variable.name} ${variableWords(variable)}`);
    return words.every((word) => about.includes(word));
  });
  const options = found.map(({ name, group }): ComboOption => {
    const example = events.exampleOf(name) ?? '';
    const about = variableWords({ name });
    const detail = example === '' ? about : l10n.t('{0}: {1}', about, cut(example));
    return { value: name, label: name, detail, heading: variableGroupWords(group) };
  });
  return { options, words: countWords(found.length) };
}

function countWords(count: number): string {
  if (count === 0) return l10n.t('No variable found');
  return count === 1 ? l10n.t('1 variable found') : l10n.t('{0} variables found', String(count));
}

/** The text without case and accents. */
function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= maxExampleLength ? line : `${line.slice(0, maxExampleLength - 1)}…`;
}
