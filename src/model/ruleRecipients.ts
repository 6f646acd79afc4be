import type { Account } from './account';
import type { Rule } from './rule';

/** The account as the mails of a rule use it: with the recipients of the rule, where it has some. */
export function withRecipientsOf(rule: Rule | undefined, account: Account): Account {
  const { recipients = [] } = rule ?? {};
  return recipients.length === 0 ? account : { ...account, recipients };
}
