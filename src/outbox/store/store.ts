import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import type { Message } from '../model/message';
import { temporaryFolder, type Disk, type Place } from './disk';
import { entryName, isFileId, itemStates, parseEntry, placeOf, type Entry, type ItemState } from './entry';
import type { Facts } from './facts';
import { factsFolder, FactsFiles } from './factsFiles';
import { Ledger } from './ledger';
import { listFolders } from './listing';
import { receiptsFolder, ReceiptLog } from './receiptLog';
import { encodeRecord, type About, type Head } from './record';
import { RecordFiles } from './recordFiles';
import { storeFailure } from './storeFailure';
import { accepted, erased } from './transition';

export const setAsideFolder = 'set-aside';
export const storeFolders = [...itemStates, factsFolder, receiptsFolder, setAsideFolder] as const;

export interface StoreParts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly log: Log;
  /** Something on the disk changed by our doing. */
  readonly onChange: () => void;
  /** The disk is not as this process thought: it has to be scanned. */
  readonly onStale: () => void;
  /** Files that are not what was written, or not ours, were moved away; each is told once. Paths. */
  readonly onSetAside: (paths: readonly string[]) => void;
}

/** How many entries are taken over without letting anything else happen: about a millisecond. */
const portion = 500;

/**
 * The messages of the outbox on disk: one folder for each state, one file for each message, frozen bytes that only move.
 * Whoever renames a file owns the step; for everybody else the old name is gone. Methods throw a StoreFailure where the
 * disk does not do its part.
 */
export class Store {
  readonly ledger = new Ledger();
  private readonly byName = new Map<string, Entry>();
  private readonly records: RecordFiles;
  private readonly receipts: ReceiptLog;
  private readonly facts: FactsFiles;
  /** Files of a later version, which are left alone. */
  private readonly ignored = new Set<string>();
  /** What changed here while the folders were being listed, so that the listing does not bring back what was. */
  private readonly touched = new Set<Set<string>>();

  constructor(private readonly parts: StoreParts) {
    const { disk, clock, log } = parts;
    this.records = new RecordFiles({
      disk,
      onLost: (entry) => this.lost(entry),
      onTorn: (entry, reason) => this.setAside([placeOf(entry)], reason),
      onLater: (entry, reason) => {
        this.ignored.add(entryName(entry));
        this.drop(entry.id);
        log.warn(`message ${entry.id} is left to a later version: ${reason}`);
      },
    });
    this.receipts = new ReceiptLog(disk, clock);
    this.facts = new FactsFiles({
      disk,
      log: this.receipts,
      bodyEnd: (id) => this.bodyEnd(id),
      dateOf: (id) => this.dateOf(id),
    });
  }

  prepare(): void {
    this.parts.disk.prepare(storeFolders);
  }

  /**
   * Makes the ledger what the disk is; what other processes did is in it afterwards. Costs little more than listing the
   * folders: only names that are new are looked at.
   * @param states the folders to list; the rest of the ledger stays as it is
   */
  async scan(states: readonly ItemState[] = itemStates): Promise<void> {
    const touched = new Set<string>();
    this.touched.add(touched);
    try {
      const { seen, fresh, foreign } = await listFolders(this.parts.disk, states, this.byName, this.ignored);
      for (const { id, state } of [...this.ledger.all(), ...this.ledger.erased()])
        if (states.includes(state) && !seen.has(id) && !touched.has(id)) this.drop(id);
      this.receipts.refresh();
      let kept = 0;
      for (const entry of [...fresh.values()].sort((one, other) => one.begun - other.begun)) {
        if ((kept += 1) % portion === 0) await setImmediate();
        if (touched.has(entry.id)) continue;
        this.facts.forget(entry.id);
        this.keep(entry);
      }
      this.setAside(foreign, 'not a message');
    } finally {
      this.touched.delete(touched);
    }
  }

  /** Keeps a message. When this is done it is on the disk, and nothing but `remove` loses it. */
  async add(message: Message, accountId: string, about: About, notBefore = 0): Promise<Entry> {
    if (!isFileId(message.id)) throw new RangeError(`Not an id: ${message.id}`);
    // One that was sent is not sent again for being deleted.
    const known = this.ledger.known(message.id);
    if (known !== undefined) return known;
    const entry = accepted(message.id, accountId, this.parts.clock.now(), notBefore);
    const { head, parts } = encodeRecord(message, accountId, about);
    await this.parts.disk.write(placeOf(entry), parts);
    this.records.note(head, parts.reduce((sum, { byteLength }) => sum + byteLength, 0) - head.size);
    // From here others may send it, whatever happens to us.
    this.note(entry);
    await this.parts.disk.sync(entry.state);
    return entry;
  }

  /** Takes a message from one state to the next. False where another process did something with it first. */
  move(from: Entry, to: Entry): boolean {
    if (!this.parts.disk.move(placeOf(from), placeOf(to))) {
      this.lost(from);
      return false;
    }
    this.note(to);
    // Nothing is known of a first attempt while it lasts, and the message is shown meanwhile.
    if (from.attempts === 0) this.facts.expectNone(to.id);
    return true;
  }

  /** Waits until the disk knows what was moved to this state. */
  settle(entry: Entry): Promise<void> {
    return this.parts.disk.sync(entry.state);
  }

  /** Removes a message for good. False where another process did something with it first. */
  remove(entry: Entry): boolean {
    const { disk } = this.parts;
    const doomed: Place = { folder: temporaryFolder, name: `removed.${entry.id}` };
    // Whoever renames it decides; nobody sends what is being removed.
    if (!disk.move(placeOf(entry), doomed)) {
      this.lost(entry);
      return false;
    }
    this.drop(entry.id);
    this.facts.remove(entry.id);
    disk.remove(doomed);
    this.parts.onChange();
    return true;
  }

