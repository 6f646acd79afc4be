import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Account } from '../../model/account/account';
import { type SendEnd, wentThrough } from '../../model/account/validity';
import { type Failure, marksAccountFailing } from '../../model/failure/failure';
import type { Preset } from '../../model/provider/preset';
import { explain } from '../../model/remedy/explain';
import { isMend, remediesOf } from '../../model/remedy/remedy';
import { HoldNotice } from '../../outbox/courier/holdNotice';
import type { Hold } from '../../outbox/courier/holds';
import type { OutboxEvent } from '../../outbox/courier/outboxEvent';
import type { Sender } from '../../outbox/courier/senders';
import type { Outbox } from '../../outbox/outbox';
import type { Item } from '../../outbox/store/item';
import { systemScheduler } from '../../system/scheduler';
import { withAccountName } from '../account/accountNotices';
import type { Accounts } from '../account/accounts';
import { knownPreset } from '../account/knownPreset';
import { notice } from '../editor/notice';
import { type Help, showFailure, showGivenUp, showOrphan } from './failureNotice';

/** Tells the user and the account what a person has to know of the outbox. */
export class OutboxNews {
  private readonly holdNotice: HoldNotice;
  private readonly listener: { dispose(): void };

  constructor(
    private readonly outbox: Outbox,
    private readonly accounts: Accounts,
  ) {
    this.holdNotice = new HoldNotice({ scheduler: systemScheduler, outbox });
    this.listener = outbox.onNews((event) => this.hear(event));
  }

  dispose(): void {
    this.listener.dispose();
  }

  private hear(event: OutboxEvent): void {
    switch (event.kind) {
      case 'sent':
        this.sent(event.item, event.sender);
        break;
      case 'delayed':
        this.delayed(event.hold, event.item, event.sender);
        break;
      case 'held':
        this.held(event.hold, event.item, event.sender);
        break;
      case 'gaveUp':
        this.gaveUp(event.items, event.sender);
        break;
      case 'setAside':
        this.setAside(event.paths);
        break;
      case 'trouble':
        // The outbox view and the status bar show it for as long as it lasts; a notification would come again and
        // again.
        break;
    }
  }

  private sent({ accountId, subject, receipt }: Item, sender: Sender | undefined): void {
    // A mail that went through is as good as a test; one that passed keeps its own time.
    if (sender !== undefined && this.accounts.validityOf(accountId)?.state !== 'verified')
      this.record(accountId, sender, wentThrough);
    const refused = receipt?.rejected ?? [];
    if (refused.length === 0) return;
    const who = refused.map(({ address }) => address).join(', ');
    void notice.warning(
      withAccountName(this.accounts, accountId, l10n.t('“{0}” was sent, but the server refused {1}.', subject, who)),
    );
  }

  private delayed(hold: Hold, item: Item, sender: Sender | undefined): void {
    // Without a network nothing is wrong with the account: the outbox shows that it waits.
    if (hold.failure.cause === 'offline') return;
    this.recordHold(hold, sender);
    this.showHold(hold, item, sender);
  }

  private held(hold: Hold, item: Item, sender: Sender | undefined): void {
    // That this window was refused is known at once, even if another window can send.
    this.recordHold(hold, sender);
    this.holdNotice.show(hold.accountId, () => this.showHold(hold, item, sender));
  }

  private gaveUp(items: readonly Item[], sender: Sender | undefined): void {
    const [first] = items;
    if (first === undefined) return;
    const { accountId, failure, end, subject } = first;
    const sentence =
      end === 'inDoubt'
        ? l10n.t('“{0}” may or may not have arrived; it is not sent again by itself.', subject)
        : end === 'expired'
          ? l10n.t('“{0}” was tried for too long and given up.', subject)
          : l10n.t('“{0}” was not sent.', subject);
    const more = items.length > 1 ? l10n.t('The same goes for {0} more.', String(items.length - 1)) : '';
    const ids = items.map(({ id }) => id);
    void knownPreset(sender?.account.provider ?? '').then((preset) => {
      const words = failure && sender && explain(failure, sender.account, preset);
      if (words !== undefined && end === 'refused' && failure !== undefined && marksAccountFailing(failure.cause))
        this.record(accountId, sender, { result: 'failing', reason: words.explanation, failure });
      const text = [sentence, more, words?.explanation ?? '', words?.advice ?? '']
        .filter((part) => part !== '')
        .join(' ');
      const help = failure && sender && this.help(failure, sender.account, preset, ids);
      return showGivenUp(
        withAccountName(this.accounts, accountId, text),
        () => ids.forEach((id) => this.retry(id)),
        help,
      );
    });
  }

