import * as l10n from '@vscode/l10n';
import type { Item } from '../outbox/item';

/** As much of a mail as the question needs. */
type Doomed = Pick<Item, 'state' | 'subject'>;

/** What is asked before mails are deleted from the outbox, and what comes of it. @param items one or more */
export function deletionWords(items: readonly Doomed[]): { readonly question: string; readonly detail: string } {
  const [item] = items;
  const unsent = items.filter(({ state }) => state !== 'sent').length;
  if (items.length === 1 && item !== undefined)
    return {
      question: l10n.t('Delete “{0}” from the outbox?', item.subject),
      detail: unsent > 0 ? l10n.t('It will not be sent.') : l10n.t('It was sent; only this entry is removed.'),
    };
  return {
    question: l10n.t('Delete {0} mails from the outbox?', String(items.length)),
    detail: manyWords(items.length, unsent),
  };
}

function manyWords(all: number, unsent: number): string {
  if (unsent === 0) return l10n.t('Only the entries are removed.');
  return unsent === all ? l10n.t('They will not be sent.') : l10n.t('Mails that will not be sent: {0}', String(unsent));
}
