import * as l10n from '@vscode/l10n';
import type { TemplatePreview, TemplateProblem, TemplateSnapshot } from '../../../src/model/template/compiledTemplate';
import {
  type MailTemplate,
  templateFields,
  type TemplateKind,
  templateLanguages,
} from '../../../src/model/template/mailTemplate';
import { templateLanguageWords, usualTexts } from '../../../src/model/template/templateWords';
import { errorMessage } from '../../../src/model/unknown';
import type { SettingsState } from '../../../src/protocol/settingsPage';
import { element } from '../../controls/element';
import { selectField } from '../field/formField';
import type { TemplatesEditor } from './templatesEditor';
import { templateField, type TemplateFormState } from './templateField';
import { previewPanel } from './templatePreview';

/** The form of a template. At most one is on the page. */
export interface TemplateForm {
  readonly element: HTMLElement;
  update(snapshot: TemplateSnapshot, state: SettingsState): void;
  focus(): void;
}

/** How long typing has to pause before the preview is made. */
const previewPauseMs = 200;

/** Builds the form of a template, with a preview that follows what is typed. */
export function templateForm(kind: TemplateKind, language: string, editor: TemplatesEditor): TemplateForm {
  const edit = (change: Partial<MailTemplate>): void => editor.edit(kind, change);
  const choices = templateLanguages.map((value) => ({ value, label: templateLanguageWords(value) }));
  const languageField = selectField({
    name: 'template-language',
    label: l10n.t('Language'),
    description: l10n.t('Of everything in the mail that you did not write yourself.'),
    choices: () => choices,
    read: ({ template }: TemplateFormState) => template.language,
    write: (chosen) => edit({ language: chosen }),
  });
  const texts = templateFields.map((field) => templateField(kind, field, edit));
  const fields = [languageField, ...texts];
  const panel = previewPanel(language);
  let current: MailTemplate | undefined;
  let known: SettingsState | undefined;
  /** The last preview and the template it shows, which may no longer be the current one. */
  let last: { readonly of: MailTemplate; readonly preview: TemplatePreview } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const show = async (template: MailTemplate): Promise<void> => {
    const number = ++asked;
    try {
      const preview = await editor.preview(kind, template);
      if (number !== asked) return;
      last = { of: template, preview };
      panel.show(preview);
      editor.refresh();
    } catch (error) {
      if (number === asked) panel.show(errorMessage(error));
    }
  };
  return {
    element: element('div', {}, ...fields.map((field) => field.element), panel.element),
    update({ template, problems }, state) {
      const isTyped = JSON.stringify(template) !== JSON.stringify(current);
      if (isTyped || state !== known) {
        const wait = current === undefined ? 0 : previewPauseMs;
        current = template;
        known = state;
        clearTimeout(timer);
        timer = setTimeout(() => void show(template), wait);
      }
      const examples = last?.preview.examples ?? {};
      const usual = usualTexts(kind === 'stalled', state.oneConversation);
      const shown = { template, problems: problemsOf(template, problems), usual, examples };
      for (const field of fields) field.update(shown);
    },
    focus: () => void texts[0]?.focus(),
  };

  /** The problems of the last preview, until there is one of the current template; a field emptied since has none. */
  function problemsOf(template: MailTemplate, saved: readonly TemplateProblem[]): readonly TemplateProblem[] {
    if (last === undefined) return saved;
    const { of, preview } = last;
    return preview.problems.filter(({ field }) => template[field].trim() !== '' || of[field] === template[field]);
  }
}
