import * as l10n from '@vscode/l10n';
import type { Failure } from '../model/failure';
import { explain } from '../model/explain';
import type { CourierHost, Item, Sender } from '../outbox/courier';
import type { Accounts } from './accounts';
import { showFailure } from './failureNotice';

/** Gives the courier what it sends with, and lets the user and the account know how it went. */
export class Delivery implements CourierHost {
  constructor(
    private readonly accounts: Accounts,
    private readonly retry: (id: string) => void,
  ) {}

  sender(accountId: string): Promise<Sender | Failure> {
    return this.accounts.sender(accountId);
  }

  sent({ accountId }: Item): void {
    // A mail that went through is as good as a test; one that passed keeps its own time.
    if (this.accounts.validity.state !== 'verified') void this.accounts.recordSend(accountId, 'verified', '');
  }

  failed({ accountId, message }: Item, failure: Failure, sender: Sender | undefined): void {
    const { explanation, advice } =
      sender === undefined
        ? {
            explanation: l10n.t('“{0}” was not sent: the account is no longer complete.', message.subject),
            advice: l10n.t('Fill in what is missing and try again.'),
          }
        : explain(failure, sender.account);
    if (sender !== undefined) void this.accounts.recordSend(accountId, 'failing', explanation);
    void showFailure(explanation, advice, () => this.retry(message.id));
  }
}
