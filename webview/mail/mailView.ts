import * as l10n from '@vscode/l10n';
import { whenText } from '../../src/model/timeText';
import type { ParsedMail } from '../../src/model/letter/message';
import type { EditorApi } from '../controls/connection';
import { element } from '../controls/element';
import { harmlessHtml } from '../controls/harmlessHtml';
import { tabs } from '../controls/tabs';

/** The HTML of a mail in a frame where nothing runs or loads, and below it the links in the mail. */
export function htmlPanel(html: string): HTMLElement {
  if (html === '') return element('p', { class: 'description' }, l10n.t('This mail has no HTML part.'));
  const { source, links, hasRemote } = harmlessHtml(html);
  const frame = element('iframe', { sandbox: '', srcdoc: source, title: l10n.t('HTML of the mail') });
  const items = links.map((address) => element('li', {}, element('a', { href: address }, address)));
  return element(
    'div',
    {},
    hasRemote ? element('p', { class: 'note' }, l10n.t('Pictures from the internet are not loaded.')) : undefined,
    frame,
    ...(items.length === 0
      ? []
      : [element('h2', {}, l10n.t('Links in the mail')), element('ul', { class: 'links' }, ...items)]),
  );
}

/** One mail: sender, recipients and date, and below them its HTML, text, headers and source. */
export function mailView(
  mail: ParsedMail,
  language: string,
  api: EditorApi,
  openAttachment: (place: number) => void,
): readonly HTMLElement[] {
  const choose = (id: string): void => api.setState({ tab: id });
  const panels = [
    { id: 'html', label: l10n.t('HTML'), panel: htmlPanel(mail.html) },
    { id: 'text', label: l10n.t('Text'), panel: textPanel(mail.text) },
    { id: 'headers', label: l10n.t('Headers'), panel: headersPanel(mail.headers) },
    { id: 'source', label: l10n.t('Source'), panel: element('pre', {}, mail.source) },
  ];
  const kept = api.getState();
  const keptTab = typeof kept === 'object' && kept !== null && 'tab' in kept ? String(kept.tab) : undefined;
  return [
    element('h1', {}, mail.subject === '' ? l10n.t('(no subject)') : mail.subject),
    facts(mail, language),
    ...attachments(mail.attachments, language, openAttachment),
    tabs(l10n.t('Forms of the mail'), panels, keptTab ?? (mail.html === '' ? 'text' : 'html'), choose),
  ];
}

function facts(mail: ParsedMail, language: string): HTMLElement {
  const list = new Intl.ListFormat(language);
  const rows: readonly (readonly [string, string])[] = [
    [l10n.t('From'), mail.from],
    [l10n.t('To'), mail.to === '' ? l10n.t('(not named in the mail)') : mail.to],
    [l10n.t('Date'), whenText(mail.at, language)],
    [l10n.t('Envelope'), l10n.t('from {0} to {1}', mail.envelopeFrom, list.format(mail.envelopeTo))],
  ];
  return element('dl', {}, ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}

function attachments(files: ParsedMail['attachments'], language: string, open: (place: number) => void): HTMLElement[] {
  if (files.length === 0) return [];
  const rows = files.map(({ name, type, size, text }, place) => {
    const called = name === '' ? l10n.t('(no name)') : name;
    const about = element('span', { class: 'description' }, `${type}, ${sizeText(size, language)}`);
    if (text === undefined) return element('li', {}, called, ' ', about);
    const way = element(
      'button',
      { type: 'button', class: 'link', 'aria-label': l10n.t('Open {0}', called) },
      l10n.t('Open'),
    );
    way.addEventListener('click', () => open(place));
    return element('li', {}, called, ' ', about, ' ', way);
  });
  return [element('h2', { id: 'attachments' }, l10n.t('Attachments')), element('ul', {}, ...rows)];
}

function sizeText(bytes: number, language: string): string {
  const [amount, unit, unitDisplay] =
    bytes < 1000
      ? ([bytes, 'byte', 'long'] as const)
      : bytes < 1e6
        ? ([bytes / 1000, 'kilobyte', 'short'] as const)
        : ([bytes / 1e6, 'megabyte', 'short'] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(amount);
}

function textPanel(text: string): HTMLElement {
  return text === ''
    ? element('p', { class: 'description' }, l10n.t('This mail has no text part.'))
    : element('pre', {}, text);
}

function headersPanel(headers: ParsedMail['headers']): HTMLElement {
  const rows = headers.map(({ name, value }) =>
    element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value)),
  );
  return element('table', {}, element('tbody', {}, ...rows));
}
