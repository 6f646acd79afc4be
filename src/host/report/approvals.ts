import * as vscode from 'vscode';
import type { Account } from '../../model/account/account';
import { addressKey } from '../../model/account/address';
import { withRecipientsOf } from '../../model/letter/runMail';
import { covers } from '../../model/rule/decision';
import type { Rule } from '../../model/rule/rule';
import type { Accounts } from '../account/accounts';
import type { GlobalStorage } from '../editor/storage';

/**
 * Who may receive the output of runs. Output may contain more than expected, so the user approves each recipient once,
 * with such a mail in view.
 */
export class Approvals {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly storage: GlobalStorage) {}

  /** Every approved address, as it was written at that time. */
  get all(): readonly string[] {
    const kept: unknown = this.storage.get('approvedForOutput');
    return Array.isArray(kept) ? kept.filter((address) => typeof address === 'string') : [];
  }

  /** The recipients that are not approved. None for the sandbox, whose mails stay on this computer. */
  missing({ provider, recipients }: Pick<Account, 'provider' | 'recipients'>): readonly string[] {
    if (provider === 'sandbox') return [];
    const approved = new Set(this.all.map(addressKey));
    return recipients.filter((address) => !approved.has(addressKey(address)));
  }

  async approve(recipients: readonly string[]): Promise<void> {
    const approved = new Set(this.all.map(addressKey));
    await this.write([...this.all, ...recipients.filter((address) => !approved.has(addressKey(address)))]);
  }

  async withdraw(recipients: readonly string[]): Promise<void> {
    const withdrawn = new Set(recipients.map(addressKey));
    await this.write(this.all.filter((address) => !withdrawn.has(addressKey(address))));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async write(addresses: readonly string[]): Promise<void> {
    await this.storage.set('approvedForOutput', addresses.length > 0 ? addresses : undefined);
    this.changed.fire();
  }
}

/** The recipients of a rule whose mails contain output, as far as they are not approved for it. */
export function unapprovedFor(rule: Rule, accounts: Pick<Accounts, 'route'>, approvals: Approvals): readonly string[] {
  const { account } = accounts.route(rule.account);
  const holds = rule.mails && rule.enabled && covers(rule.content, 'tail');
  return account === undefined || !holds ? [] : approvals.missing(withRecipientsOf(rule, account));
}
