import * as l10n from '@vscode/l10n';
import { element } from '../element';
import { harmlessHtml } from './harmlessHtml';

/** The HTML of a mail in a frame where nothing runs and nothing is loaded, and below it the links that it holds. */
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