  /** Leaves nothing of a message but when it was sent. False where another process did something with it first. */
  erase(entry: Entry): boolean {
    const { disk } = this.parts;
    const next = erased(entry);
    if (!disk.move(placeOf(entry), placeOf(next))) {
      this.lost(entry);
      return false;
    }
    this.drop(entry.id);
    this.note(next);
    this.facts.remove(entry.id);
    disk.truncate(placeOf(next), 0);
    return true;
  }

  /** Frees the space of a body that is no longer needed. */
  strip(entry: Entry, next: Entry): boolean {
    const bodyAt = this.records.bodyAt(entry);
    if (bodyAt === undefined) return false;
    this.facts.detach(entry.id);
    return this.parts.disk.truncate(placeOf(entry), bodyAt) && this.move(entry, next);
  }

  /**
   * What a message is; `undefined` where its file is gone or cannot be read, which is then told.
   * @param isToBeSent its body is asked for next
   */
  headOf(entry: Entry, isToBeSent = false): Head | undefined {
    return this.records.headOf(entry, isToBeSent);
  }

  /** The whole message, checked; `undefined` as above and where the body is no longer kept. */
  message(entry: Entry): Message | undefined {
    return this.records.message(entry);
  }

  factsOf(id: string): Facts {
    const entry = this.ledger.get(id);
    if (entry === undefined || this.facts.has(id)) return this.facts.of(id);
    // Where they cannot be read nobody knows whether it was sent: it is not to be sent again, nor to keep the others.
    return this.records.judged(entry, () => this.facts.of(id)) ?? {};
  }

  /** As `factsOf`, from the disk: another process may have written a receipt without being able to do more. */
  freshFacts(id: string): Facts {
    this.receipts.refresh();
    this.facts.forget(id);
    return this.factsOf(id);
  }

  /** Whether `headOf` and `factsOf` answer without reading. */
  isLoaded({ id, attempts }: Entry): boolean {
    return this.records.isKnown(id) && (attempts === 0 || this.facts.has(id));
  }

  /** The conversation of the last attempt; empty where there was none. */
  transcript(id: string): NonNullable<Facts['transcript']> {
    return this.facts.transcript(id);
  }

  /**
   * Every process can read them when this returns; the disk has them when it resolves.
   * @param isOneOfMany a receipt of a backlog: it shares a file and the wait for the disk with others
   */
  async writeFacts(id: string, facts: Facts, isOneOfMany = false): Promise<void> {
    await this.facts.write(id, facts, isOneOfMany);
  }

  /** Removes receipts of backlogs of which no message is left. To be called when the ledger is what the disk is. */
  tidyReceipts(): void {
    this.receipts.tidy((id) => this.ledger.get(id) !== undefined);
  }

  /** Where the receipt of a message is, or will be; `undefined` where it has none yet, or no body that it could follow. */
  private bodyEnd(id: string): { readonly place: Place; readonly at: number } | undefined {
    const entry = this.ledger.get(id);
    if (entry === undefined || entry.bodyless || isUntried(entry)) return undefined;
    const at = this.records.bodyEnd(entry);
    return at === undefined ? undefined : { place: placeOf(entry), at };
  }

  /** The `Date` of a message; `undefined` where it cannot have a receipt yet. */
  private dateOf(id: string): number | undefined {
    const entry = this.ledger.get(id);
    return entry === undefined || isUntried(entry) ? undefined : this.records.headOf(entry)?.date;
  }

  /** Its file has another name by now: somebody did something with it. */
  private lost(entry: Entry): void {
    this.drop(entry.id);
    this.parts.onStale();
  }

  private setAside(places: readonly Place[], reason: string): void {
    const moved: string[] = [];
    for (const place of places) {
      const to = { folder: setAsideFolder, name: `${this.parts.clock.now().toString(36)}-${place.name}` };
      const entry = parseEntry(itemStates.find((state) => state === place.folder) ?? 'dead', place.name);
      try {
        if (!this.parts.disk.move(place, to)) continue;
        moved.push(this.parts.disk.path(to));
      } catch (error) {
        // It stays where it is and is not looked at again.
        this.ignored.add(place.name);
        this.parts.log.warn(`${place.folder}/${place.name} cannot be moved away: ${storeFailure(error).message}`);
      }
      if (entry !== undefined) this.drop(entry.id);
      this.parts.log.error(`${place.folder}/${place.name} was set aside: ${reason}`);
    }
    if (moved.length === 0) return;
    this.parts.onChange();
    this.parts.onSetAside(moved);
  }

  private note(entry: Entry): void {
    for (const touched of this.touched) touched.add(entry.id);
    this.keep(entry);
    this.parts.onChange();
  }

  private keep(entry: Entry): void {
    const before = this.ledger.known(entry.id);
    if (before !== undefined) this.byName.delete(entryName(before));
    this.byName.set(entryName(entry), entry);
    this.ledger.set(entry);
  }

  private drop(id: string): void {
    for (const touched of this.touched) touched.add(id);
    const before = this.ledger.known(id);
    if (before !== undefined) this.byName.delete(entryName(before));
    this.ledger.delete(id);
    this.records.forget(id);
    this.facts.forget(id);
  }
}

function isUntried({ state, attempts }: Entry): boolean {
  return state === 'queued' && attempts === 0;
}
