import { networkInterfaces } from 'node:os';
import type { Outbox } from '../outbox/outbox';
import { networkCauses } from '../outbox/verdict';

/** How often it is looked whether the network is back, in milliseconds. */
const interval = 10_000;

/**
 * Wakes what waits for the network when addresses of this computer appear that were not there. Looks at them only while
 * something waits so: on Windows that takes milliseconds.
 */
export class NetworkWatch {
  private readonly timer: NodeJS.Timeout;
  private readonly listener: { dispose(): void };
  /** The outbox is another one than it was when it was last asked. */
  private isStale = true;
  /** While something waits. */
  private known: ReadonlySet<string> | undefined;

  constructor(
    private readonly outbox: Pick<Outbox, 'onDidChange' | 'snapshot' | 'wake'>,
    private readonly interfaces: typeof networkInterfaces = networkInterfaces,
  ) {
    this.listener = outbox.onDidChange(() => (this.isStale = true));
    this.timer = setInterval(() => this.look(), interval);
    this.timer.unref();
  }

  look(): void {
    // With ten thousand mails a snapshot is worth sparing.
    if (this.isStale) {
      this.isStale = false;
      if (!this.waits()) this.known = undefined;
      else this.known ??= this.addresses();
    }
    if (this.known === undefined) return;
    const now = this.addresses();
    const isBack = hasMore(now, this.known);
    this.known = now;
    if (isBack) this.outbox.wake();
  }

  dispose(): void {
    clearInterval(this.timer);
    this.listener.dispose();
  }

  private addresses(): ReadonlySet<string> {
    try {
      return addressesOf(this.interfaces());
    } catch {
      // Some systems do not tell: then every mail goes at its own time.
      return new Set();
    }
  }

  private waits(): boolean {
    const { isOffline, holds } = this.outbox.snapshot();
    return isOffline || holds.some(({ failure, until }) => until !== null && networkCauses.has(failure.cause));
  }
}

/** The addresses by which this computer can be on a network; those that it gives itself on a wire or none do not count. */
export function addressesOf(interfaces: ReturnType<typeof networkInterfaces>): ReadonlySet<string> {
  const all = Object.values(interfaces).flatMap((infos) => infos ?? []);
  const outer = all.filter(({ internal, address }) => !internal && !/^(169\.254\.|fe[89ab][0-9a-f]:)/i.test(address));
  return new Set(outer.map(({ address }) => address));
}

/** Whether there is an address that was not there before. */
export function hasMore(now: ReadonlySet<string>, before: ReadonlySet<string>): boolean {
  return [...now].some((address) => !before.has(address));
}