  private setAside(paths: readonly string[]): void {
    void notice.warning(l10n.t('The outbox held files that cannot be read; they were moved to {0}.', paths.join(', ')));
  }

  private recordHold({ accountId, failure }: Hold, sender: Sender | undefined): void {
    // Nothing is kept about an account that was deleted.
    if (
      sender === undefined ||
      this.accounts.validityOf(accountId) === undefined ||
      !marksAccountFailing(failure.cause)
    )
      return;
    const { explanation } = explain(failure, sender.account);
    this.record(accountId, sender, { result: 'failing', reason: explanation, failure });
  }

  private showHold({ accountId, failure, until }: Hold, { id, subject }: Item, sender: Sender | undefined): void {
    if (this.accounts.validityOf(accountId) === undefined) {
      // Nothing can be mended: the outbox says so beside the mail.
      void showOrphan(
        l10n.t(
          '“{0}” is not sent: its account was deleted. You can still read it in the outbox, and delete it.',
          subject,
        ),
      );
      return;
    }
    if (sender === undefined) {
      const explanation = l10n.t('“{0}” was not sent: the account is no longer complete.', subject);
      const patience = l10n.t('It waits in the outbox until the account is complete.');
      void showFailure(
        withAccountName(this.accounts, accountId, explanation),
        patience,
        () => this.retry(id),
        accountId,
      );
      return;
    }
    const { account } = sender;
    const { explanation } = explain(failure, account);
    const patience =
      until === null
        ? l10n.t('Mails wait in the outbox until this is mended.')
        : l10n.t('Mails wait in the outbox and are tried again by themselves.');
    const sentence = l10n.t('“{0}” was not sent: {1}', subject, explanation);
    void knownPreset(account.provider).then((preset) => {
      const { advice } = explain(failure, account, preset);
      const help = this.help(failure, account, preset, [id]);
      const words = `${advice} ${patience}`;
      return showFailure(
        withAccountName(this.accounts, accountId, sentence),
        words,
        () => this.retry(id),
        accountId,
        help,
      );
    });
  }

  /**
   * One button that helps without a look at the form. A change of the server is not among them: the password would have
   * to be typed again.
   */
  private help(
    failure: Failure,
    account: Account,
    preset: Preset | undefined,
    ids: readonly string[],
  ): Help | undefined {
    for (const remedy of remediesOf(failure, account, preset)) {
      if (!isMend(remedy))
        return { label: remedy.label, act: () => vscode.env.openExternal(vscode.Uri.parse(remedy.open, true)) };
      const { label, set, question } = remedy;
      if (Object.keys(set).every((field) => harmless.has(field)))
        return {
          label,
          act: async () => {
            if (question !== undefined && !(await notice.confirm(question.title, question.detail, label))) return;
            await this.accounts.amend(account.id, set);
            for (const id of ids) this.retry(id);
          },
        };
    }
    return undefined;
  }

  private retry(id: string): void {
    void this.outbox.sendNow(id);
  }

  private record(id: string, sender: Sender | undefined, end: SendEnd): void {
    void this.accounts.recordSend(id, sender?.fingerprint, end);
  }
}

/** Settings that can change while the password stays that of the same server and user. */
const harmless: ReadonlySet<string> = new Set(['fromAddress', 'ehloDomain', 'authMethod', 'certificate']);
