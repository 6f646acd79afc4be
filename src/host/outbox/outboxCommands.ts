import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseMail } from '../../mail/mime/mailParser';
import type { Clock } from '../../model/clock';
import { transcriptText } from '../../model/failure/attempt';
import { momentText } from '../../model/timeText';
import type { DeferredMails } from '../../notify/deferral/deferredMails';
import { type ItemGroup, itemGroups, type ListedItem } from '../../outbox/courier/itemList';
import type { Outbox } from '../../outbox/outbox';
import type { Item } from '../../outbox/store/item';
import type { Accounts } from '../account/accounts';
import { notice } from '../editor/notice';
import { TextDocuments } from '../editor/textDocuments';
import type { MailPages, MailStore } from '../letter/mailPages';
import { type OutboxView, outboxViewId } from './outboxView';
import { deletionWords, groupLabel } from './outboxWords';

/**
 * What the commands on mails of the outbox need: from the view they are called on the mail that was clicked, and those
 * selected with it; from the palette on a picked one.
 */
interface Needs {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly deferred: Pick<DeferredMails, 'sendAll'>;
  readonly messagePages: MailPages;
  readonly outbox: Outbox;
  readonly outboxView: OutboxView;
  /** See `outboxTranscripts`. */
  readonly transcripts: TextDocuments;
}

/** What a key of the view is bound to call its command with (package.json): for the mails that are selected there. */
const selectedRows = 'selected';

export async function showOutbox(): Promise<void> {
  await vscode.commands.executeCommand(`${outboxViewId}.focus`);
}

export async function sendNow(needs: Needs, mail: unknown, selected?: unknown): Promise<void> {
  const items = await chosen(needs, mail, selected, ['waiting', 'inDoubt', 'parked', 'dead']);
  await send(needs, items);
}

export async function retryMail(needs: Needs, mail: unknown, selected?: unknown): Promise<void> {
  const items = await chosen(needs, mail, selected, ['parked', 'dead']);
  await send(needs, items);
}

export async function deleteMail(needs: Needs, mail: unknown, selected?: unknown): Promise<void> {
  const items = await chosen(needs, mail, selected, ['waiting', 'inDoubt', 'parked', 'dead', 'sent']);
  if (items.length === 0) return;
  const { question, detail } = deletionWords(items);
  if (!(await notice.confirm(question, detail, l10n.t('Delete')))) return;
  const { done, failed } = await each(items, (id) => needs.outbox.delete(id));
  if (done === 0 && failed) throw new Error(l10n.t('“{0}” is being sent and cannot be deleted now.', failed.subject));
}

export async function showMessage(needs: Needs, mail: unknown): Promise<void> {
  const item = await chosenOne(needs, mail, itemGroups);
  if (item !== undefined) await needs.messagePages.show(item);
}

export async function showTranscript(needs: Needs, mail: unknown): Promise<void> {
  const item = await chosenOne(needs, mail, itemGroups);
  if (item !== undefined) await needs.transcripts.show(item.id, item.subject);
}

export async function sendAllNow({ deferred, outbox }: Needs): Promise<void> {
  // Mails that may go together go as one.
  await deferred.sendAll();
  // By account, not by mail: if the first one is refused again, the others are not offered to the server too.
  outbox.wakeAll();
}

export async function clearSent({ outbox }: Needs): Promise<void> {
  const sent = await outbox.items(['sent']);
  const question = l10n.t('Delete all sent mails from the outbox?');
  if (!(await notice.confirm(question, l10n.t('Only the entries are removed.'), l10n.t('Delete')))) return;
  for (const { id } of sent) await outbox.delete(id);
}

/** The mails that a command is for; of several that are selected, only those in these groups. */
async function chosen(
  needs: Needs,
  mail: unknown,
  selected: unknown,
  groups: readonly ItemGroup[],
): Promise<readonly Item[]> {
  const { outbox, outboxView } = needs;
  const rows = mail === selectedRows ? await outboxView.selected() : Array.isArray(selected) ? selected : [mail];
  if (rows.length === 1) {
    const item = await chosenOne(needs, rows[0], groups);
    return item === undefined ? [] : [item];
  }
  const items = rows.map((row) => itemOf(outbox, row)).filter((item) => item !== undefined);
  return items.filter(({ group }) => groups.includes(group)).sort((one, other) => one.date - other.date);
}

