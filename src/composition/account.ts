import { AccountNotices } from '../host/account/accountNotices';
import { Accounts } from '../host/account/accounts';
import { AccountMemory } from '../host/account/evidence';
import { TestMail } from '../host/account/testMail';
import { Vault } from '../host/account/vault';
import { policyFiles, readPolicies } from '../host/settings/policy';
import { Settings } from '../host/settings/settings';
import { Sandbox } from '../mail/sandbox/sandbox';
import { LateTransport } from '../mail/smtp/lateTransport';
import { RecentAttempts, RecordedTransport } from '../mail/transport/recentAttempts';
import type { Base } from './base';

export type AccountRoom = ReturnType<typeof composeAccount>;

/** The settings, the accounts with their secrets, and what mails go out through. */
export function composeAccount({ clock, context, globalStorage, log, own }: Base) {
  const settings = own(new Settings(readPolicies(policyFiles(), (sentence) => log.error(sentence))));
  const vault = own(new Vault(context.secrets));
  const sandbox = new Sandbox({ clock, log });
  own({ dispose: () => sandbox.stop() });
  const accounts = own(new Accounts(settings, vault, sandbox, new AccountMemory(globalStorage), clock));
  const accountNotices = own(new AccountNotices(accounts));
  const attempts = new RecentAttempts(clock);
  const transport = new RecordedTransport(own(new LateTransport({ clock, log })), attempts);
  const testMail = new TestMail(accounts, transport, clock);
  return { accountNotices, accounts, attempts, sandbox, settings, testMail, transport, vault };
}
