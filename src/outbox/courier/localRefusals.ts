import type { Failure } from '../../model/failure/failure';
import { accountKey } from '../store/entry';
import type { Sender } from './senders';
import type { Cooldowns } from './cooldowns';

export interface LocalRefusal {
  readonly accountId: string;
  /** As in `Hold`. */
  readonly fingerprint: string | null;
}

/** How long an account rests before we check whether it has changed, in milliseconds. */
const rest = 30_000;

/**
 * The settings and secrets that were refused in this process. A hold counts everywhere, and a window that knows better
 * lifts it: then this one must not retry the same, be refused again, and so on.
 */
export class LocalRefusals {
  private readonly met = new Map<string, LocalRefusal>();

  constructor(private readonly cooldowns: Cooldowns) {}

  of(account: string): LocalRefusal | undefined {
    return this.met.get(account);
  }

  note(accountId: string, fingerprint: string | null): void {
    this.met.set(accountKey(accountId), { accountId, fingerprint });
    this.rest(accountKey(accountId));
  }

  /** Something may have been fixed: the account may be tried. */
  forget(account: string): void {
    if (this.met.delete(account)) this.cooldowns.end(account);
  }

  rest(account: string): void {
    this.cooldowns.rest(account, rest);
  }

  /** Whether this is the refused sender. */
  isOf(account: string, sender: Sender | Failure): boolean {
    return this.met.get(account)?.fingerprint === senderFingerprint(sender);
  }
}

/** As in `Hold`: `null` if the account cannot be used. */
export function senderFingerprint(sender: Sender | Failure | undefined): string | null {
  return sender !== undefined && 'account' in sender ? (sender.fingerprint ?? null) : null;
}
