import type { Failure } from '../../model/failure/failure';
import type { Sender, Senders } from '../../outbox/courier/senders';
import type { Accounts } from '../account/accounts';
import { knownPreset } from '../account/knownPreset';
import type { Settings } from '../settings/settings';

/** Gives the outbox what it sends with: the account, its secret, and what its provider allows. */
export class AccountSenders implements Senders {
  constructor(
    private readonly accounts: Accounts,
    private readonly settings: Settings,
  ) {}

  async sender(accountId: string): Promise<Sender | Failure> {
    const sender = await this.accounts.sender(accountId);
    if (!('account' in sender)) return sender;
    const fingerprint = this.accounts.fingerprint(accountId);
    const limits = this.settings.limits(sender.account, await knownPreset(sender.account.provider));
    return { ...sender, limits, ...(fingerprint && { fingerprint }) };
  }
}
