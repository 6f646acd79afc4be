import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Failure } from '../../src/model/failure/failure';
import { silentLog } from '../../src/model/log';
import type { Message } from '../../src/model/letter/message';
import type { Disk } from '../../src/system/disk';
import type { Hold } from '../../src/outbox/courier/holds';
import type { Item } from '../../src/outbox/store/item';
import { Outbox, usualSettings, type OutboxParts } from '../../src/outbox/outbox';
import type { OutboxEvent } from '../../src/outbox/courier/outboxEvent';
import type { Sender, Senders } from '../../src/outbox/courier/senders';
import { thisProcess } from '../../src/system/processIdentity';
import type { StoreFailure } from '../../src/system/diskFailure';
import { aCredential, aMessage, anAccount } from './builders';
import { FakeTime, until } from './fakeTime';
import { settledOrIdle } from './idle';
import { removeFolder } from './removeFolder';
import { ScriptedTransport } from './scriptedTransport';

/** Says how to send, and records what happens in outboxes. */
export class HeardHost implements Senders {
  readonly sentItems: Item[] = [];
  readonly holds: { hold: Hold; item: Item }[] = [];
  readonly delays: Hold[] = [];
  readonly dead: Item[][] = [];
  readonly aside: string[] = [];
  readonly troubles: (StoreFailure | undefined)[] = [];
  /** What each account sends with; by default a complete account with its id and no limits. */
  senderOf: (accountId: string) => Promise<Sender | Failure> = (accountId) => Promise.resolve(aSender(accountId));

  sender(accountId: string): Promise<Sender | Failure> {
    return this.senderOf(accountId);
  }

  hear(event: OutboxEvent): void {
    switch (event.kind) {
      case 'sent':
        this.sent(event.item);
        break;
      case 'delayed':
        this.delayed(event.hold);
        break;
      case 'held':
        this.held(event.hold, event.item);
        break;
      case 'gaveUp':
        this.gaveUp(event.items);
        break;
      case 'setAside':
        this.setAside(event.paths);
        break;
      case 'trouble':
        this.trouble(event.failure);
        break;
    }
  }

  sent(item: Item): void {
    this.sentItems.push(item);
  }
  /** The snapshot shows whether an account waits. */
  delayed(hold: Hold): void {
    this.delays.push(hold);
  }

  held(hold: Hold, item: Item): void {
    this.holds.push({ hold, item });
  }
  gaveUp(items: readonly Item[]): void {
    this.dead.push([...items]);
  }
  setAside(paths: readonly string[]): void {
    this.aside.push(...paths);
  }
  trouble(failure: StoreFailure | undefined): void {
    this.troubles.push(failure);
  }
}

export function aSender(accountId: string, change: Partial<Sender> = {}): Sender {
  const account = anAccount({ id: accountId });
  const limits = { perMinute: Infinity, perDay: Infinity };
  return { account, credential: aCredential(account), limits, ...change };
}

/** A mail with an id of its own. */
export function mail(id: string, change: Partial<Message> = {}): Message {
  return aMessage({ id, messageId: `<${id}@example.com>`, ...change });
}

/** What differs from a usual window. */
export type WindowChange = Partial<OutboxParts> & { readonly host?: HeardHost };

/** A folder, a time and any number of outboxes that share them, as windows do; all gone after `clear`. */
export class Outboxes {
  readonly root = path.join(mkdtempSync(path.join(tmpdir(), 'outbox-')), 'outbox');
  readonly time = new FakeTime();
  readonly transport = new ScriptedTransport(
    () => 'ok',
    () => this.time.now(),
  );
  readonly host = new HeardHost();
  private readonly open: Outbox[] = [];
  private readonly times: FakeTime[] = [];

  constructor() {
    this.time.settled = () => Promise.all(this.open.map((outbox) => outbox.settled()));
  }

  /** A new window. */
  create({ host = this.host, ...change }: WindowChange = {}): Outbox {
    const { root, time, transport } = this;
    const usual = { root, transport, senders: host, clock: time, scheduler: time, log: silentLog, random: () => 0.5 };
    const outbox = new Outbox({ ...usual, settings: () => usualSettings, ...change });
    outbox.onNews((event) => host.hear(event));
    this.open.push(outbox);
    return outbox;
  }

  async start(change: WindowChange = {}): Promise<Outbox> {
    const outbox = this.create(change);
    await outbox.start();
    return outbox;
  }

  /** A window that is dead except for the attempt it began: no time passes in it, and its process is gone. */
  async startDoomed(transport: ScriptedTransport): Promise<Outbox> {
    // No process has this pid: it is above the highest that Linux assigns.
    const identity = { ...thisProcess(), pid: 2 ** 22 + 1 };
    const scheduler = new FakeTime();
    this.times.push(scheduler);
    return await this.start({ identity, transport, scheduler });
  }

  /** Resolves when this many mails stand in that state. */
  async has(outbox: Outbox, state: Item['state'], count: number): Promise<void> {
    const what = (): string => `${count} ${state}, not ${JSON.stringify(outbox.snapshot().counts)}`;
    await until(what, () => {
      return outbox.snapshot().counts[state] === count;
    });
    // A transport or host that a test has blocked does not settle.
    await settledOrIdle(outbox.settled());
  }

  async clear(): Promise<void> {
    for (const outbox of this.open) {
      const stopped = outbox.stop();
      for (const time of [this.time, ...this.times]) await time.pass(5_000);
      await stopped;
    }
    await removeFolder(path.dirname(this.root));
  }
}

/** A disk on which some operations fail; the rest is real. */
export function breakable<Base extends Disk>(disk: Base, broken: () => Error | undefined): Base {
  const hurt = <Work extends (...all: never[]) => unknown>(work: Work): Work =>
    ((...all: Parameters<Work>) => {
      const error = broken();
      if (error !== undefined) throw error;
      return work.apply(disk, all);
    }) as Work;
  for (const method of ['write', 'show'] as const) {
    const work = disk[method].bind(disk);
    disk[method] = async (...all) => {
      const error = broken();
      if (error !== undefined) throw error;
      await work(...all);
    };
  }
  const append = disk.append.bind(disk);
  disk.append = async (...all) => {
    const error = broken();
    if (error !== undefined) throw error;
    await append(...all);
  };
  const extend = disk.extend.bind(disk);
  disk.extend = async (...all) => {
    const error = broken();
    if (error !== undefined) throw error;
    return extend(...all);
  };
  disk.move = hurt(disk.move.bind(disk));
  return disk;
}
