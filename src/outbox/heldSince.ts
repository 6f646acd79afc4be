import type { Holds } from './holds';
import type { Waits } from './waits';

/** Since when an account has to wait, in milliseconds since 1970; what only rests in this window does for whatever nobody asked for. */
export function heldSince(
  { holds, waits }: { readonly holds: Holds; readonly waits: Waits },
  account: string,
  now: number,
): number | undefined {
  return holds.heldSince(account, now) ?? (waits.isResting(account) ? Number.NEGATIVE_INFINITY : undefined);
}
