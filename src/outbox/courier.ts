import type { Account, Credential } from '../model/account';
import type { Failure } from '../model/failure';
import type { Log } from '../model/log';
import type { Message } from '../model/message';
import type { Receipt } from '../model/receipt';
import type { Transport } from '../mail/transport';

/** A message and how far it is on its way. */
export interface Item {
  readonly message: Message;
  readonly accountId: string;
  readonly attempts: number;
  readonly state:
    | { readonly name: 'queued' }
    | { readonly name: 'sending' }
    | { readonly name: 'sent'; readonly receipt: Receipt }
    | { readonly name: 'failed'; readonly failure: Failure };
}

/** What is needed to send: the account with the host and port to connect to, and its secret if it has one. */
export interface Sender {
  readonly account: Account;
  readonly credential: Credential | undefined;
}

/** Where the courier learns how to send, and whom it tells how it went. */
export interface CourierHost {
  /** The account as it stands now, or why it cannot be used. */
  sender(accountId: string): Promise<Sender | Failure>;
  sent(item: Item): void;
  failed(item: Item, failure: Failure, sender: Sender | undefined): void;
}

/** How many settled items are kept in memory. */
const history = 50;

/**
 * Hands messages to the transport, one after the other, in the order in which they came. What failed stays and can be
 * retried; it sends the same bytes again.
 */
export class Courier {
  private items: readonly Item[] = [];
  private working = false;
  private readonly listeners = new Set<() => void>();
  private readonly ending = new AbortController();

  constructor(
    private readonly transport: Transport,
    private readonly host: CourierHost,
    private readonly log: Log,
  ) {}

  /** Every item still known, oldest first. */
  get all(): readonly Item[] {
    return this.items;
  }

  /** How many items wait or are being sent. */
  get pending(): number {
    return this.items.filter(({ state }) => state.name === 'queued' || state.name === 'sending').length;
  }

  enqueue(message: Message, accountId: string): void {
    this.items = [...this.items, { message, accountId, attempts: 0, state: { name: 'queued' } }];
    this.changed();
    void this.drain();
  }

  /** Puts a failed item back into the queue; does nothing for any other. */
  retry(id: string): void {
    const item = this.items.find(({ message, state }) => message.id === id && state.name === 'failed');
    if (item === undefined) return;
    this.update(item, { state: { name: 'queued' } });
    void this.drain();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Ends what is being sent; nothing is sent afterwards. */
  dispose(): void {
    this.ending.abort();
    this.listeners.clear();
  }

  private async drain(): Promise<void> {
    if (this.working) return;
    this.working = true;
    try {
      for (;;) {
        const next = this.items.find(({ state }) => state.name === 'queued');
        if (next === undefined || this.ending.signal.aborted) return;
        await this.deliver(next);
      }
    } finally {
      this.working = false;
    }
  }

  private async deliver(queued: Item): Promise<void> {
    const item = this.update(queued, { state: { name: 'sending' }, attempts: queued.attempts + 1 });
    const sender = await this.host.sender(item.accountId);
    if (!('account' in sender)) {
      this.fail(item, sender, undefined);
      return;
    }
    const { signal } = this.ending;
    const attempted = await this.transport.send({ message: item.message, ...sender, signal });
    if (signal.aborted) return;
    if (!attempted.ok) {
      this.fail(item, attempted.failure, sender);
      return;
    }
    const { receipt } = attempted;
    this.log.info(`sent ${item.message.id} in ${receipt.duration} ms`);
    this.host.sent(this.update(item, { state: { name: 'sent', receipt } }));
  }

  private fail(item: Item, failure: Failure, sender: Sender | undefined): void {
    this.log.warn(`not sent ${item.message.id}: ${failure.cause} (${failure.code}) at ${failure.step}`);
    this.host.failed(this.update(item, { state: { name: 'failed', failure } }), failure, sender);
  }

  private update(item: Item, change: Partial<Item>): Item {
    const updated = { ...item, ...change };
    const settled = this.items.filter(({ state }) => state.name === 'sent');
    const dropped = new Set(settled.slice(0, Math.max(0, settled.length - history)));
    this.items = this.items.filter((one) => !dropped.has(one)).map((one) => (one === item ? updated : one));
    this.changed();
    return updated;
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
