// Accounts as they stand in a user's settings.json.

/** One entry of `mailWhenDone.accounts`. */
export type AccountEntry = Record<string, unknown> & { readonly id: string; readonly name: string };

export const username = 'ada@example.com';

let count = 0;

/** Nothing is known of an account with a new id: neither a password nor a test of an earlier one counts for it. */
function fresh(kind: string): { id: string; name: string } {
  count++;
  return { id: `${kind}-${count}`, name: `${kind} ${count}` };
}

/** An account that delivers to the extension's own inbox: complete as it is. */
export function aSandboxEntry(change: Partial<AccountEntry> = {}): AccountEntry {
  const own = 'me@sandbox.test';
  return { ...fresh('Sandbox'), provider: 'sandbox', email: own, recipients: [own], ...change };
}

/** An account of a server on this computer, without TLS; all it lacks is the password. */
export function aLoopbackEntry(port: number, change: Partial<AccountEntry> = {}): AccountEntry {
  return {
    ...fresh('Loopback'),
    provider: 'custom',
    email: username,
    host: '127.0.0.1',
    port,
    security: 'none',
    username,
    fromAddress: username,
    recipients: ['grace@example.org'],
    ...change,
  };
}

/** An account far away: nothing may be sent with it in a test. Complete but for the password. */
export function aRemoteEntry(change: Partial<AccountEntry> = {}): AccountEntry {
  return {
    ...aLoopbackEntry(465, { host: 'smtp.example.com', security: 'implicitTls' }),
    ...fresh('Remote'),
    ...change,
  };
}
