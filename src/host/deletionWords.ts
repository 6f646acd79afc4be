import * as l10n from '@vscode/l10n';
import type { Item } from '../outbox/item';

/** As much of a mail as the question needs. */
type Doomed = Pick<Item, 'end' | 'state' | 'subject'>;

/** What is asked before mails are deleted from the outbox, and what comes of it. @param items one or more */
export function deletionWords(items: readonly Doomed[]): { readonly question: string; readonly detail: string } {
  const [item] = items;
  if (items.length === 1 && item !== undefined)
    return { question: l10n.t('Delete “{0}” from the outbox?', item.subject), detail: wordsOfOne(item) };
  return {
    question: l10n.t('Delete {0} mails from the outbox?', String(items.length)),
    detail: wordsOfMany(items),
  };
}

function wordsOfOne(item: Doomed): string {
  if (item.state === 'sent') return l10n.t('It was sent; only this entry is removed.');
  if (isInDoubt(item)) return l10n.t('It may have arrived: the connection broke off before the server answered.');
  return isToBeSent(item) ? l10n.t('It will not be sent.') : '';
}

function wordsOfMany(items: readonly Doomed[]): string {
  if (items.every(({ state }) => state === 'sent')) return l10n.t('Only the entries are removed.');
  const unsent = items.filter(isToBeSent).length;
  const inDoubt = items.filter(isInDoubt).length;
  if (unsent === items.length) return l10n.t('They will not be sent.');
  return [
    unsent > 0 ? l10n.t('Mails among them still to be sent: {0}', String(unsent)) : '',
    inDoubt > 0 ? l10n.t('Mails among them that may have arrived: {0}', String(inDoubt)) : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Whether it would have gone: that one was given up is said beside it already. */
function isToBeSent(item: Doomed): boolean {
  return item.state !== 'sent' && item.state !== 'dead' && !isInDoubt(item);
}

function isInDoubt({ end, state }: Doomed): boolean {
  return state === 'inDoubt' || (state === 'dead' && end === 'inDoubt');
}
