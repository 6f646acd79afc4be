import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Account } from '../../model/account/account';
import { newAccountId } from '../../model/account/accountWords';
import type { Proxy } from '../../model/account/proxy';
import type { Evidence } from '../../model/account/validity';
import type { GlobalStorage } from '../editor/storage';
import { proxyFor } from '../settings/editorProxy';

/**
 * Remembers which forms passed a test in this window, saved or not. A form is remembered as a keyed hash, its mark,
 * whose key never leaves memory, so that it reveals no password.
 */
export class AccountTestMarks {
  private readonly passed = new Map<string, { readonly accountId: string; readonly at: number }>();
  private readonly key = randomBytes(32);

  /** The mark of exactly these settings, password and proxy. */
  markOf(account: Account, password: string | undefined, proxy: Proxy | undefined): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([account, password, proxy]))
      .digest('base64');
  }

  add(mark: string, accountId: string, at: number): void {
    this.passed.set(mark, { accountId, at });
  }

  /** The form with this mark has failed a test since. */
  remove(mark: string): void {
    this.passed.delete(mark);
  }

  /** Forgets every form of an account. */
  forget(accountId: string): void {
    for (const [mark, one] of this.passed) if (one.accountId === accountId) this.passed.delete(mark);
  }

  /** When the form with this mark passed, milliseconds since 1970. */
  at(mark: string): number | undefined {
    return this.passed.get(mark)?.at;
  }
}

/** What is kept of accounts in addition to settings and secrets: how the last test or send of each ended. */
export class AccountMemory {
  constructor(private readonly storage: GlobalStorage) {}

  /** The id that the first account gets when it is saved. */
  get blankId(): string {
    return this.storage.get('firstAccountId') ?? 'account-1';
  }

  evidence(id: string): Evidence | undefined {
    return this.storage.get(`evidence.${id}`);
  }

  async keep(id: string, evidence: Evidence): Promise<void> {
    await this.storage.set(`evidence.${id}`, evidence);
  }

  /** Forgets an account. Its mails may still wait in the outbox, so no new account may get its id and send them. */
  async forget(id: string): Promise<void> {
    await this.storage.set(`evidence.${id}`, undefined);
    if (id === this.blankId) await this.storage.set('firstAccountId', newAccountId());
  }
}

/**
 * Changes with every setting of the account, with every new password and with the proxy, but not with the proxy's
 * password.
 */
export function accountFingerprint(account: Account, secretVersion: string | undefined): string {
  const { kind, host, port, username } = proxyFor(account) ?? {};
  return createHash('sha256')
    .update(JSON.stringify([account, secretVersion, kind, host, port, username]))
    .digest('base64');
}
