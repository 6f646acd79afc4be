import type { Failure } from '../model/failure';
import type { Disk } from './disk';
import { accountKey } from './entry';
import { clockSlack } from './transition';

export const holdFolder = 'holds';

/** Why nothing of an account is tried at the moment. Times are in milliseconds since 1970. */
export interface Hold {
  readonly accountId: string;
  readonly failure: Failure;
  readonly since: number;
  /** When the next message is tried; `null`: not before somebody mends the account. */
  readonly until: number | null;
  /** How often in a row an attempt has ended so. */
  readonly count: number;
  /** The account and the secret that were used, as the host names them; `null` where it does not. */
  readonly fingerprint: string | null;
}

/**
 * What holds accounts back, on disk because every copy of the extension has to keep to it: after a refused password nobody
 * may try again, since repeated bad sign-ins lock accounts.
 */
export class Holds {
  private held = new Map<string, Hold>();
  /** Those that are not on the disk yet, or that it did not take: they count here all the same. */
  private readonly unwritten = new Map<string, Hold>();
  private readonly writing = new Set<Hold>();

  constructor(
    private readonly disk: Disk,
    private readonly onChange: () => void,
    /** Told of those that others have written, once it is known. */
    private readonly onFound: (found: readonly Hold[]) => void = () => undefined,
  ) {}

  get all(): readonly Hold[] {
    return [...this.held.values()];
  }

  /** The hold of an account, whether or not its time is over. */
  of(account: string): Hold | undefined {
    return this.held.get(account);
  }

  /** Whether the account has to wait at this time. */
  isHeld(account: string, now: number): boolean {
    const hold = this.held.get(account);
    return hold !== undefined && (hold.until === null || hold.until > now);
  }

  /** Since when the account has to wait at this time. */
  heldSince(account: string, now: number): number | undefined {
    return this.isHeld(account, now) ? this.held.get(account)?.since : undefined;
  }

  /** Reads what others have written; waits that can only come from a clock set back begin anew. */
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
    if (found.length > 0) this.onFound(found.map(([, hold]) => hold));
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

  /** Writes what the disk did not take before. Throws a StoreFailure. */
  async save(): Promise<void> {
    for (const [key, hold] of [...this.unwritten]) if (!this.writing.has(hold)) await this.write(key, hold);
  }

  /** Answers whether there was one. */
  lift(account: string): boolean {
    this.unwritten.delete(account);
    if (!this.held.delete(account)) return false;
    this.disk.remove({ folder: holdFolder, name: fileName(account) });
    this.onChange();
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
    // Lifted while it was being written.
    else if (!this.held.has(key)) this.disk.remove(place);
    this.onChange();
  }
}

/** Whether they say the same, as after a second reading. */
export function isSameHold(one: Hold | undefined, other: Hold | undefined): boolean {
  return one?.since === other?.since && one?.until === other?.until && one?.count === other?.count;
}

/** A torn file holds nothing back: the next attempt meets the same obstacle and writes it anew. */
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
