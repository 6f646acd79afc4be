import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { groupLabel, itemGroups, type ItemGroup } from '../model/itemGroup';
import type { HeldMails } from '../outbox/heldMails';
import type { Item } from '../outbox/item';
import type { Outbox } from '../outbox/outbox';
import type { Commands } from './commands';
import { notice } from './notice';
import { groupOf, holdOn } from './outboxWords';
import type { MailPages } from './mailPages';
import { outboxTranscripts } from './transcriptDocuments';

/** The commands on mails of the outbox. */
export type OutboxCommands = Pick<
  Commands,
  'sendNow' | 'retryMail' | 'deleteMail' | 'showMessage' | 'showTranscript' | 'sendAllNow' | 'clearSent'
>;

export interface OutboxParts {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly held: Pick<HeldMails, 'sendAll'>;
  readonly messagePages: MailPages;
  /** Has what is made here end with the extension. */
  readonly own: <Part extends { dispose(): unknown }>(part: Part) => Part;
}

/** What the commands on mails of the outbox do: from the view on the mail that was clicked, from the palette on a picked one. */
export function outboxActions({ outbox, clock, held, messagePages, own }: OutboxParts): OutboxCommands {
  const transcripts = own(outboxTranscripts(outbox));
  const on = async (mail: unknown, groups: readonly ItemGroup[], act: (item: Item) => Promise<void>): Promise<void> => {
    const item = given(outbox, mail) ?? (await pickMail(outbox, clock, groups));
    if (item !== undefined) await act(item);
  };
  const send = async (item: Item): Promise<void> => {
    if (item.state === 'inDoubt' && !(await confirmTwice(item))) return;
    if (!(await outbox.sendNow(item.id))) throw new Error(l10n.t('“{0}” cannot be sent now.', item.subject));
  };
  return {
    sendNow: (mail) => on(mail, ['waiting', 'inDoubt'], send),
    retryMail: (mail) => on(mail, ['parked', 'dead'], send),
    deleteMail: (mail) =>
      on(mail, ['waiting', 'inDoubt', 'parked', 'dead', 'sent'], async (item) => {
        const remove = l10n.t('Delete');
        const unsent = item.state !== 'sent';
        const question = l10n.t('Delete “{0}” from the outbox?', item.subject);
        const detail = unsent ? l10n.t('It will not be sent.') : l10n.t('It was sent; only this entry is removed.');
        if (!(await notice.confirm(question, detail, remove))) return;
        if (!(await outbox.delete(item.id))) {
          throw new Error(l10n.t('“{0}” is being sent and cannot be deleted now.', item.subject));
        }
      }),
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

/** The mail that a command was called for from the view; `undefined` from the palette. Throws a sentence when it is gone. */
function given(outbox: Outbox, argument: unknown): Item | undefined {
  if (argument === undefined) return undefined;
  const { id } = argument as { readonly id?: unknown };
  const item = outbox.snapshot().items.find((one) => one.id === id);
  if (item === undefined) throw new Error(l10n.t('That mail is no longer in the outbox.'));
  return item;
}

async function pickMail(outbox: Outbox, clock: Clock, groups: readonly ItemGroup[]): Promise<Item | undefined> {
  const now = clock.now();
  const snapshot = outbox.snapshot();
  const shown = snapshot.items.map((item) => ({ item, group: groupOf(item, holdOn(item, snapshot), now) }));
  const items = shown.filter(({ group }) => groups.includes(group));
  if (items.length === 0) {
    void notice.info(l10n.t('There is no such mail in the outbox.'));
    return undefined;
  }
  const offered = items.map(({ item, group }) => ({
    label: item.subject,
    description: groupLabel(group),
    detail: item.envelope.to.join(', '),
    item,
  }));
  return (await vscode.window.showQuickPick(offered.reverse(), { placeHolder: l10n.t('Choose a mail') }))?.item;
}

/** It may have arrived already: that a second one may come is for the user to decide. */
async function confirmTwice({ subject }: Item): Promise<boolean> {
  const send = l10n.t('Send Again');
  const question = l10n.t('Send “{0}” again?', subject);
  const detail = l10n.t('It may have arrived: the connection broke off before the server answered.');
  return notice.confirm(question, detail, send);
}
