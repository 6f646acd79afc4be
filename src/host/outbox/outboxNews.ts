import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Account } from '../model/account';
import { isOfAccount, type Failure } from '../model/failure';
import { explain } from '../model/explain';
import type { Preset } from '../model/preset';
import { isMend, remediesOf } from '../model/remedy';
import { wentThrough, type SendEnd } from '../model/validity';
import type { Item } from '../outbox/item';
import type { OutboxHost, Sender } from '../outbox/outboxHost';
import type { HeldNews } from '../outbox/heldNews';
import type { Hold } from '../outbox/holds';
import type { Accounts } from './accounts';
import { showFailure, showGivenUp, showOrphan, type Help } from './failureNotice';
import { namedText } from './namedText';
import { notice } from './notice';
import { knownPreset } from './presets';
import type { Settings } from './settings';

/** Gives the outbox what it sends with, and lets the user and the account know what a person has to know. */
export class Delivery implements OutboxHost {
  constructor(
    private readonly accounts: Accounts,
    private readonly settings: Settings,
    private readonly heldNews: HeldNews,
    private readonly retry: (id: string) => void,
  ) {}

  async sender(accountId: string): Promise<Sender | Failure> {
    const sender = await this.accounts.sender(accountId);
    if (!('account' in sender)) return sender;
    const fingerprint = this.accounts.fingerprint(accountId);
    const limits = this.settings.limits(sender.account, await knownPreset(sender.account.provider));
    return { ...sender, limits, ...(fingerprint && { fingerprint }) };
  }

  sent({ accountId, subject, receipt }: Item, sender: Sender | undefined): void {
    // A mail that went through is as good as a test; one that passed keeps its own time.
    if (sender !== undefined && this.accounts.validityOf(accountId)?.state !== 'verified')
      this.record(accountId, sender, wentThrough);
    const refused = receipt?.rejected ?? [];
    if (refused.length === 0) return;
    const who = refused.map(({ address }) => address).join(', ');
    void notice.warning(
      namedText(this.accounts, accountId, l10n.t('“{0}” was sent, but the server refused {1}.', subject, who)),
    );
  }

  delayed(hold: Hold, item: Item, sender: Sender | undefined): void {
    // Without a network nothing is wrong with the account: the outbox shows that it waits.
    if (hold.failure.cause === 'offline') return;
    this.recordHold(hold, sender);
    this.tellHold(hold, item, sender);
  }

  held(hold: Hold, item: Item, sender: Sender | undefined): void {
    // What this window was refused with is known at once, whoever knows better.
    this.recordHold(hold, sender);
    this.heldNews.tell(hold.accountId, () => this.tellHold(hold, item, sender));
  }

  gaveUp(items: readonly Item[], sender: Sender | undefined): void {
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
      if (words !== undefined && end === 'refused' && failure !== undefined && isOfAccount(failure.cause))
        this.record(accountId, sender, { result: 'failing', reason: words.explanation, failure });
      const text = [sentence, more, words?.explanation ?? '', words?.advice ?? '']
        .filter((part) => part !== '')
        .join(' ');
      const help = failure && sender && this.help(failure, sender.account, preset, ids);
      return showGivenUp(namedText(this.accounts, accountId, text), () => ids.forEach((id) => this.retry(id)), help);
    });
  }

  setAside(paths: readonly string[]): void {
    void notice.warning(l10n.t('The outbox held files that cannot be read; they were moved to {0}.', paths.join(', ')));
  }

  trouble(): void {
    // The outbox view and the status bar show it for as long as it lasts; a notification would only come again and again.
  }

  private recordHold({ accountId, failure }: Hold, sender: Sender | undefined): void {
    // Of one that was deleted nothing is kept.
    if (sender === undefined || this.accounts.validityOf(accountId) === undefined || !isOfAccount(failure.cause))
      return;
    const { explanation } = explain(failure, sender.account);
    this.record(accountId, sender, { result: 'failing', reason: explanation, failure });
  }

  private tellHold({ accountId, failure, until }: Hold, { id, subject }: Item, sender: Sender | undefined): void {
    if (this.accounts.validityOf(accountId) === undefined) {
      // Nothing that could be mended: the outbox says so beside the mail.
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
      void showFailure(namedText(this.accounts, accountId, explanation), patience, () => this.retry(id), accountId);
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
      return showFailure(namedText(this.accounts, accountId, sentence), words, () => this.retry(id), accountId, help);
    });
  }

  /**
   * One button that helps without a look at the form. What changes whose server it is is not among them: the password
   * would have to be typed again.
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
      const { label, set } = remedy;
      if (Object.keys(set).every((field) => harmless.has(field)))
        return {
          label,
          act: async () => {
            await this.accounts.amend(account.id, set);
            for (const id of ids) this.retry(id);
          },
        };
    }
    return undefined;
  }

  private record(id: string, sender: Sender | undefined, end: SendEnd): void {
    void this.accounts.recordSend(id, sender?.fingerprint, end);
  }
}

/** Settings that can change while the password stays that of the same server and user. */
const harmless: ReadonlySet<string> = new Set(['fromAddress', 'ehloDomain', 'authMethod', 'certificate']);