async function chosenOne(needs: Needs, mail: unknown, groups: readonly ItemGroup[]): Promise<Item | undefined> {
  return mail === undefined ? pickMail(needs, groups) : given(needs.outbox, mail);
}

async function send({ outbox }: Needs, items: readonly Item[]): Promise<void> {
  if (items.length === 0) return;
  const doubtful = items.filter(({ state }) => state === 'inDoubt');
  if (doubtful.length > 0 && !(await confirmTwice(doubtful))) return;
  const { done, failed } = await each(items, (id) => outbox.sendNow(id));
  if (done === 0 && failed) throw new Error(l10n.t('“{0}” cannot be sent now.', failed.subject));
}

/** The mail that a command was called for from the view. Throws a sentence when it is gone. */
function given(outbox: Outbox, argument: unknown): Item {
  const item = itemOf(outbox, argument);
  if (item === undefined) throw new Error(l10n.t('That mail is no longer in the outbox.'));
  return item;
}

/** Does it with one after the other. Returns how often that worked, and the first with which it did not. */
async function each(
  items: readonly Item[],
  act: (id: string) => Promise<boolean>,
): Promise<{ readonly done: number; readonly failed: Item | undefined }> {
  const failed: Item[] = [];
  for (const item of items) if (!(await act(item.id))) failed.push(item);
  return { done: items.length - failed.length, failed: failed[0] };
}

/** The mail of a row, as it is now; a heading is none. */
function itemOf(outbox: Outbox, row: unknown): ListedItem | undefined {
  const { id } = row as { readonly id?: unknown };
  return typeof id === 'string' ? outbox.item(id) : undefined;
}

async function pickMail(needs: Needs, groups: readonly ItemGroup[]): Promise<Item | undefined> {
  const { accounts, clock, outbox } = needs;
  const items = await outbox.items(groups);
  if (items.length === 0) {
    void notice.info(l10n.t('There is no such mail in the outbox.'));
    return undefined;
  }
  const offered = items.map((item) => ({
    label: item.subject,
    // Mails about the same command have the same subject.
    description: [
      groupLabel(item.group),
      momentText(item.date, clock.now(), vscode.env.language),
      accounts.nameAmongSeveral(item.accountId),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    detail: item.envelope.to.join(', '),
    item,
  }));
  return (await vscode.window.showQuickPick(offered.reverse(), { placeHolder: l10n.t('Choose a mail') }))?.item;
}

/** They may have arrived already: the user decides whether to risk a second copy. */
async function confirmTwice(items: readonly Item[]): Promise<boolean> {
  const send = l10n.t('Send Again');
  const [item] = items;
  const isOne = items.length === 1 && item !== undefined;
  const question = isOne
    ? l10n.t('Send “{0}” again?', item.subject)
    : l10n.t('Send {0} mails again?', String(items.length));
  const detail = isOne
    ? l10n.t('It may have arrived: the connection broke off before the server answered.')
    : l10n.t('They may have arrived: the connection broke off before the server answered.');
  return notice.confirm(question, detail, send);
}

/** The last conversation about each mail of the outbox; its secrets were masked when it was recorded. */
export function outboxTranscripts(outbox: Outbox): TextDocuments {
  return new TextDocuments('mail-when-done-transcript', '.smtp.txt', (id) => {
    const text = transcriptText(outbox.transcript(id));
    return text === '' ? l10n.t('There is no conversation yet: this mail was not tried.') : text;
  });
}

/** The messages of the outbox, as mails that can be shown. */
export function outboxMailStore(outbox: Outbox): MailStore {
  return {
    has: (id) => outbox.item(id) !== undefined,
    onDidChange: (listener) => outbox.onDidChange(listener),
    read: async (id) => {
      const message = outbox.message(id);
      if (message === undefined) return undefined;
      const { envelope, date, raw } = message;
      return parseMail({ at: date, envelopeFrom: envelope.from, envelopeTo: envelope.to, raw });
    },
  };
}
