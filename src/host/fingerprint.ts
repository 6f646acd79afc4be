import { createHash } from 'node:crypto';
import type { Account } from '../model/account';
import { proxyFor } from './editorProxy';

/** Changes with any setting of the account, with any new password and with the proxy, of whose password it tells nothing. */
export function fingerprintOf(account: Account, secretVersion: string | undefined): string {
  const { kind, host, port, username } = proxyFor(account) ?? {};
  return createHash('sha256')
    .update(JSON.stringify([account, secretVersion, kind, host, port, username]))
    .digest('base64');
}
