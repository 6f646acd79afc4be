import type { Clock } from '../../model/clock';
import { Emitter } from '../../model/emitter';
import type { Message } from '../../model/letter/message';
import type { Log } from '../../model/log';
import { type Disk, type DiskPlace, temporaryFolder } from '../../system/disk';
import { storeFailure } from '../../system/diskFailure';
import type { Scheduler } from '../../system/scheduler';
import { inTurns, Turns } from '../../system/turns';
import { type Entry, entryName, isFileId, type ItemState, itemStates, parseEntry, placeOf } from './entry';
import { type AttemptResult, AttemptResultFiles, resultFolder } from './attemptResult';
import { OutboxIndex } from './outboxIndex';
import { listFolders } from './listing';
import { ReceiptLog, receiptsFolder } from './receiptLog';
import { type About, encodeRecord, formatOf, type Head, versionSize } from './record';
import { RecordFiles } from './recordFiles';
import { accepted, erased } from './transition';

export const setAsideFolder = 'set-aside';
export const storeFolders = [...itemStates, resultFolder, receiptsFolder, setAsideFolder] as const;

export interface StoreParts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly scheduler: Pick<Scheduler, 'elapsed'>;
  readonly log: Log;
  /** Everything is ending: no long work goes on. */
  readonly stopping?: AbortSignal;
}

/**
 * The messages of the outbox on disk: one folder for each state, one file for each message, frozen bytes that only
 * move. The process that renames a file owns the step; for all others the old name is gone. Methods throw a
 * StoreFailure if the disk fails.
 */
export class Store {
  readonly index = new OutboxIndex();
  private readonly byName = new Map<string, Entry>();
  private readonly records: RecordFiles;
  private readonly receipts: ReceiptLog;
  private readonly results: AttemptResultFiles;
  /** Files from a later version, which are left alone. */
  private readonly ignored = new Set<string>();
  /** What changed here while the folders were being listed, so that the listing does not restore the old state. */
  private readonly touched = new Set<Set<string>>();
  private readonly changed = new Emitter();
  private readonly staled = new Emitter();
  private readonly movedAside = new Emitter<readonly string[]>();
  /** We changed something on disk. */
  readonly onDidChange = this.changed.event;
  /** The disk differs from the index: a scan is needed. */
  readonly onDidStale = this.staled.event;
  /** Damaged or foreign files were moved to these paths; each is reported once. */
  readonly onDidSetAside = this.movedAside.event;

