import * as l10n from '@vscode/l10n';
import type { Account } from '../model/account';
import { durationText } from '../model/duration';
import { explain } from '../model/explain';
import type { ItemGroup } from '../model/itemGroup';
import { momentText, whenText } from '../model/when';
import type { Hold } from '../outbox/holds';
import type { Item } from '../outbox/item';
import type { Slot } from '../outbox/slots';
import type { Snapshot } from '../outbox/snapshot';

/** What an item waits for besides its own turn: its account. */
export function holdOn({ state, accountId }: Item, { holds }: Snapshot): Hold | undefined {
  return state === 'queued' ? holds.find((hold) => hold.accountId === accountId) : undefined;
}

/** What its account may send holds an item back, besides. */
export function slotOn({ accountId }: Item, { slots }: Snapshot): Slot | undefined {
  return slots.find((slot) => slot.accountId === accountId);
}

/** What is told of an item besides what it is itself. */
export interface Circumstances {
  readonly hold: Hold | undefined;
  readonly slot: Slot | undefined;
  readonly account: Account | undefined;
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly language: string;
}

/** Under which heading an item is shown. One whose answer is being awaited is still being sent. */
export function groupOf(item: Item, hold: Hold | undefined, now: number): ItemGroup {
  switch (item.state) {
    case 'queued':
      // It has not been tried itself, yet it waits for the same thing as the one that was.
      return hold?.until === null ? 'parked' : 'waiting';
    case 'inDoubt':
      return item.nextTry === undefined && now - item.since < 60_000 ? 'sending' : 'inDoubt';
    case 'sending':
    case 'parked':
    case 'dead':
    case 'sent':
      return item.state;
  }
}

/** What stands beside the subject: when it goes, or went. */
export function itemDescription(item: Item, circumstances: Circumstances): string {
  const { hold, now, language } = circumstances;
  const next = nextTryOf(item, hold);
  const slot = slotFor(item, circumstances);
  if (slot !== undefined)
    return slot.first === item.id
      ? l10n.t('waits for the limit, next at {0}', momentText(slot.until, now, language))
      : l10n.t('waits for the limit, after those before it');
  if (next !== undefined && next > now + 1_000) {
    const wait = durationText(next - now);
    return isHeld(item, hold) ? l10n.t('goes within {0}', wait) : l10n.t('next try in {0}', wait);
  }
  if (item.state === 'sent') return item.envelope.to.join(', ');
  return item.attempts > 0 ? l10n.t('attempts: {0}', String(item.attempts)) : item.envelope.to.join(', ');
}

/** What stands beside a heading: how many there are, and when the next of them goes, which a narrow row has no room for. */
export function groupDescription(
  mails: readonly (Pick<Circumstances, 'hold' | 'slot'> & { readonly item: Item })[],
  count: number,
  now: number,
): string {
  const moments = mails.flatMap(
    ({ item, hold, slot }) => slotFor(item, { hold, slot, now })?.until ?? nextTryOf(item, hold) ?? [],
  );
  const next = Math.min(...moments.filter((moment) => moment > now + 1_000));
  return next === Infinity ? String(count) : l10n.t('{0}, next in {1}', String(count), durationText(next - now));
}

/** All that is known of an item, a line each. */
export function itemTooltip(item: Item, circumstances: Circumstances): string {
  const { hold, account, now, language } = circumstances;
  const { subject, envelope, attempts, receipt, end } = item;
  const nextTry = nextTryOf(item, hold);
  const slot = slotFor(item, circumstances);
  const failure = hold?.failure ?? item.failure;
  const refused = receipt?.rejected ?? [];
  const lines = [
    subject,
    l10n.t('To: {0}', envelope.to.join(', ')),
    attempts > 0 ? l10n.t('Attempts: {0}', String(attempts)) : '',
    slot === undefined ? '' : slotText(slot, item, now, language),
    // One that is due goes when its turn comes.
    nextTry === undefined || nextTry <= now || slot !== undefined
      ? ''
      : isHeld(item, hold)
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

/** When it goes: not before its account does, and not at all while that waits for somebody. */
function nextTryOf({ nextTry }: Item, hold: Hold | undefined): number | undefined {
  if (nextTry === undefined || hold?.until === null) return undefined;
  return Math.max(nextTry, hold?.until ?? 0);
}

/** What its account may send, where that keeps it longer than anything else does. */
function slotFor(item: Item, { hold, slot, now }: Pick<Circumstances, 'hold' | 'slot' | 'now'>): Slot | undefined {
  const nextTry = nextTryOf(item, hold);
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
 * Whether it has a time of its own without having been tried: it waits for whether somebody comes back, for others to be
 * told with, or for the end of the quiet hours, and may go, or be taken back, before.
 */
function isHeld({ attempts, failure, state }: Item, hold: Hold | undefined): boolean {
  return state === 'queued' && attempts === 0 && failure === undefined && hold === undefined;
}

/** How many mails are where, as the view has them; what only memory has waits too. */
export function outboxCounts(
  snapshot: Snapshot,
  now: number,
): Readonly<Record<'sending' | 'waiting' | 'parked' | 'dead', number>> {
  const { counts, items, holds, unsaved } = snapshot;
  const isOfYours = holds.some(({ until }) => until === null);
  const held = isOfYours ? items.filter((item) => holdOn(item, snapshot)?.until === null).length : 0;
  const leaving = counts.inDoubt === 0 ? [] : items.filter((item) => item.state === 'inDoubt');
  const out = leaving.filter((item) => groupOf(item, undefined, now) === 'sending').length;
  return {
    sending: counts.sending + out,
    waiting: counts.queued + counts.inDoubt + unsaved - held - out,
    parked: counts.parked + held,
    dead: counts.dead,
  };
}

/** What keeps the whole outbox from working, in a sentence; empty where nothing does. */
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
