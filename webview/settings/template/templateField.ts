import * as l10n from '@vscode/l10n';
import type { TemplateProblem } from '../../src/model/compiledTemplate';
import type { MailTemplate, TemplateField, TemplateKind } from '../../src/model/mailTemplate';
import { variablesFor, type TemplateVariable } from '../../src/model/templateVariable';
import { templateFieldWords } from '../../src/model/templateWords';
import { button } from '../controls';
import { element, setAttribute } from '../element';
import { fieldFrame } from './fieldFrame';
import { variablePicker } from './variablePicker';

/** Everything that the fields of a template show. */
export interface TemplateView {
  readonly template: MailTemplate;
  readonly problems: readonly TemplateProblem[];
  /** What a blank field stands for. */
  readonly usual: Readonly<Record<TemplateField, string>>;
  /** What each variable stands for in the preview. */
  readonly examples: Readonly<Record<string, string>>;
}

/** A piece of the form of a template. */
export interface TemplatePart {
  readonly element: HTMLElement;
  update(view: TemplateView): void;
  focus(): void;
}

/**
 * A text of a template, with a button that puts variables in where the cursor is. It shows the usual text as long as there is
 * none of the user's own, so that nobody has to begin with nothing.
 */
export function templateField(
  kind: TemplateKind,
  field: TemplateField,
  edit: (change: Partial<MailTemplate>) => void,
): TemplatePart {
  const { label, description } = templateFieldWords(field);
  const input =
    field === 'body'
      ? element('textarea', { rows: '8', spellcheck: 'false', autocapitalize: 'off' })
      : element('input', {
          type: 'text',
          class: 'wide',
          autocomplete: 'off',
          autocapitalize: 'off',
          spellcheck: 'false',
        });
  let view: TemplateView | undefined;
  const picker = variablePicker(l10n.t('Insert variable: {0}', label), {
    variables: () => variablesFor(kind, field),
    exampleOf: (name) => view?.examples[name],
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
  const usual = (): string => view?.usual[field] ?? '';
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
    // As completions are asked for in the editor.
    event.preventDefault();
    picker.open();
  };
  frame.element.addEventListener('keydown', complete);
  return {
    element: frame.element,
    update(next) {
      const before = usual();
      view = next;
      const own = next.template[field];
      const isUsual = input.value.trim() === before || input.value.trim() === next.usual[field];
      // What is being emptied stays so until it is left; what is usual may become another one.
      if (own === '' && (!isUsual || before !== next.usual[field])) {
        if (input.value.trim() !== '' || !(document.activeElement === input || picker.isOpen)) {
          input.value = next.usual[field];
        }
      } else if (own !== '' && input.value !== own) input.value = own;
      frame.complain(next.problems.find((problem) => problem.field === field));
    },
    focus() {
      // A long line is shown from its beginning.
      input.setSelectionRange(0, 0);
      input.focus();
    },
  };
}

/** Puts a variable in the place of what is selected, in such a way that it can be undone. */
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
  // The one way in which a page can type: it keeps what Undo knows.
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
