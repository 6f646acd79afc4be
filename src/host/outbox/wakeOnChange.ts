import type { Outbox } from '../../outbox/outbox';
import type { Accounts } from '../account/accounts';
import { proxyFor } from '../settings/editorProxy';
import type { Settings } from '../settings/settings';

/**
 * Wakes mails of an account when its settings, its secret or its proxy change or a test of it passes, and mails that
 * wait for a rate limit when the limits change.
 */
export function wakeOnChange(accounts: Accounts, settings: Settings, outbox: Outbox): { dispose(): void } {
  const state = (): Map<string, string> => {
    // Contains the proxy's password, which is in no fingerprint; it is kept only here.
    const proxies = new Map(accounts.all.map((account) => [account.id, JSON.stringify(proxyFor(account))]));
    return new Map(
      accounts.snapshots.map(({ draft: { id }, validity }) => [
        id,
        `${accounts.fingerprint(id) ?? ''} ${validity.state === 'verified' ? String(validity.at) : ''} ${proxies.get(id) ?? ''}`,
      ]),
    );
  };
  let known = state();
  const limits = (): string => [settings.get('mailsPerMinute'), settings.get('mailsPerDay')].join(' ');
  let knownLimits = limits();
  // A provider's limit is looked up again with the account.
  const onLimits = settings.onDidChange(() => {
    const now = limits();
    if (now !== knownLimits) outbox.limitsChanged();
    knownLimits = now;
  });
  const onAccounts = accounts.onDidChange(() => {
    const now = state();
    for (const [id, value] of now)
      if (known.get(id) !== value && accounts.fingerprint(id) !== undefined) outbox.wake(id);
    known = now;
  });
  return {
    dispose: () => {
      onLimits.dispose();
      onAccounts.dispose();
    },
  };
}
