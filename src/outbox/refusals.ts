import type { Failure } from '../model/failure';
import { accountKey } from './entry';
import type { Sender } from './outboxHost';
import type { Waits } from './waits';

export interface Refusal {
  readonly accountId: string;
  /** As in `Hold`. */
  readonly fingerprint: string | null;
}

/** How long an account rests before it is looked at whether it is still the same, in milliseconds. */
const rest = 30_000;

/**
 * With what this process could not use its accounts. What holds an account counts everywhere, and a window that knows
 * better lifts it: then this one must not try again with the same, and be refused again, and so on.
 */
export class Refusals {
  private readonly met = new Map<string, Refusal>();

  constructor(private readonly waits: Waits) {}

  of(account: string): Refusal | undefined {
    return this.met.get(account);
  }

  note(accountId: string, fingerprint: string | null): void {
    this.met.set(accountKey(accountId), { accountId, fingerprint });
    this.rest(accountKey(accountId));
  }

  /** Something may have been mended: the account may be tried. */
  forget(account: string): void {
    if (this.met.delete(account)) this.waits.end(account);
  }

  rest(account: string): void {
    this.waits.rest(account, rest);
  }

  /** Whether this is what was refused. */
  isOf(account: string, sender: Sender | Failure): boolean {
    return this.met.get(account)?.fingerprint === fingerprintOf(sender);
  }
}

/** As it stands in a hold: `null` where the account cannot be used. */
export function fingerprintOf(sender: Sender | Failure | undefined): string | null {
  return sender !== undefined && 'account' in sender ? (sender.fingerprint ?? null) : null;
}
