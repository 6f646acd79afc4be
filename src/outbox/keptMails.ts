import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import { readKeptMail, storedMail, type KeptMail, type KeptMailFile } from './keptMail';
import { OwnedFiles } from './ownedFiles';
import { isNear } from './processIdentity';
import type { ProcessWatch } from './processWatch';
import type { Scheduler } from './scheduler';

export interface KeptMailsParts {
  /** Shared by all windows; made where it is missing. */
  readonly root: string;
  /** Of this process. */
  readonly pid: number;
  /** See `thisHost`. */
  readonly machine: string;
  /** Which workspace this window has open. */
  readonly home: string;
  readonly look: ProcessWatch;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  /** Whether the account with this id can send now. */
  readonly isUsable: (accountId: string) => boolean;
}

/** How often it is looked for what others have left, in milliseconds. */
const gap = 5_000;
/** How long a window leaves what was left by one of another workspace to one of the same, which may be opening. */
const courtesy = 20_000;

/**
 * The mails that wait in this window, on disk, so that another one goes on with them when it is gone. Never throws: where
 * the disk does not take it, the message goes by itself.
 */
export class KeptMails {
  private files: OwnedFiles<KeptMailFile> | undefined;
  /** When the window of a file was first seen to be gone. */
  private readonly ownerless = new Map<string, number>();
  private cancel: (() => void) | undefined;
  private isDisposed = false;

  constructor(private readonly parts: KeptMailsParts) {}

  /**
   * Takes over what windows have left that are gone, now and later on. Resolves when it has looked. To be called when the
   * outbox has been read.
   */
  async start(onLeft: (mails: readonly KeptMail[]) => void): Promise<void> {
    const { root, pid, machine, look, clock } = this.parts;
    await this.attempt(async () => {
      const startedAt = (await look([pid])).get(pid)?.startedAt ?? '';
      const files = new OwnedFiles<KeptMailFile>({
        root,
        folder: 'waiting',
        owner: { pid, startedAt, machine },
        read: readKeptMail,
        write: storedMail,
        idOf: ({ id }) => id,
        isKept: () => false,
      });
      files.prepare(clock.now());
      this.files = files;
    });
    await this.attempt(() => this.takeOver(onLeft));
    this.wait(onLeft);
  }

  put(mail: KeptMail): void {
    const { home, machine } = this.parts;
    void this.attempt(() => this.files?.put({ ...mail, home, machine }));
  }

  remove(id: string): void {
    void this.attempt(() => this.files?.remove(id));
  }

  /** What waits stays, for another window. */
  dispose(): void {
    this.isDisposed = true;
    this.cancel?.();
  }

  private wait(onLeft: (mails: readonly KeptMail[]) => void): void {
    if (this.isDisposed || this.files === undefined) return;
    this.cancel = this.parts.scheduler.after(gap, () => {
      void this.attempt(() => this.takeOver(onLeft)).then(() => this.wait(onLeft));
    });
  }

  private async takeOver(onLeft: (mails: readonly KeptMail[]) => void): Promise<void> {
    const { look, machine, home, scheduler, isUsable, log } = this.parts;
    const found = this.files?.others().filter(({ entry }) => isNear(entry.machine, machine)) ?? [];
    for (const name of this.ownerless.keys()) if (!found.some((one) => one.name === name)) this.ownerless.delete(name);
    if (found.length === 0) return;
    const sights = await look(found.map(({ ownerPid }) => ownerPid));
    const elapsed = scheduler.elapsed();
    const left = found.filter((one) => {
      const owner = sights.get(one.ownerPid);
      if (owner !== undefined && one.isOwner(owner.startedAt)) {
        this.ownerless.delete(one.name);
        return false;
      }
      const since = this.ownerless.get(one.name) ?? elapsed;
      this.ownerless.set(one.name, since);
      const isOurs = one.entry.home === home || elapsed - since >= courtesy;
      return isOurs && isUsable(one.entry.accountId) && !this.isDisposed && this.files?.take(one) === true;
    });
    if (left.length === 0) return;
    log.info(`${left.length} mails that wait are taken over from a window that is gone`);
    onLeft(left.map(({ entry }) => entry));
  }

  private async attempt(work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.log.warn(`mails that wait cannot be kept for other windows: ${String(error)}`);
    }
  }
}
