import type { AccountDraft, AccountField } from '../../src/model/account';
import { element } from '../element';
import { fieldFrame } from './fieldFrame';
import { fieldLabel } from '../../src/model/fieldLabel';
import type { Editor, Part, View } from './part';

type TextOf<Draft> = { [Field in keyof Draft]: Draft[Field] extends string ? Field : never }[keyof Draft];

/** The fields of a draft that hold a text. */
export type TextFieldName = Exclude<
  TextOf<AccountDraft>,
  'id' | 'provider' | 'security' | 'authMethod' | 'deliveryReports'
> &
  AccountField;

interface TextFieldOptions {
  readonly description?: string;
  readonly required?: boolean;
  readonly inputMode?: 'email' | 'numeric' | 'url';
  readonly narrow?: boolean;
  readonly live?: boolean;
  /** What will be used where nothing is typed. */
  readonly placeholder?: (view: View) => string;
}

/** A line of text of the account. */
export function textField(editor: Editor, field: TextFieldName, options: TextFieldOptions = {}): Part {
  const input = element('input', {
    type: 'text',
    class: options.narrow ? 'narrow' : undefined,
    inputmode: options.inputMode,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    'aria-required': options.required ? 'true' : undefined,
  });
  input.addEventListener('input', () => editor.edit(field, input.value));
  input.addEventListener('blur', () => editor.visit(field));
  const frame = fieldFrame({
    field,
    label: fieldLabel(field),
    control: input,
    ...(options.description === undefined ? {} : { description: options.description }),
    live: options.live ?? false,
    mend: (mend) => {
      editor.mend(mend);
      input.focus();
    },
  });
  return {
    element: frame.element,
    update(view) {
      const value = view.draft[field];
      if (input.value !== value) input.value = value;
      const placeholder = options.placeholder?.(view) ?? '';
      if (input.placeholder !== placeholder) input.placeholder = placeholder;
      frame.complain(view.shown.get(field));
    },
    focus(wanted) {
      if (wanted !== field) return false;
      input.focus();
      return true;
    },
  };
}
