import type { Outbox } from '../outbox/outbox';
import type { Accounts } from './accounts';
import { proxyFor } from './editorProxy';

/** Wakes what waits for an account as soon as its settings, its secret or its proxy change, or a test of it passes. */
export function wakeOnChange(accounts: Accounts, outbox: Outbox): { dispose(): void } {
  const state = (): Map<string, string> => {
    // Its password too, which no fingerprint holds; never kept but here.
    const proxies = new Map(accounts.all.map((account) => [account.id, JSON.stringify(proxyFor(account))]));
    return new Map(
      accounts.snapshots.map(({ draft: { id }, validity }) => [
        id,
        `${accounts.fingerprint(id) ?? ''} ${validity.state === 'verified' ? String(validity.at) : ''} ${proxies.get(id) ?? ''}`,
      ]),
    );
  };
  let known = state();
  return accounts.onDidChange(() => {
    const now = state();
    for (const [id, value] of now)
      if (known.get(id) !== value && accounts.fingerprint(id) !== undefined) outbox.wake(id);
    known = now;
  });
}
