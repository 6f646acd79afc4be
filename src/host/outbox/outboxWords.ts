import * as l10n from '@vscode/l10n';
import type { Account } from '../../model/account/account';
import { explain } from '../../model/remedy/explain';
import { durationText, momentText, whenText } from '../../model/timeText';
import type { ItemGroup, ListedItem } from '../../outbox/courier/itemList';
import type { Slot } from '../../outbox/courier/rateLimits';
import type { Snapshot } from '../../outbox/courier/snapshot';
import type { Item } from '../../outbox/store/item';

/** The heading of a group. */
export function groupLabel(group: ItemGroup): string {
  switch (group) {
    case 'sending':
      return l10n.t('Sending');
    case 'waiting':
      return l10n.t('Waiting');
    case 'inDoubt':
      return l10n.t('Perhaps sent');
    case 'parked':
      return l10n.t('Waiting for the account');
    case 'dead':
      return l10n.t('Not sent');
    case 'sent':
      return l10n.t('Sent');
  }
}

/** What the texts about an item need besides the item. */
export interface ItemContext {
  readonly account: Account | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly language: string;
}

/** The text beside the subject: when the mail is or was sent. */
export function itemDescription(item: ListedItem, { now, language }: Omit<ItemContext, 'account'>): string {
  const next = nextTryOf(item);
  const slot = slotFor(item, now);
  if (slot !== undefined)
    return slot.first === item.id
      ? l10n.t('waits for the limit, next at {0}', momentText(slot.until, now, language))
      : l10n.t('waits for the limit, after those before it');
  if (next !== undefined && next > now + 1_000) {
    const wait = durationText(next - now);
    return isDeferred(item) ? l10n.t('goes within {0}', wait) : l10n.t('next try in {0}', wait);
  }
  if (item.state === 'sent') return item.envelope.to.join(', ');
  return item.attempts > 0 ? l10n.t('attempts: {0}', String(item.attempts)) : item.envelope.to.join(', ');
}

/**
 * The text beside a heading: how many mails there are, and when the next one is sent, for which a narrow row has no
 * room.
 */
export function groupDescription(items: readonly ListedItem[], count: number, now: number): string {
  const moments = items.flatMap((item) => slotFor(item, now)?.until ?? nextTryOf(item) ?? []);
  const next = Math.min(...moments.filter((moment) => moment > now + 1_000));
  return next === Infinity ? String(count) : l10n.t('{0}, next in {1}', String(count), durationText(next - now));
}

/** Everything known about an item, one line each. */
export function itemTooltip(item: ListedItem, { account, now, language }: ItemContext): string {
  const { subject, envelope, attempts, receipt, end, hold } = item;
  const nextTry = nextTryOf(item);
  const slot = slotFor(item, now);
  const failure = hold?.failure ?? item.failure;
  const refused = receipt?.rejected ?? [];
  const lines = [
    subject,
    l10n.t('To: {0}', envelope.to.join(', ')),
    attempts > 0 ? l10n.t('Attempts: {0}', String(attempts)) : '',
    slot === undefined ? '' : slotText(slot, item, now, language),
    // A due mail is sent when its turn comes.
    nextTry === undefined || nextTry <= now || slot !== undefined
      ? ''
      : isDeferred(item)
        ? l10n.t('Goes at the latest: {0}', whenText(nextTry, language))
        : l10n.t('Next try: {0}', whenText(nextTry, language)),
    receipt === undefined ? '' : l10n.t('Accepted: {0}', whenText(receipt.at, language)),
    receipt === undefined ? '' : l10n.t('Last answer: {0}', receipt.reply),
    ...refused.map(({ address, reply }) => l10n.t('Refused for {0}: {1}', address, reply)),
    end === 'expired' ? l10n.t('It was tried for too long and given up.') : '',
    end === 'inDoubt' ? l10n.t('Nobody knows whether it arrived: look into the inbox before sending it again.') : '',
    receipt === undefined && failure !== undefined && account !== undefined
      ? explain(failure, account).explanation
      : '',
    receipt === undefined && failure !== undefined && failure.reply !== ''
      ? l10n.t('Last answer: {0}', failure.reply)
      : '',
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** When an item is tried: not before its account, and never while the account waits for a fix. */
function nextTryOf({ nextTry, hold }: ListedItem): number | undefined {
  if (nextTry === undefined || hold?.until === null) return undefined;
  return Math.max(nextTry, hold?.until ?? 0);
}

/** The rate limit of the account, if it delays the item longer than anything else. */
function slotFor(item: ListedItem, now: number): Slot | undefined {
  const { slot } = item;
  const nextTry = nextTryOf(item);
  return nextTry !== undefined && slot !== undefined && slot.until > Math.max(nextTry, now) ? slot : undefined;
}

function slotText({ first, until, per, most }: Slot, { id }: Item, now: number, language: string): string {
  const [one, many] =
    per === 'minute'
      ? [l10n.t('1 mail a minute'), l10n.t('{0} mails a minute', String(most))]
      : [l10n.t('1 mail in 24 hours'), l10n.t('{0} mails in 24 hours', String(most))];
  const limit = most === 1 ? one : many;
  return first === id
    ? l10n.t('This account sends at most {0}: this one goes from {1} on.', limit, momentText(until, now, language))
    : l10n.t('This account sends at most {0}: this one goes after those before it.', limit);
}

/**
 * Whether the item is a deferred mail: never tried, it waits for the user to come back, for other runs to share the
 * mail, or for the end of quiet hours, and may be sent or withdrawn earlier.
 */
function isDeferred({ attempts, failure, state, hold }: ListedItem): boolean {
  return state === 'queued' && attempts === 0 && failure === undefined && hold === undefined;
}

/** A sentence on what keeps the whole outbox from working; empty if nothing does. */
export function outboxTrouble({ folder, isOffline, trouble }: Snapshot): string {
  switch (trouble?.failureCause) {
    case 'diskFull':
      return l10n.t(
        'The disk is full: new mails wait in memory. Free some space; nothing is lost as long as this window is open.',
      );
    case 'readOnly':
      return l10n.t(
        'The folder of the outbox cannot be written: new mails wait in memory. Check the permissions of {0}; nothing is lost as long as this window is open.',
        folder,
      );
    case 'missing':
    case 'unknown':
      return l10n.t(
        'The folder of the outbox cannot be used ({0}): new mails wait in memory. Look at {1}; nothing is lost as long as this window is open.',
        trouble.code,
        folder,
      );
    case undefined:
      return isOffline ? l10n.t('Offline: mails go as soon as the network is back.') : '';
  }
}

/** The part of a mail that the question needs. */
type Doomed = Pick<Item, 'end' | 'state' | 'subject'>;

/** The question before mails are deleted from the outbox, and what follows from it. @param items one or more */
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

/** Whether it would still be sent; that a mail was given up is already shown beside it. */
function isToBeSent(item: Doomed): boolean {
  return item.state !== 'sent' && item.state !== 'dead' && !isInDoubt(item);
}

function isInDoubt({ end, state }: Doomed): boolean {
  return state === 'inDoubt' || (state === 'dead' && end === 'inDoubt');
}
