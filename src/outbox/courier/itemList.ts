import type { Clock } from '../../model/clock';
import type { DiskTrouble } from '../../system/diskTrouble';
import { inTurns } from '../../system/turns';
import type { Entry } from '../store/entry';
import { type Item, itemOf } from '../store/item';
import type { Store } from '../store/store';
import type { Hold, Holds } from './holds';
import type { RateLimits, Slot } from './rateLimits';

/** The groups in which messages are shown, in their order. */
export const itemGroups = ['sending', 'waiting', 'inDoubt', 'parked', 'dead', 'sent'] as const;
export type ItemGroup = (typeof itemGroups)[number];

/** An item with what decides when it is sent. */
export interface ListedItem extends Item {
  readonly group: ItemGroup;
  /** Why its account is held, if it waits for that. */
  readonly hold: Hold | undefined;
  /** The limit that holds mails of its account back. */
  readonly slot: Slot | undefined;
}

export interface ItemListParts {
  readonly store: Store;
  readonly holds: Holds;
  readonly limits: RateLimits;
  readonly trouble: DiskTrouble;
  readonly clock: Clock;
}

/** How long a last reply counts as being awaited, in milliseconds. */
const replyTime = 60_000;

/**
 * The messages as lists show them. How many there are stands in the names of their files, which are known; what they
 * say is read when somebody asks.
 */
export class ItemList {
  constructor(private readonly parts: ItemListParts) {}

  /** How many messages are in each group; of sent ones, only those that the history keeps. */
  counts(): Readonly<Record<ItemGroup, number>> {
    const counts = { sending: 0, waiting: 0, inDoubt: 0, parked: 0, dead: 0, sent: 0 };
    const now = this.parts.clock.now();
    for (const entry of this.parts.store.index.all()) if (!entry.bodyless) counts[this.groupOf(entry, now)] += 1;
    return counts;
  }

  /** One message; `undefined` if it is not there, or cannot be read. Throws a StoreFailure. */
  find(id: string): ListedItem | undefined {
    const now = this.parts.clock.now();
    return this.item(id, this.parts.limits.all(this.parts.store.index, now), now);
  }

  /**
   * The messages of these groups, oldest first. Reads what is not known yet, a little at a time.
   * @param most how many of each group, the newest
   */
  async read(groups: readonly ItemGroup[], most: number): Promise<readonly ListedItem[]> {
    const { store, limits, trouble, clock } = this.parts;
    const now = clock.now();
    const wanted = new Map(groups.map((group) => [group, [] as Entry[]]));
    for (const entry of store.index.all()) if (!entry.bodyless) wanted.get(this.groupOf(entry, now))?.push(entry);
    const slots = limits.all(store.index, now);
    const items: ListedItem[] = [];
    await inTurns(
      [...wanted.values()].flatMap((entries) => newest(entries, most)),
      ({ id }) =>
        trouble.once(() => {
          const item = this.item(id, slots, now);
          if (item !== undefined && groups.includes(item.group)) items.push(item);
        }),
    );
    return items.sort((one, other) => one.date - other.date);
  }

  private item(id: string, slots: readonly Slot[], now: number): ListedItem | undefined {
    const { store, holds } = this.parts;
    const entry = store.index.get(id);
    const head = entry === undefined || entry.bodyless ? undefined : store.headOf(entry);
    if (entry === undefined || head === undefined) return undefined;
    const result = store.resultOf(id);
    // Its result could not be read.
    if (store.isResting(id)) return undefined;
    const hold = entry.state === 'queued' && holds.isHeld(entry.account, now) ? holds.of(entry.account) : undefined;
    const slot = slots.find(({ accountId }) => accountId === head.accountId);
    return { ...itemOf(entry, head, result), group: this.groupOf(entry, now), hold, slot };
  }

  private groupOf({ state, account, claim, since }: Entry, now: number): ItemGroup {
    switch (state) {
      case 'queued':
        // It has not been tried itself, but waits for the same thing as the message that was.
        return this.parts.holds.of(account)?.until === null ? 'parked' : 'waiting';
      case 'inDoubt':
        return claim !== '' && now - since < replyTime ? 'sending' : 'inDoubt';
      case 'sending':
      case 'parked':
      case 'dead':
      case 'sent':
        return state;
    }
  }
}

function newest(entries: readonly Entry[], most: number): readonly Entry[] {
  if (entries.length <= most) return entries;
  return [...entries].sort((one, other) => arrival(one) - arrival(other)).slice(-most);
}

/** What tells new ones from old ones, from the name alone. */
function arrival({ state, begun, since }: Entry): number {
  return state === 'sent' ? since : begun;
}
