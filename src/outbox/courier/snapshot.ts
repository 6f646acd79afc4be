import type { StoreFailure } from '../../system/diskFailure';
import { accountKey, type ItemState } from '../store/entry';
import type { AccountQueue, OutboxIndex } from '../store/outboxIndex';
import type { Hold, Holds } from './holds';
import type { ItemGroup } from './itemList';
import type { RateLimits, Slot } from './rateLimits';

/**
 * The outbox at one moment, as far as it is known without reading a message. The same in every window, except `slots`,
 * `trouble` and `unsaved`.
 */
export interface Snapshot {
  readonly counts: Readonly<Record<ItemState, number>>;
  /** How many messages are in each group that lists show. */
  readonly groups: Readonly<Record<ItemGroup, number>>;
  /** Whether the disk has been read: until then nothing is known of it. */
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
  index: OutboxIndex,
  holds: Holds,
  limits: RateLimits,
  now: number,
  rest: Pick<Snapshot, 'folder' | 'groups' | 'isLoaded' | 'trouble' | 'unsaved'>,
): Snapshot {
  const held = holds.all.filter(({ until }) => until === null || until > now);
  // Still offline during a retry; forgotten if nothing is left to try.
  const isOffline = holds.all.some(
    ({ accountId, failure, until }) =>
      failure.cause === 'offline' &&
      until !== null &&
      until > now - forgotten &&
      hasWork(index.of(accountKey(accountId))),
  );
  return { counts: index.counts, holds: held, slots: limits.all(index, now), isOffline, ...rest };
}

function hasWork({ queued, open }: AccountQueue): boolean {
  return queued.size + open.size > 0;
}
