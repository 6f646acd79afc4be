import type { Entry, ItemState } from './entry';

/** What one account has in the outbox. */
export interface AccountQueue {
  /** In order of arrival. */
  readonly queued: ReadonlyMap<string, Entry>;
  /** Sending or in doubt. */
  readonly open: ReadonlyMap<string, Entry>;
  /** When mails were sent, in milliseconds since 1970, ascending. */
  readonly sent: readonly number[];
  /** How many of the queued ones are urgent. */
  readonly urgent: number;
}

class AccountPage implements AccountQueue {
  readonly queued = new Map<string, Entry>();
  readonly open = new Map<string, Entry>();
  urgent = 0;
  sent: number[] = [];

  add(entry: Entry): void {
    if (entry.state === 'queued') {
      this.queued.set(entry.id, entry);
      if (entry.urgent) this.urgent += 1;
    } else if (entry.state === 'sending' || entry.state === 'inDoubt') this.open.set(entry.id, entry);
    else if (entry.state === 'sent') this.addTime(entry.since);
  }

  remove(entry: Entry): void {
    if (this.queued.delete(entry.id) && entry.urgent) this.urgent -= 1;
    this.open.delete(entry.id);
    if (entry.state === 'sent') {
      const place = this.sent.lastIndexOf(entry.since);
      if (place >= 0) this.sent.splice(place, 1);
    }
  }

  private addTime(time: number): void {
    let place = this.sent.length;
    while (place > 0 && (this.sent[place - 1] ?? 0) > time) place -= 1;
    this.sent.splice(place, 0, time);
  }
}

const blank: AccountQueue = new AccountPage();

/**
 * Every message of the outbox as this process knows it, which saves listing ten thousand files to find the next one.
 * One deleted after it was sent is no longer included, but its time still counts for its account.
 */
export class OutboxIndex {
  private readonly entries = new Map<string, Entry>();
  private readonly gone = new Map<string, Entry>();
  private readonly pages = new Map<string, AccountPage>();
  private readonly numbers: Record<ItemState, number> = {
    queued: 0,
    sending: 0,
    inDoubt: 0,
    parked: 0,
    dead: 0,
    sent: 0,
  };

  get counts(): Readonly<Record<ItemState, number>> {
    return { ...this.numbers };
  }

  /** The keys of the accounts that have something here. */
  get accounts(): readonly string[] {
    return [...this.pages.keys()];
  }

  all(): Iterable<Entry> {
    return this.entries.values();
  }

  /** Messages deleted after they were sent. */
  erased(): Iterable<Entry> {
    return this.gone.values();
  }

  get(id: string): Entry | undefined {
    return this.entries.get(id);
  }

  /** Includes those deleted after they were sent. */
  known(id: string): Entry | undefined {
    return this.entries.get(id) ?? this.gone.get(id);
  }

  of(account: string): AccountQueue {
    return this.pages.get(account) ?? blank;
  }

  set(entry: Entry): void {
    this.delete(entry.id);
    if (entry.erased) this.gone.set(entry.id, entry);
    else {
      this.entries.set(entry.id, entry);
      this.numbers[entry.state] += 1;
    }
    let page = this.pages.get(entry.account);
    if (page === undefined) this.pages.set(entry.account, (page = new AccountPage()));
    page.add(entry);
  }

  delete(id: string): void {
    const entry = this.known(id);
    if (entry === undefined) return;
    if (this.entries.delete(id)) this.numbers[entry.state] -= 1;
    this.gone.delete(id);
    this.pages.get(entry.account)?.remove(entry);
  }
}
