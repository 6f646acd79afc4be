import type { StoreFailure } from '../../system/diskFailure';
import { accountKey, type ItemState } from '../store/entry';
import { type Item, itemOf } from '../store/item';
import type { AccountQueue } from '../store/outboxIndex';
import type { Store } from '../store/store';
import type { Hold, Holds } from './holds';
import type { Slot, RateLimits } from './rateLimits';

/**
 * The whole outbox at one moment, without bodies. The same in every window, except `slots`, `trouble` and `unsaved`.
 */
export interface Snapshot {
  /** Exact as soon as the disk has been read, while `items` may still be filling. */
  readonly counts: Readonly<Record<ItemState, number>>;
  /** Oldest first; of sent messages, only those the history keeps. */
  readonly items: readonly Item[];
  /** Whether the disk has been read and `items` is complete. */
  readonly isLoaded: boolean;
  /** Accounts for which nothing is tried now; where `until` is `null`, the user has to fix them. */
  readonly holds: readonly Hold[];
  /** Accounts whose limit holds mails back, as far as this window has checked them since it opened. */
  readonly slots: readonly Slot[];
  /** There is no network: one state, not one error for each mail. */
  readonly isOffline: boolean;
  /** What is wrong with the disk. */
  readonly trouble: StoreFailure | undefined;
  /** Where the outbox is on the disk. */
  readonly folder: string;
  /** How many messages wait in memory until the disk accepts them. */
  readonly unsaved: number;
}

/** How long after its expiry a hold still says something about the network, in milliseconds. */
const forgotten = 60_000;

/** @param now milliseconds since 1970 */
export function takeSnapshot(
  store: Store,
  holds: Holds,
  limits: RateLimits,
  now: number,
  { hasRead, ...rest }: Pick<Snapshot, 'folder' | 'trouble' | 'unsaved'> & { readonly hasRead: boolean },
): Snapshot {
  const items: Item[] = [];
  let isLoaded = hasRead;
  for (const entry of store.index.all()) {
    if (entry.bodyless || store.isResting(entry.id)) continue;
    const head = store.isLoaded(entry) ? store.headOf(entry) : undefined;
    if (head === undefined) isLoaded = false;
    else items.push(itemOf(entry, head, store.resultOf(entry.id)));
  }
  items.sort((one, other) => one.date - other.date);
  const held = holds.all.filter(({ until }) => until === null || until > now);
  // Still offline during a retry; forgotten if nothing is left to try.
  const isOffline = holds.all.some(
    ({ accountId, failure, until }) =>
      failure.cause === 'offline' &&
      until !== null &&
      until > now - forgotten &&
      hasWork(store.index.of(accountKey(accountId))),
  );
  const full = limits.all(store.index, now);
  return { counts: store.index.counts, items, isLoaded, holds: held, slots: full, isOffline, ...rest };
}

function hasWork({ queued, open }: AccountQueue): boolean {
  return queued.size + open.size > 0;
}
