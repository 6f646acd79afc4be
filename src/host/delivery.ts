import * as l10n from '@vscode/l10n';
import type { Account } from '../model/account';
import type { Failure } from '../model/failure';
import { explain } from '../model/explain';
import type { Item } from '../outbox/item';
import type { OutboxHost, Sender } from '../outbox/outboxHost';
import type { Hold } from '../outbox/holds';
import type { Accounts } from './accounts';
import { showFailure, showGivenUp } from './failureNotice';
import { notice } from './notice';
import { knownPreset } from './presets';
import type { Settings } from './settings';

/** Gives the outbox what it sends with, and lets the user and the account know what a person has to know. */
export class Delivery implements OutboxHost {
  constructor(
    private readonly accounts: Accounts,
    private readonly settings: Settings,
    private readonly retry: (id: string) => void,
  ) {}

  async sender(accountId: string): Promise<Sender | Failure> {
    const sender = await this.accounts.sender(accountId);
    if (!('account' in sender)) return sender;
    const fingerprint = this.accounts.fingerprint(accountId);
    const limits = this.settings.limits(sender.account, await knownPreset(sender.account.provider));
    return { ...sender, limits, ...(fingerprint && { fingerprint }) };
  }

  sent({ accountId, subject, receipt }: Item, sender: Sender): void {
    // A mail that went through is as good as a test; one that passed keeps its own time.
    if (this.accounts.validity.state !== 'verified') this.record(accountId, sender, 'verified', '');
    const refused = receipt?.rejected ?? [];
    if (refused.length === 0) return;
    const who = refused.map(({ address }) => address).join(', ');
    void notice.warning(l10n.t('“{0}” was sent, but the server refused {1}.', subject, who));
  }

  delayed(hold: Hold, item: Item, sender: Sender | undefined): void {
    // Without a network nothing is wrong with the account: the outbox shows that it waits.
    if (hold.failure.cause !== 'offline') this.held(hold, item, sender);
  }

  held({ accountId, failure, until }: Hold, { id, subject }: Item, sender: Sender | undefined): void {
    if (sender === undefined) {
      const explanation = l10n.t('“{0}” was not sent: the account is no longer complete.', subject);
      void showFailure(explanation, l10n.t('It waits in the outbox until the account is complete.'), () =>
        this.retry(id),
      );
      return;
    }
    const { account } = sender;
    const { explanation } = explain(failure, account);
    this.record(accountId, sender, 'failing', explanation);
    const patience =
      until === null
        ? l10n.t('Mails wait in the outbox until this is mended.')
        : l10n.t('Mails wait in the outbox and are tried again by themselves.');
    const sentence = l10n.t('“{0}” was not sent: {1}', subject, explanation);
    void adviceOn(failure, account).then((advice) =>
      showFailure(sentence, `${advice} ${patience}`, () => this.retry(id)),
    );
  }

  gaveUp(items: readonly Item[], sender: Sender | undefined): void {
    const [first] = items;
    if (first === undefined) return;
    const { failure, end, subject } = first;
    const words = failure === undefined || sender === undefined ? undefined : explain(failure, sender.account);
    if (words !== undefined && end === 'refused') this.record(first.accountId, sender, 'failing', words.explanation);
    const sentence =
      end === 'inDoubt'
        ? l10n.t('“{0}” may or may not have arrived; it is not sent again by itself.', subject)
        : end === 'expired'
          ? l10n.t('“{0}” was tried for too long and given up.', subject)
          : l10n.t('“{0}” was not sent.', subject);
    const more = items.length > 1 ? l10n.t('The same goes for {0} more.', String(items.length - 1)) : '';
    const explained = [sentence, more, words?.explanation ?? ''];
    const advised = failure && sender && adviceOn(failure, sender.account);
    void Promise.resolve(advised ?? '').then((advice) => {
      const text = [...explained, advice].filter((part) => part !== '').join(' ');
      return showGivenUp(text, () => {
        for (const { id } of items) this.retry(id);
      });
    });
  }

  setAside(paths: readonly string[]): void {
    void notice.warning(l10n.t('The outbox held files that cannot be read; they were moved to {0}.', paths.join(', ')));
  }

  trouble(): void {
    // The outbox view and the status bar show it for as long as it lasts; a notification would only come again and again.
  }

  private record(id: string, sender: Sender | undefined, result: 'verified' | 'failing', reason: string): void {
    void this.accounts.recordSend(id, sender?.fingerprint, result, reason);
  }
}

async function adviceOn(failure: Failure, account: Account): Promise<string> {
  return explain(failure, account, await knownPreset(account.provider)).advice;
}
