import * as l10n from '@vscode/l10n';
import type { TemplateProblem } from '../../../src/model/template/compiledTemplate';
import type { MailTemplate, TemplateField, TemplateKind } from '../../../src/model/template/mailTemplate';
import { type TemplateVariable, variablesFor } from '../../../src/model/template/templateVariable';
import { templateFieldWords } from '../../../src/model/template/templateWords';
import { button } from '../../controls/controls';
import { element, setAttribute } from '../../controls/element';
import { fieldFrame } from '../field/fieldFrame';
import { type FormField, textInput } from '../field/formField';
import { variablePicker } from './variablePicker';

/** Everything that the fields of a template show. */
export interface TemplateFormState {
  readonly template: MailTemplate;
  readonly problems: readonly TemplateProblem[];
  /** What a blank field stands for. */
  readonly usual: Readonly<Record<TemplateField, string>>;
  /** What each variable stands for in the preview. */
  readonly examples: Readonly<Record<string, string>>;
}

/**
 * A text of a template, with a button that inserts variables at the cursor. It shows the usual text while the user has
 * none, so that nobody has to start from an empty field.
 */
export function templateField(
  kind: TemplateKind,
  field: TemplateField,
  edit: (change: Partial<MailTemplate>) => void,
): FormField<TemplateFormState> {
  const { label, description } = templateFieldWords(field);
  const input =
    field === 'body'
      ? element('textarea', { rows: '8', spellcheck: 'false', autocapitalize: 'off' })
      : textInput({ class: 'wide' });
  let state: TemplateFormState | undefined;
  const picker = variablePicker(l10n.t('Insert variable: {0}', label), {
    variables: () => variablesFor(kind, field),
    exampleOf: (name) => state?.examples[name],
    onChoose: (variable) => insert(input, variable, field === 'body'),
    onLeave: () => input.focus(),
  });
  const pick = button(l10n.t('Insert variable'), 'secondary', () => picker.open());
  const name = l10n.t('Insert variable: {0}', label);
  setAttribute(pick.element, 'aria-label', name);
  const frame = fieldFrame({
    field: `template-${field}`,
    label,
    description,
    control: input,
    body: [input],
    live: true,
  });

  frame.element.append(element('div', { class: 'row' }, pick.element), picker.element);
  const usual = (): string => state?.usual[field] ?? '';
  input.addEventListener('input', () => {
    const typed = input.value;
    edit({ [field]: typed.trim() === usual() ? '' : typed });
  });
  input.addEventListener('blur', () => {
    if (input.value.trim() === '' && !picker.isOpen) input.value = usual();
  });
  const complete = (event: KeyboardEvent): void => {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (!ctrlKey || altKey || metaKey || key !== ' ') return;
    // Ctrl+Space, as for completions in the editor.
    event.preventDefault();
    picker.open();
  };
  frame.element.addEventListener('keydown', complete);
  return {
    element: frame.element,
    update(next) {
      const before = usual();
      state = next;
      const own = next.template[field];
      const isUsual = input.value.trim() === before || input.value.trim() === next.usual[field];
      // A field that is being emptied stays empty until the focus leaves it; the usual text itself may change.
      if (own === '' && (!isUsual || before !== next.usual[field])) {
        if (input.value.trim() !== '' || !(document.activeElement === input || picker.isOpen)) {
          input.value = next.usual[field];
        }
      } else if (own !== '' && input.value !== own) input.value = own;
      frame.showProblem(next.problems.find((problem) => problem.field === field));
    },
    focus() {
      // Shows a long line from its beginning.
      input.setSelectionRange(0, 0);
      input.focus();
      return true;
    },
  };
}

/** Replaces the selection by a variable, in a way that can be undone. */
function insert(
  input: HTMLInputElement | HTMLTextAreaElement,
  { name, type }: TemplateVariable,
  isBody: boolean,
): void {
  input.focus();
  const selected = input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0);
  const text =
    type === 'flag'
      ? `{% if ${name} %}${selected}{% endif %}`
      : type === 'list' && isBody
        ? `{% for line in ${name} %}\n- {{line}}\n{% endfor %}`
        : `{{${name}}}`;
  // The only way for a page to type so that Undo knows of it.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other
  const isTyped = document.execCommand('insertText', false, text);
  if (!isTyped) {
    input.setRangeText(text, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
    input.dispatchEvent(new Event('input'));
  }
  if (type !== 'flag') return;
  const end = (input.selectionEnd ?? 0) - '{% endif %}'.length;
  input.setSelectionRange(end, end);
}
