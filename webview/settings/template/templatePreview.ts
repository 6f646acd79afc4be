import * as l10n from '@vscode/l10n';
import type { TemplatePreview } from '../../../src/model/template/compiledTemplate';
import { element, setText } from '../../controls/element';
import { harmlessHtml } from '../../controls/harmlessHtml';
import { icon } from '../../controls/icon';
import { tabs } from '../../controls/tabs';

/** The preview of a mail. */
export interface PreviewPanel {
  readonly element: HTMLElement;
  /** @param preview a sentence that says why there is none */
  show(preview: TemplatePreview | string): void;
}

/** Builds the panel that shows a mail: its subject, its HTML and its text. */
export function previewPanel(language: string): PreviewPanel {
  const about = element('p', { class: 'description' });
  const error = element('p', { class: 'error', hidden: true });
  const subject = element('p', { class: 'preview-subject' });
  const frame = element('iframe', { sandbox: '', title: l10n.t('HTML of the mail') });
  const text = element('pre');
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const panels = [
    { id: 'template-html', label: l10n.t('HTML'), panel: frame },
    { id: 'template-text', label: l10n.t('Text'), panel: text },
  ];
  const mail = element(
    'div',
    { class: 'preview-mail', hidden: true },
    subject,
    tabs(l10n.t('Forms of the mail'), panels, 'template-html', () => undefined),
  );
  let shown = '';
  return {
    element: element(
      'div',
      { class: 'template-preview', role: 'group', 'aria-labelledby': 'template-preview-title' },
      element('h3', { id: 'template-preview-title' }, l10n.t('Preview')),
      about,
      element('div', { 'aria-live': 'polite' }, error),
      mail,
    ),
    show(preview) {
      const isShown = typeof preview !== 'string';
      error.hidden = isShown;
      if (!isShown) {
        error.replaceChildren(icon('error'), element('span', {}, preview));
        return;
      }
      mail.hidden = false;
      const { run } = preview;
      setText(
        about,
        run === undefined
          ? l10n.t('A made-up example, since there was nothing of this kind yet.')
          : l10n.t('The last one of this kind: {0}, {1}', run.name, when.format(run.at)),
      );
      setText(subject, preview.subject);
      setText(text, preview.text);
      // A frame with a new source jumps to its top.
      if (preview.html === shown) return;
      shown = preview.html;
      frame.srcdoc = harmlessHtml(preview.html).source;
    },
  };
}
