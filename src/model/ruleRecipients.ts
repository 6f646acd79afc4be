import type { Account } from './account';
import type { Rule } from './rule';

/** A rule of the history, which does not keep who gets its mails, with whom and how they would be sent now. */
export function asAddressedNow(rule: Rule, rules: readonly Rule[]): Rule {
  const present = rules.find(({ id }) => id !== '' && id === rule.id);
  return present === undefined ? rule : { ...rule, account: present.account, recipients: present.recipients };
}

/** The account as the mails of a rule use it: with the recipients of the rule, where it has some. */
export function withRecipientsOf(rule: Rule | undefined, account: Account): Account {
  const { recipients = [] } = rule ?? {};
  return recipients.length === 0 ? account : { ...account, recipients };
}
