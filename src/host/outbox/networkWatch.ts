import { networkInterfaces } from 'node:os';
import type { Outbox } from '../../outbox/outbox';
import { networkCauses } from '../../outbox/store/verdict';

/** Milliseconds between two looks at the network. */
const interval = 10_000;

/**
 * Wakes mails that wait for the network when this computer gets a new address. Looks at addresses only while mails
 * wait: on Windows that takes milliseconds.
 */
export class NetworkWatch {
  private readonly timer: NodeJS.Timeout;
  private readonly listener: { dispose(): void };
  /** The outbox has changed since it was last asked. */
  private isStale = true;
  /** The last known addresses, while mails wait. */
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
    // With ten thousand mails a snapshot is expensive.
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
      // Some systems do not say: then every mail is tried at its own time.
      return new Set();
    }
  }

  private waits(): boolean {
    const { isOffline, holds } = this.outbox.snapshot();
    return isOffline || holds.some(({ failure, until }) => until !== null && networkCauses.has(failure.cause));
  }
}

/** The addresses that can reach a network: neither loopback nor link-local ones. */
export function addressesOf(interfaces: ReturnType<typeof networkInterfaces>): ReadonlySet<string> {
  const all = Object.values(interfaces).flatMap((infos) => infos ?? []);
  const outer = all.filter(({ internal, address }) => !internal && !/^(169\.254\.|fe[89ab][0-9a-f]:)/i.test(address));
  return new Set(outer.map(({ address }) => address));
}

/** Whether there is an address that was not there before. */
export function hasMore(now: ReadonlySet<string>, before: ReadonlySet<string>): boolean {
  return [...now].some((address) => !before.has(address));
}
