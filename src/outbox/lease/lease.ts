import * as fs from 'node:fs';
import path from 'node:path';
import type { Log } from '../../model/log';
import { codeOf, storeFailure } from '../../system/diskFailure';
import type { ProcessIdentity } from '../../system/processIdentity';
import { type Presence, presenceFolder, readIdentity } from './presence';

export const leaseFolder = 'leases';

/** The right to send for one account, for as long as nobody has taken a later one. */
export interface Lease {
  readonly account: string;
  /** Grows with every lease of the account; earlier ones are void. */
  readonly token: number;
  /** Another process had it before us. */
  readonly isHandedOver: boolean;
  /** Part of the names of claimed messages; unique forever. */
  readonly claim: string;
}

export interface LeasesParts {
  readonly root: string;
  readonly identity: ProcessIdentity;
  readonly presence: Presence;
  readonly log: Log;
}

interface Held {
  readonly token: number;
  readonly isFree: boolean;
  readonly name: string;
}

/**
 * Who sends for an account: one copy of the extension at a time. A lease is a file `<account>.<token>`, created in one
 * step so that only one process gets it; the highest token counts. It is released by a rename to `….free` and taken
 * over when its holder is dead or frozen. It keeps the order and the limits, and saves servers connections; what
 * ensures that nothing is sent twice is the names of claimed files.
 */
export class Leases {
  private readonly folder: string;
  private readonly own: string;
  /** The last token we had for each account. */
  private readonly tokens = new Map<string, number>();

  constructor(private readonly parts: LeasesParts) {
    this.folder = path.join(parts.root, leaseFolder);
    this.own = path.join(parts.root, presenceFolder, parts.identity.instance);
  }

  /** Whether no other process could have a lease. */
  get isAlone(): boolean {
    return this.parts.presence.isAlone;
  }

  /** A new lease, or `undefined` while another process has one. Throws a StoreFailure. */
  acquire(account: string): Lease | undefined {
    const last = this.last(account);
    if (last !== undefined && !last.isFree && this.isHeld(last)) return undefined;
    const token = (last?.token ?? 0) + 1;
    const { instance } = this.parts.identity;
    const own = `${account}.${token}`;
    if (!this.make(own)) return undefined;
    // If we were suspended between looking and creating it, this lease and later ones may have come and gone.
    if (this.files(account).some((one) => one.token >= token && one.name !== own)) {
      this.discard(own);
      return undefined;
    }
    if (last !== undefined) {
      if (!last.isFree) this.parts.log.info(`the lease ${last.name} is taken over`);
      for (const { name, token: earlier } of this.files(account)) if (earlier < token) this.discard(name);
    }
    const isHandedOver = last !== undefined && last.token !== this.tokens.get(account);
    this.tokens.set(account, token);
    return { account, token, isHandedOver, claim: `${token}.${instance}` };
  }

  /**
   * Whether the lease still counts: its file exists, and none with the next token, which a process taking over creates
   * before it removes ours.
   */
  holds({ account, token }: Lease): boolean {
    const isThere = (name: string): boolean =>
      fs.statSync(path.join(this.folder, name), { throwIfNoEntry: false }) !== undefined;
    const next = `${account}.${token + 1}`;
    try {
      return isThere(`${account}.${token}`) && !isThere(next) && !isThere(`${next}.free`);
    } catch (error) {
      throw storeFailure(error);
    }
  }

  release({ account, token }: Lease): void {
    const file = path.join(this.folder, `${account}.${token}`);
    try {
      fs.renameSync(file, `${file}.free`);
    } catch (error) {
      // Taken over already; or the disk refuses, and our exit will free it.
      if (codeOf(error) !== 'ENOENT') this.parts.log.warn(`a lease is not given back: ${codeOf(error)}`);
    }
  }

  private make(name: string): boolean {
    const file = path.join(this.folder, name);
    try {
      // A hard link to the file with our identity: complete from the first moment.
      fs.linkSync(this.own, file);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
    }
    try {
      // For file systems without links, or if our own file was removed.
      fs.writeFileSync(file, `${JSON.stringify(this.parts.identity)}\n`, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw storeFailure(error);
    }
  }

  private isHeld({ name }: Held): boolean {
    let holder: ProcessIdentity | undefined;
    try {
      holder = readIdentity(fs.readFileSync(path.join(this.folder, name), 'utf8'));
    } catch (error) {
      // Just released or taken over: the next try will show.
      if (codeOf(error) === 'ENOENT') return true;
      throw storeFailure(error);
    }
    // Half written, or torn by a power cut: it gets as long as a silent holder.
    holder ??= { instance: name, host: '', pid: 0, startedAt: '' };
    return this.parts.presence.isAlive(holder);
  }

  private last(account: string): Held | undefined {
    return this.files(account).reduce<Held | undefined>(
      (last, one) => (last === undefined || one.token > last.token ? one : last),
      undefined,
    );
  }

  private files(account: string): readonly Held[] {
    let names: readonly string[];
    try {
      names = fs.readdirSync(this.folder);
    } catch (error) {
      throw storeFailure(error);
    }
    return names.flatMap((name) => {
      const [key, token = '', free] = name.split('.');
      return key === account && /^\d{1,15}$/.test(token)
        ? [{ token: Number(token), isFree: free === 'free', name }]
        : [];
    });
  }

  private discard(name: string): void {
    try {
      fs.rmSync(path.join(this.folder, name), { force: true });
    } catch (error) {
      this.parts.log.debug(`an old lease is not removed: ${codeOf(error)}`);
    }
  }
}
