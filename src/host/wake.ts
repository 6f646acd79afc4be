import type { Outbox } from '../outbox/outbox';
import type { Accounts } from './accounts';

/** Wakes what waits for an account as soon as its settings or its secret change, or a test of it passes. */
export function wakeOnChange(accounts: Accounts, outbox: Outbox): { dispose(): void } {
  const state = (): Map<string, string> =>
    new Map(
      accounts.snapshots.map(({ draft: { id }, validity }) => [
        id,
        `${accounts.fingerprint(id) ?? ''} ${validity.state === 'verified' ? String(validity.at) : ''}`,
      ]),
    );
  let known = state();
  return accounts.onDidChange(() => {
    const now = state();
    for (const [id, value] of now)
      if (known.get(id) !== value && accounts.fingerprint(id) !== undefined) outbox.wake(id);
    known = now;
  });
}
