import { createHmac, randomBytes } from 'node:crypto';
import type { Account } from '../model/account';
import type { Proxy } from '../model/proxy';

/**
 * Remembers which forms passed a test in this window, saved or not. What is remembered of a form is a keyed mark, with a key
 * that never leaves memory, and tells no password.
 */
export class TestMarks {
  private readonly passed = new Map<string, { readonly accountId: string; readonly at: number }>();
  private readonly key = randomBytes(32);

  /** The mark of exactly these settings with this password, through this proxy. */
  markOf(account: Account, password: string | undefined, proxy: Proxy | undefined): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([account, password, proxy]))
      .digest('base64');
  }

  add(mark: string, accountId: string, at: number): void {
    this.passed.set(mark, { accountId, at });
  }

  /** That form did not pass any more. */
  remove(mark: string): void {
    this.passed.delete(mark);
  }

  /** Forgets every form of an account. */
  forget(accountId: string): void {
    for (const [mark, one] of this.passed) if (one.accountId === accountId) this.passed.delete(mark);
  }

  /** When the form of this mark passed, in milliseconds since 1970. */
  at(mark: string): number | undefined {
    return this.passed.get(mark)?.at;
  }
}
