import * as l10n from '@vscode/l10n';
import { templateFields, templateLanguages, type MailTemplate, type TemplateKind } from '../../src/model/mailTemplate';
import type { TemplateProblem } from '../../src/model/compiledTemplate';
import { templateLanguageWords } from '../../src/model/templateWords';
import { usualTexts } from '../../src/model/usualTemplate';
import type { TemplatePreview, TemplateSnapshot } from '../../src/model/templatePreview';
import type { SettingsState } from '../../src/protocol';
import { element } from '../element';
import { icon } from '../icon';
import { fieldFrame } from './fieldFrame';
import type { TemplateDesk } from './templateDesk';
import { templateField, type TemplatePart } from './templateField';
import { previewPanel } from './templatePreview';

/** The form of a template. At most one is on the page. */
export interface TemplateForm {
  readonly element: HTMLElement;
  update(snapshot: TemplateSnapshot, state: SettingsState): void;
  focus(): void;
}

/** How long typing has to pause before the preview is made, in milliseconds. */
const patience = 200;

/** Builds the form of a template, with a preview that follows what is typed. */
export function templateForm(kind: TemplateKind, language: string, desk: TemplateDesk): TemplateForm {
  const edit = (change: Partial<MailTemplate>): void => desk.edit(kind, change);
  const choice = languageField(edit);
  const fields = templateFields.map((field) => templateField(kind, field, edit));
  const panel = previewPanel(language);
  let current: MailTemplate | undefined;
  let known: SettingsState | undefined;
  /** What was said last of a template, which may no longer be the current one. */
  let last: { readonly of: MailTemplate; readonly preview: TemplatePreview } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const show = async (template: MailTemplate): Promise<void> => {
    const number = ++asked;
    try {
      const preview = await desk.preview(kind, template);
      if (number !== asked) return;
      last = { of: template, preview };
      panel.show(preview);
      desk.refresh();
    } catch (error) {
      if (number === asked) panel.show(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    element: element('div', {}, ...[choice, ...fields].map((part) => part.element), panel.element),
    update({ template, problems }, state) {
      const isTyped = JSON.stringify(template) !== JSON.stringify(current);
      if (isTyped || state !== known) {
        const wait = current === undefined ? 0 : patience;
        current = template;
        known = state;
        clearTimeout(timer);
        timer = setTimeout(() => void show(template), wait);
      }
      const examples = last?.preview.examples ?? {};
      const usual = usualTexts(kind === 'stalled', state.oneConversation);
      const view = { template, problems: problemsOf(template, problems), usual, examples };
      for (const part of [choice, ...fields]) part.update(view);
    },
    focus: () => fields[0]?.focus(),
  };

  /** What is typed now was looked at when it was shown; until then what was wrong before still is. */
  function problemsOf(template: MailTemplate, saved: readonly TemplateProblem[]): readonly TemplateProblem[] {
    if (last === undefined) return saved;
    const { of, preview } = last;
    return preview.problems.filter(({ field }) => template[field].trim() !== '' || of[field] === template[field]);
  }
}

function languageField(edit: (change: Partial<MailTemplate>) => void): TemplatePart {
  const options = templateLanguages.map((value) => element('option', { value }, templateLanguageWords(value)));
  const select = element('select', {}, ...options);
  select.addEventListener('change', () => {
    const chosen = templateLanguages.find((one) => one === select.value);
    if (chosen !== undefined) edit({ language: chosen });
  });
  const frame = fieldFrame({
    field: 'template-language',
    label: l10n.t('Language'),
    description: l10n.t('Of everything in the mail that you did not write yourself.'),
    control: select,
    body: [element('div', { class: 'select' }, select, icon('chevron-down'))],
  });
  return {
    element: frame.element,
    update({ template }) {
      if (select.value !== template.language) select.value = template.language;
    },
    focus: () => select.focus(),
  };
}
