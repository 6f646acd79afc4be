import * as vscode from 'vscode';
import type { Account } from '../model/account';
import { wireAddress } from '../model/address';
import { tells } from '../model/mailContent';
import type { Rule } from '../model/rule';
import { withRecipientsOf } from '../model/ruleRecipients';
import type { Accounts } from './accounts';

/**
 * Who may get what runs print. It may hold more than anybody thought of, so that each recipient is approved once, with such
 * a mail before one's eyes.
 */
export class Approvals {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly memento: Pick<vscode.Memento, 'get' | 'update'>) {}

  /** Every address that was approved, as it was written then. */
  get all(): readonly string[] {
    const kept = this.memento.get<unknown>(key);
    return Array.isArray(kept) ? kept.filter((address) => typeof address === 'string') : [];
  }

  /** The recipients that nobody has approved. None of the sandbox, whose mails stay on this computer. */
  missing({ provider, recipients }: Pick<Account, 'provider' | 'recipients'>): readonly string[] {
    if (provider === 'sandbox') return [];
    const approved = new Set(this.all.map(same));
    return recipients.filter((address) => !approved.has(same(address)));
  }

  async approve(recipients: readonly string[]): Promise<void> {
    const approved = new Set(this.all.map(same));
    await this.write([...this.all, ...recipients.filter((address) => !approved.has(same(address)))]);
  }

  async withdraw(recipients: readonly string[]): Promise<void> {
    const withdrawn = new Set(recipients.map(same));
    await this.write(this.all.filter((address) => !withdrawn.has(same(address))));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async write(addresses: readonly string[]): Promise<void> {
    await this.memento.update(key, addresses.length > 0 ? addresses : undefined);
    this.changed.fire();
  }
}

const key = 'mailWhenDone.approvedForOutput';

/**
 * No mail service tells addresses apart by the case of their letters, whatever RFC 5321 section 2.4 allows; and a domain is the
 * same in letters of any language and in ASCII.
 */
function same(address: string): string {
  return wireAddress(address).toLowerCase();
}

/** Who would get what runs print by the mails of a rule, and is not approved for that. */
export function unapprovedFor(rule: Rule, accounts: Pick<Accounts, 'route'>, approvals: Approvals): readonly string[] {
  const { account } = accounts.route(rule.account);
  const holds = rule.mails && rule.enabled && tells(rule.content, 'tail');
  return account === undefined || !holds ? [] : approvals.missing(withRecipientsOf(rule, account));
}
