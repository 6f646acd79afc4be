import type { AccountDraft } from '../../src/model/account';
import { element } from '../element';
import { icon } from '../icon';
import { fieldFrame } from './fieldFrame';
import { fieldLabel } from '../../src/model/fieldLabel';
import type { Editor, Part } from './part';

/** One out of a list. The native element: the library's dropdown has no accessible name. */
export function selectField<Field extends 'authMethod' | 'deliveryReports'>(
  editor: Editor,
  field: Field,
  choices: readonly { readonly value: AccountDraft[Field]; readonly label: string }[],
  description?: string,
): Part {
  const select = element('select', {}, ...choices.map(({ value, label }) => element('option', { value }, label)));
  select.addEventListener('change', () => {
    const chosen = choices.find(({ value }) => value === select.value);
    if (chosen !== undefined) editor.edit(field, chosen.value);
  });
  const frame = fieldFrame({
    field,
    label: fieldLabel(field),
    control: select,
    body: [element('div', { class: 'select' }, select, icon('chevron-down'))],
    ...(description === undefined ? {} : { description }),
  });
  return {
    element: frame.element,
    update(view) {
      if (select.value !== view.draft[field]) select.value = view.draft[field];
      frame.complain(view.shown.get(field));
    },
    focus(wanted) {
      if (wanted !== field) return false;
      select.focus();
      return true;
    },
  };
}
