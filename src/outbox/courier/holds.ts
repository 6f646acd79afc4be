import { Emitter } from '../../model/emitter';
import type { Failure } from '../../model/failure/failure';
import type { Disk } from '../../system/disk';
import { accountKey, type Entry } from '../store/entry';
import type { Store } from '../store/store';
import { clockSlack, renewed, woken } from '../store/transition';

export const holdFolder = 'holds';

/** Why nothing of an account is tried now. Times are in milliseconds since 1970. */
export interface Hold {
  readonly accountId: string;
  readonly failure: Failure;
  readonly since: number;
  /** When the next message is tried; `null`: not before the account is fixed. */
  readonly until: number | null;
  /** How often in a row attempts have ended this way. */
  readonly count: number;
  /** The fingerprint of the account and secret used, from the host; `null` if it gives none. */
  readonly fingerprint: string | null;
}

/**
 * What holds accounts back, on disk because every copy of the extension must respect it: after a refused password none
 * may try again, since repeated bad sign-ins lock accounts.
 */
export class Holds {
  private held = new Map<string, Hold>();
  /** Holds not yet on disk, or refused by it: they count here all the same. */
  private readonly unwritten = new Map<string, Hold>();
  private readonly writing = new Set<Hold>();

  private readonly changed = new Emitter();
  private readonly found = new Emitter<readonly Hold[]>();
  readonly onDidChange = this.changed.event;
  /** Other copies have written new ones. */
  readonly onDidFind = this.found.event;

  constructor(private readonly disk: Disk) {}

  get all(): readonly Hold[] {
    return [...this.held.values()];
  }

  /** The hold of an account, expired or not. */
  of(account: string): Hold | undefined {
    return this.held.get(account);
  }

  /** Whether the account has to wait at `now`. */
  isHeld(account: string, now: number): boolean {
    const hold = this.held.get(account);
    return hold !== undefined && (hold.until === null || hold.until > now);
  }

  /** Since when the account has to wait, if it does at `now`. */
  heldSince(account: string, now: number): number | undefined {
    return this.isHeld(account, now) ? this.held.get(account)?.since : undefined;
  }

  /** Reads what others have written; restarts waits that can only come from a clock set back. */
  async scan(now: number): Promise<void> {
    const held = new Map<string, Hold>();
    for (const name of this.disk.namesNow(holdFolder)) {
      const bytes = this.disk.read({ folder: holdFolder, name });
      const hold = bytes === undefined ? undefined : decoded(bytes);
      if (hold !== undefined && name === fileName(accountKey(hold.accountId)))
        held.set(accountKey(hold.accountId), hold);
    }
    for (const [account, hold] of this.unwritten) held.set(account, hold);
    const found = [...held].filter(([account, hold]) => !isSameHold(hold, this.held.get(account)));
    this.held = held;
    if (found.length > 0) this.found.fire(found.map(([, hold]) => hold));
    for (const hold of held.values()) {
      const { since, until } = hold;
      if (until !== null && since > now + clockSlack)
        await this.put({ ...hold, since: now, until: now + until - since });
    }
  }

  async put(hold: Hold): Promise<void> {
    const key = accountKey(hold.accountId);
    this.held.set(key, hold);
    this.unwritten.set(key, hold);
    await this.write(key, hold);
  }

  /** Writes what the disk refused before. Throws a StoreFailure. */
  async save(): Promise<void> {
    for (const [key, hold] of [...this.unwritten]) if (!this.writing.has(hold)) await this.write(key, hold);
  }

  /** Returns whether there was one. */
  lift(account: string): boolean {
    this.unwritten.delete(account);
    if (!this.held.delete(account)) return false;
    this.disk.remove({ folder: holdFolder, name: fileName(account) });
    this.changed.fire();
    return true;
  }

  private async write(key: string, hold: Hold): Promise<void> {
    const place = { folder: holdFolder, name: fileName(key) };
    this.writing.add(hold);
    try {
      await this.disk.write(place, [Buffer.from(`${JSON.stringify(hold)}\n`)]);
    } finally {
      this.writing.delete(hold);
    }
    if (this.unwritten.get(key) === hold) this.unwritten.delete(key);
    // Lifted during the write.
    else if (!this.held.has(key)) this.disk.remove(place);
    this.changed.fire();
  }
}

/** Whether they are the same hold, even if read twice. */
export function isSameHold(one: Hold | undefined, other: Hold | undefined): boolean {
  return one?.since === other?.since && one?.until === other?.until && one?.count === other?.count;
}

/**
 * Wakes what is queued for an account whose hold is lifted.
 * @param hold the lifted hold; if it lasted until fixed, what waited behind it starts anew
 */
export async function wakeQueued(store: Store, account: string, hold: Hold | undefined, now: number): Promise<void> {
  let begun = now;
  await store.moveAll(store.index.of(account).queued.values(), (entry) => {
    if (entry.state !== 'queued') return entry;
    const next = isDelayed(entry, now) ? woken(entry, now) : entry;
    // A millisecond apart, which keeps their order for readers of the disk.
    return hold?.until === null ? renewed(next, begun++) : next;
  });
}

/** Whether it waits for another try; one never tried waits for its own time, which nothing brings nearer. */
export function isDelayed({ state, due, attempts }: Entry, now: number): boolean {
  return state === 'queued' && due > now && attempts > 0;
}

/** A torn file holds nothing back: the next attempt meets the same obstacle and rewrites it. */
function decoded(bytes: Buffer): Hold | undefined {
  try {
    const { accountId, failure, since, until, count, fingerprint } = JSON.parse(
      bytes.toString('utf8'),
    ) as Partial<Hold>;
    if (typeof accountId !== 'string' || typeof failure?.cause !== 'string' || typeof since !== 'number')
      return undefined;
    return { accountId, failure, since, until: until ?? null, count: count ?? 1, fingerprint: fingerprint ?? null };
  } catch {
    return undefined;
  }
}

function fileName(account: string): string {
  return `${account}.json`;
}
