import { createHash } from 'node:crypto';
import type { Account } from '../model/account';

/** Changes with any setting of the account and with any new password, and tells neither. */
export function fingerprintOf(account: Account, secretVersion: string | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([account, secretVersion]))
    .digest('base64');
}
