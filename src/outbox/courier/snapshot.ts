import { accountKey, type ItemState } from './entry';
import type { Hold, Holds } from './holds';
import { itemOf, type Item } from './item';
import type { Page } from './ledger';
import type { Slot, Slots } from './slots';
import type { Store } from './store';
import type { StoreFailure } from './storeFailure';

/** The whole outbox at one moment, without bodies. The same in every window, but for `slots`, `trouble` and `unsaved`. */
export interface Snapshot {
  /** Exact as soon as the disk has been read, while `items` may still be filling. */
  readonly counts: Readonly<Record<ItemState, number>>;
  /** Oldest first; of what was sent, only as much as the history keeps. */
  readonly items: readonly Item[];
  /** Whether the disk has been read and `items` is complete. */
  readonly isLoaded: boolean;
  /** Accounts for which nothing is tried at the moment; where `until` is `null`, somebody has to mend them. */
  readonly holds: readonly Hold[];
  /** Accounts whose limit holds mails back, as far as this window has looked at them since it was opened. */
  readonly slots: readonly Slot[];
  /** There is no network. It is one state, not one error for each mail. */
  readonly isOffline: boolean;
  /** What is wrong with the disk. */
  readonly trouble: StoreFailure | undefined;
  /** Where the outbox is on the disk. */
  readonly folder: string;
  /** Messages that wait in memory until the disk takes them. */
  readonly unsaved: number;
}

/** How long after its time a hold still says something about the network, in milliseconds. */
const forgotten = 60_000;

/** What is known now. @param now milliseconds since 1970 */
export function takeSnapshot(
  store: Store,
  holds: Holds,
  slots: Slots,
  now: number,
  { hasRead, ...rest }: Pick<Snapshot, 'folder' | 'trouble' | 'unsaved'> & { readonly hasRead: boolean },
): Snapshot {
  const items: Item[] = [];
  let isLoaded = hasRead;
  for (const entry of store.ledger.all()) {
    if (entry.bodyless) continue;
    const head = store.isLoaded(entry) ? store.headOf(entry) : undefined;
    if (head === undefined) isLoaded = false;
    else items.push(itemOf(entry, head, store.factsOf(entry.id)));
  }
  items.sort((one, other) => one.date - other.date);
  const held = holds.all.filter(({ until }) => until === null || until > now);
  // Still so while it is being tried anew; forgotten where nothing is left to try.
  const isOffline = holds.all.some(
    ({ accountId, failure, until }) =>
      failure.cause === 'offline' &&
      until !== null &&
      until > now - forgotten &&
      hasWork(store.ledger.of(accountKey(accountId))),
  );
  const full = slots.all(store.ledger, now);
  return { counts: store.ledger.counts, items, isLoaded, holds: held, slots: full, isOffline, ...rest };
}

function hasWork({ queued, open }: Page): boolean {
  return queued.size + open.size > 0;
}
