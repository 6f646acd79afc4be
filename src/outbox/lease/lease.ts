import * as fs from 'node:fs';
import path from 'node:path';
import type { Log } from '../model/log';
import { presenceFolder, readIdentity, type Presence } from './presence';
import type { ProcessIdentity } from './processIdentity';
import { codeOf, storeFailure } from './storeFailure';

export const leaseFolder = 'leases';

/** The right to send for one account, for as long as nobody has taken a later one. */
export interface Lease {
  readonly account: string;
  /** Grows with every lease of the account: an earlier one is worth nothing. */
  readonly token: number;
  /** Somebody else had it before us. */
  readonly isHandedOver: boolean;
  /** What goes into the names of claimed messages; unique for ever. */
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
 * Who sends for an account: one copy of the extension at a time. A lease is a file `<account>.<token>` that is made under
 * its name in one step, so that of several only one gets it; the highest token counts. It is given back by a rename to
 * `….free` and taken over when its holder is dead or frozen. It keeps order and the limits, and spares servers connections;
 * that nothing is sent twice does not rest on it but on the names of claimed files.
 */
export class Leases {
  private readonly folder: string;
  private readonly own: string;
  /** The last token that we had for each account. */
  private readonly tokens = new Map<string, number>();

  constructor(private readonly parts: LeasesParts) {
    this.folder = path.join(parts.root, leaseFolder);
    this.own = path.join(parts.root, presenceFolder, parts.identity.instance);
  }

  /** Whether nobody else is there who could have one. */
  get isAlone(): boolean {
    return this.parts.presence.isAlone;
  }

  /** A new lease, or `undefined` while somebody else has one. Throws a StoreFailure. */
  acquire(account: string): Lease | undefined {
    const last = this.last(account);
    if (last !== undefined && !last.isFree && this.isHeld(last)) return undefined;
    const token = (last?.token ?? 0) + 1;
    const { instance } = this.parts.identity;
    const own = `${account}.${token}`;
    if (!this.make(own)) return undefined;
    // Where we were stopped between looking and making, this one and later ones may have come and gone meanwhile.
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
   * Whether the lease still counts: its file is there, and none of the next token, which whoever takes it over makes first
   * and removes only after ours.
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

  /** Lets others have it. */
  release({ account, token }: Lease): void {
    const file = path.join(this.folder, `${account}.${token}`);
    try {
      fs.renameSync(file, `${file}.free`);
    } catch (error) {
      // Taken over already; or the disk does not let us, and our end will free it.
      if (codeOf(error) !== 'ENOENT') this.parts.log.warn(`a lease is not given back: ${codeOf(error)}`);
    }
  }

  private make(name: string): boolean {
    const file = path.join(this.folder, name);
    try {
      // A second name for the file that holds our identity: it is whole from the first moment.
      fs.linkSync(this.own, file);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
    }
    try {
      // For file systems without links, and where our own file was removed.
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
      // Given back or taken over just now: the next try will tell.
      if (codeOf(error) === 'ENOENT') return true;
      throw storeFailure(error);
    }
    // Half written, or torn by a power cut: it gets the time that a silent holder gets.
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
