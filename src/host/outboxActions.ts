import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { groupLabel, itemGroups, type ItemGroup } from '../model/itemGroup';
import type { HeldMails } from '../outbox/heldMails';
import type { Item } from '../outbox/item';
import type { Outbox } from '../outbox/outbox';
import { momentText } from '../model/when';
import type { Accounts } from './accounts';
import type { Commands } from './commands';
import { deletionWords } from './deletionWords';
import { notice } from './notice';
import type { OutboxView } from './outboxView';
import { groupOf, holdOn } from './outboxWords';
import type { MailPages } from './mailPages';
import { outboxTranscripts } from './transcriptDocuments';

/** The commands on mails of the outbox. */
export type OutboxCommands = Pick<
  Commands,
  'sendNow' | 'retryMail' | 'deleteMail' | 'showMessage' | 'showTranscript' | 'sendAllNow' | 'clearSent'
>;

export interface OutboxParts {
  readonly accounts: Accounts;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly held: Pick<HeldMails, 'sendAll'>;
  readonly messagePages: MailPages;
  readonly view: OutboxView;
  /** Has what is made here end with the extension. */
  readonly own: <Part extends { dispose(): unknown }>(part: Part) => Part;
}

/** What a key of the view is bound to call its command with (package.json): for the mails that are selected there. */
const selectedRows = 'selected';

/**
 * What the commands on mails of the outbox do: from the view on the mail that was clicked, and those selected with it; from
 * the palette on a picked one.
 */
export function outboxActions(parts: OutboxParts): OutboxCommands {
  const { clock, held, messagePages, outbox, own, view } = parts;
  const transcripts = own(outboxTranscripts(outbox));
  const on = async (mail: unknown, groups: readonly ItemGroup[], act: (item: Item) => Promise<void>): Promise<void> => {
    const item = mail === undefined ? await pickMail(parts, groups) : given(outbox, mail);
    if (item !== undefined) await act(item);
  };
  /** The same for all that are selected; of several, what cannot be done with some is left out. */
  const onAll = async (
    mail: unknown,
    selected: unknown,
    groups: readonly ItemGroup[],
    act: (items: readonly Item[]) => Promise<void>,
  ): Promise<void> => {
    const rows = mail === selectedRows ? await view.selected() : Array.isArray(selected) ? selected : [mail];
    if (rows.length === 1) return on(rows[0], groups, (item) => act([item]));
    const ids = new Set(rows.map((row) => (row as { readonly id?: unknown }).id));
    const items = grouped(outbox, clock).flatMap(({ item, group }) =>
      ids.has(item.id) && groups.includes(group) ? item : [],
    );
    if (items.length > 0) await act(items);
  };
  const send = async (items: readonly Item[]): Promise<void> => {
    const doubtful = items.filter(({ state }) => state === 'inDoubt');
    if (doubtful.length > 0 && !(await confirmTwice(doubtful))) return;
    const { done, failed } = await each(items, (id) => outbox.sendNow(id));
    if (done === 0 && failed) throw new Error(l10n.t('“{0}” cannot be sent now.', failed.subject));
  };
  const remove = async (items: readonly Item[]): Promise<void> => {
    const { question, detail } = deletionWords(items);
    if (!(await notice.confirm(question, detail, l10n.t('Delete')))) return;
    const { done, failed } = await each(items, (id) => outbox.delete(id));
    if (done === 0 && failed) throw new Error(l10n.t('“{0}” is being sent and cannot be deleted now.', failed.subject));
  };
  return {
    sendNow: (mail, selected) => onAll(mail, selected, ['waiting', 'inDoubt', 'parked', 'dead'], send),
    retryMail: (mail, selected) => onAll(mail, selected, ['parked', 'dead'], send),
    deleteMail: (mail, selected) => onAll(mail, selected, ['waiting', 'inDoubt', 'parked', 'dead', 'sent'], remove),
    showMessage: (mail) => on(mail, itemGroups, (item) => messagePages.show(item)),
    showTranscript: (mail) => on(mail, itemGroups, (item) => transcripts.show(item)),
    sendAllNow: async () => {
      // What may go together goes in one mail.
      await held.sendAll();
      // By account, not by mail: where the first one is refused again, the others are not held out to the server too.
      outbox.wakeAll();
    },
    clearSent: async () => {
      const sent = outbox.snapshot().items.filter(({ state }) => state === 'sent');
      const question = l10n.t('Delete all sent mails from the outbox?');
      if (!(await notice.confirm(question, l10n.t('Only the entries are removed.'), l10n.t('Delete')))) return;
      for (const { id } of sent) await outbox.delete(id);
    },
  };
}

/** The mail that a command was called for from the view. Throws a sentence when it is gone. */
function given(outbox: Outbox, argument: unknown): Item {
  const { id } = argument as { readonly id?: unknown };
  const item = outbox.snapshot().items.find((one) => one.id === id);
  if (item === undefined) throw new Error(l10n.t('That mail is no longer in the outbox.'));
  return item;
}

/** Does it with one after the other. Answers how often it could be done, and the first with which it could not. */
async function each(
  items: readonly Item[],
  act: (id: string) => Promise<boolean>,
): Promise<{ readonly done: number; readonly failed: Item | undefined }> {
  const failed: Item[] = [];
  for (const item of items) if (!(await act(item.id))) failed.push(item);
  return { done: items.length - failed.length, failed: failed[0] };
}

/** Every mail with the heading under which it is shown. */
function grouped(outbox: Outbox, clock: Clock): { readonly item: Item; readonly group: ItemGroup }[] {
  const now = clock.now();
  const snapshot = outbox.snapshot();
  return snapshot.items.map((item) => ({ item, group: groupOf(item, holdOn(item, snapshot), now) }));
}

async function pickMail(parts: OutboxParts, groups: readonly ItemGroup[]): Promise<Item | undefined> {
  const { accounts, clock, outbox } = parts;
  const items = grouped(outbox, clock).filter(({ group }) => groups.includes(group));
  if (items.length === 0) {
    void notice.info(l10n.t('There is no such mail in the outbox.'));
    return undefined;
  }
  const offered = items.map(({ item, group }) => ({
    label: item.subject,
    // Mails about the same command have the same subject.
    description: [
      groupLabel(group),
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

/** They may have arrived already: that a second one may come is for the user to decide. */
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
