import { Disk } from '../../src/system/disk';
import { storeFailure } from '../../src/system/diskFailure';

type Method = 'prepare' | 'put' | 'move' | 'remove' | 'namesNow' | 'read' | 'head' | 'write' | 'truncate';

/** Makes the disks of this process refuse operations; call `heal` after each test. */
export class BrokenDisks {
  private readonly whole = new Map<Method, unknown>();

  /**
   * @param code for instance ENOSPC
   * @param isMeant whether an operation with these arguments is refused; each by default
   */
  refuse(
    code: string,
    methods: readonly Method[],
    isMeant: (...all: readonly unknown[]) => boolean = () => true,
  ): void {
    this.heal();
    for (const method of methods) {
      const work = Object.getOwnPropertyDescriptor(Disk.prototype, method)?.value as (...all: unknown[]) => unknown;
      this.whole.set(method, work);
      const refusing = function (this: Disk, ...all: unknown[]): unknown {
        if (isMeant(...all)) throw storeFailure(Object.assign(new Error(code), { code }));
        return work.apply(this, all);
      };
      Object.assign(Disk.prototype, { [method]: refusing });
    }
  }

  heal(): void {
    Object.assign(Disk.prototype, Object.fromEntries(this.whole));
    this.whole.clear();
  }
}

/** What disks refuse with: full, over quota, read-only, forbidden, broken, out of handles. */
export const diskCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO', 'EMFILE'] as const;