  constructor(private readonly parts: StoreParts) {
    const { disk, clock, scheduler, log } = parts;
    this.records = new RecordFiles({
      disk,
      scheduler,
      log,
      onLost: (entry) => this.lost(entry),
      onTorn: (entry, reason) => this.setAside([placeOf(entry)], reason),
      onLater: (entry, reason) => {
        this.ignored.add(entryName(entry));
        this.drop(entry.id);
        log.warn(`message ${entry.id} is left to a later version: ${reason}`);
      },
    });
    this.receipts = new ReceiptLog(disk, clock);
    this.results = new AttemptResultFiles({
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
   * Updates the index from the disk, with what other processes did. Costs little more than listing the folders, since
   * only new names are parsed.
   * @param states the folders to list; the rest of the index stays unchanged
   */
  async scan(states: readonly ItemState[] = itemStates): Promise<void> {
    const touched = new Set<string>();
    this.touched.add(touched);
    try {
      const { still, fresh, unknown } = await listFolders(this.parts.disk, states, this.byName, this.ignored);
      for (const entry of [...this.index.all(), ...this.index.erased()]) {
        const { id, state } = entry;
        if (states.includes(state) && !still.has(entry) && !fresh.has(id) && !touched.has(id)) this.drop(id);
      }
      this.receipts.refresh();
      const turns = new Turns();
      for (const { entry, name } of [...fresh.values()].sort((one, other) => one.entry.begun - other.entry.begun)) {
        if (turns.isOver) await turns.next();
        if (touched.has(entry.id)) continue;
        this.results.forget(entry.id);
        this.keep(entry, name);
      }
      this.setAside(
        unknown.filter((place) => this.isForeign(place)),
        'not a message',
      );
    } finally {
      this.touched.delete(touched);
    }
  }

  /** Adds a message. Once this resolves it is on disk, and only `remove` deletes it. */
  async add(message: Message, accountId: string, about: About, notBefore = 0): Promise<Entry> {
    if (!isFileId(message.id)) throw new RangeError(`Not an id: ${message.id}`);
    // Deleting a sent message does not make it new again.
    const known = this.index.known(message.id);
    if (known !== undefined) {
      // An earlier call may have failed at just this.
      await this.parts.disk.sync(known.state);
      return known;
    }
    const entry = accepted(message.id, accountId, this.parts.clock.now(), notBefore);
    const { head, parts } = encodeRecord(message, accountId, about);
    await this.parts.disk.write(placeOf(entry), parts);
    this.records.note(head, parts.reduce((sum, { byteLength }) => sum + byteLength, 0) - head.size);
    // From here on others may send it, even if we die.
    this.note(entry);
    await this.parts.disk.sync(entry.state);
    return entry;
  }

  /** Moves a message from one state to the next. False if another process was faster. */
  move(from: Entry, to: Entry): boolean {
    if (!this.parts.disk.move(placeOf(from), placeOf(to))) {
      this.lost(from);
      return false;
    }
    this.note(to);
    // A first attempt has no result yet, and the message is shown meanwhile.
    if (from.attempts === 0) this.results.expectNone(to.id);
    return true;
  }

  /**
   * Moves messages to their next states, a little at a time: there may be thousands. Each as it is when its turn comes;
   * few are done when this returns. Returns how many were moved.
   * @param next the same entry if it is to stay as it is
   */
  async moveAll(entries: Iterable<Entry>, next: (entry: Entry) => Entry): Promise<number> {
    let moved = 0;
    await inTurns([...entries], ({ id }) => {
      const entry = this.index.get(id);
      if (entry === undefined || this.parts.stopping?.aborted === true) return;
      const after = next(entry);
      if (after !== entry && this.move(entry, after)) moved += 1;
    });
    return moved;
  }

  /** Waits until moves to this state are on disk. */
  settle(entry: Entry): Promise<void> {
    return this.parts.disk.sync(entry.state);
  }

  /** Waits until everything is on disk that an earlier flush may have failed at. */
  async settleAll(): Promise<void> {
    await Promise.all(itemStates.map((state) => this.parts.disk.sync(state)));
  }

  /** Removes a message for good. False if another process was faster. */
  remove(entry: Entry): boolean {
    const { disk } = this.parts;
    const doomed: DiskPlace = { folder: temporaryFolder, name: `removed.${entry.id}` };
    // The rename decides: nobody sends a message that is being removed.
    if (!disk.move(placeOf(entry), doomed)) {
      this.lost(entry);
      return false;
    }
    this.drop(entry.id);
    this.results.remove(entry.id);
    disk.remove(doomed);
    this.changed.fire();
    return true;
  }

  /** Erases all but when the message was sent. False if another process was faster. */
  erase(entry: Entry): boolean {
    const { disk } = this.parts;
    const next = erased(entry);
    if (!disk.move(placeOf(entry), placeOf(next))) {
      this.lost(entry);
      return false;
    }
    this.drop(entry.id);
    this.note(next);
    this.results.remove(entry.id);
    disk.truncate(placeOf(next), 0);
    return true;
  }

  /** Frees the space of a body that is no longer needed. */
  strip(entry: Entry, next: Entry): boolean {
    const bodyAt = this.records.bodyAt(entry);
    if (bodyAt === undefined) return false;
    const isShort = this.records.judged(entry, () => {
      this.results.detach(entry.id);
      return this.parts.disk.truncate(placeOf(entry), bodyAt);
    });
    if (isShort === false) this.lost(entry);
    return isShort === true && this.move(entry, next);
  }

  /** Whether the file of a message could not be read, and is not tried for a while. */
  isResting(id: string): boolean {
    return this.records.isResting(id);
  }

  /**
   * The head of a message; `undefined` if its file is gone or damaged, which is reported, or cannot be read now.
   * @param isToBeSent the body is needed next
   */
  headOf(entry: Entry, isToBeSent = false): Head | undefined {
    return this.records.headOf(entry, isToBeSent);
  }

  /** The whole message, verified; `undefined` as above and if the body is no longer kept. */
  message(entry: Entry): Message | undefined {
    return this.records.message(entry);
  }

  resultOf(id: string): AttemptResult {
    const entry = this.index.get(id);
    if (entry === undefined || this.results.has(id)) return this.results.of(id);
    // If they cannot be read, nobody knows whether it was sent: it rests, and blocks no others.
    return this.records.judged(entry, () => this.results.of(id)) ?? {};
  }

  /** As `resultOf`, from the disk: another process may have written a receipt and got no further. */
  freshResult(id: string): AttemptResult {
    this.receipts.refresh();
    this.results.forget(id);
    return this.resultOf(id);
  }

  /** The conversation of the last attempt; empty if there was none. */
  transcript(id: string): NonNullable<AttemptResult['transcript']> {
    return this.results.transcript(id);
  }

  /**
   * Every process can read it when this returns; it is on disk when it resolves.
   * @param isOneOfMany a receipt of a backlog, which shares a file and a flush with others
   */
  async writeResult(id: string, result: AttemptResult, isOneOfMany = false): Promise<void> {
    await this.results.write(id, result, isOneOfMany);
  }

  /** Removes receipts of backlogs whose messages are all gone. Call this when the index matches the disk. */
  tidyReceipts(): void {
    const left = new Set([...this.ignored].map((name) => name.split(',')[0]));
    this.receipts.tidy((id) => this.index.get(id) !== undefined || left.has(id));
  }

  /** Where the receipt of a message is or will be; `undefined` if it has none yet, or no body to follow. */
  private bodyEnd(id: string): { readonly place: DiskPlace; readonly at: number } | undefined {
    const entry = this.index.get(id);
    if (entry === undefined || entry.bodyless || isUntried(entry)) return undefined;
    const at = this.records.bodyEnd(entry);
    return at === undefined ? undefined : { place: placeOf(entry), at };
  }

  /** The `Date` of a message; `undefined` if it cannot have a receipt yet. */
  private dateOf(id: string): number | undefined {
    const entry = this.index.get(id);
    return entry === undefined || isUntried(entry) ? undefined : this.records.headOf(entry)?.date;
  }

  /** Its file now has another name: another process changed it. */
  private lost(entry: Entry): void {
    this.drop(entry.id);
    this.staled.fire();
  }

  /** Whether a file whose name this version does not understand is no message. Those of later versions stay. */
  private isForeign(place: DiskPlace): boolean {
    const { disk, log } = this.parts;
    let isOurs = place.name.endsWith('.mail');
    try {
      isOurs ||= formatOf(disk.head(place, versionSize) ?? Buffer.alloc(0)) !== undefined;
    } catch (error) {
      // A folder is no message; of what cannot be read now the next look may show more.
      return storeFailure(error).code === 'EISDIR';
    }
    if (!isOurs) return true;
    this.ignored.add(place.name);
    log.warn(`${place.folder}/${place.name} is left to a later version: its name is not known`);
    return false;
  }

  private setAside(places: readonly DiskPlace[], reason: string): void {
    const moved: string[] = [];
    for (const place of places) {
      const to = { folder: setAsideFolder, name: `${this.parts.clock.now().toString(36)}-${place.name}` };
      const entry = parseEntry(itemStates.find((state) => state === place.folder) ?? 'dead', place.name);
      try {
        if (!this.parts.disk.move(place, to)) continue;
        moved.push(this.parts.disk.path(to));
      } catch (error) {
        // It stays in place and is ignored from now on.
        this.ignored.add(place.name);
        this.parts.log.warn(`${place.folder}/${place.name} cannot be moved away: ${storeFailure(error).message}`);
      }
      if (entry !== undefined) this.drop(entry.id);
      this.parts.log.error(`${place.folder}/${place.name} was set aside: ${reason}`);
    }
    if (moved.length === 0) return;
    this.changed.fire();
    this.movedAside.fire(moved);
  }

  private note(entry: Entry): void {
    for (const touched of this.touched) touched.add(entry.id);
    this.keep(entry);
    this.changed.fire();
  }

  private keep(entry: Entry, name = entryName(entry)): void {
    const before = this.index.known(entry.id);
    if (before !== undefined) this.byName.delete(entryName(before));
    this.byName.set(name, entry);
    this.index.set(entry);
  }

  private drop(id: string): void {
    for (const touched of this.touched) touched.add(id);
    const before = this.index.known(id);
    if (before !== undefined) this.byName.delete(entryName(before));
    this.index.delete(id);
    this.records.forget(id);
    this.results.forget(id);
  }
}

function isUntried({ state, attempts }: Entry): boolean {
  return state === 'queued' && attempts === 0;
}
