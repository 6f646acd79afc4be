import path from 'node:path';
import type { Message } from '../../model/letter/message';
import type { Log } from '../../model/log';
import type { Disk } from '../../system/disk';
import { isOfOneFile, type StoreFailure } from '../../system/diskFailure';
import type { Scheduler } from '../../system/scheduler';
import { type Entry, placeOf } from './entry';
import { bodyOf, decodeHead, decodeMessage, FromLater, type Head, Torn } from './record';

export interface RecordFilesParts {
  readonly disk: Disk;
  readonly scheduler: Pick<Scheduler, 'elapsed'>;
  readonly log: Log;
  /** A file now has another name. */
  readonly onLost: (entry: Entry) => void;
  /** A file is damaged, or could never be read though others can. */
  readonly onTorn: (entry: Entry, reason: string) => void;
  /** A file is from a later version. */
  readonly onLater: (entry: Entry, reason: string) => void;
}

/** Where the parts of a file are, in bytes. */
interface Known {
  readonly head: Head;
  readonly bodyAt: number;
}

/** A file that could not be read, though others can. */
interface Unread {
  /** How often in a row. */
  readonly failures: number;
  /** When it may be tried again, by the monotonic clock. */
  readonly until: number;
}

/**
 * How long a file that could not be read is left alone after the first, second … failure, in milliseconds. A file that
 * still cannot be read after all of them is given up.
 */
const rests = [1_000, 10_000, 60_000, 600_000];
/** A failure so long after a rest begins a new row, in milliseconds. */
const inARow = 600_000;
/** Enough bytes for the head of nearly every message, and for many whole ones. */
const usualHead = 4096;
/** How many bodies read along with their heads are kept for sending: one for each worker is enough. */
const maxBodies = 8;

/** Reads the files of messages. Their heads never change, and are cached. */
export class RecordFiles {
  private readonly known = new Map<string, Known>();
  private readonly bodies = new Map<string, Message>();
  private readonly unread = new Map<string, Unread>();

  constructor(private readonly parts: RecordFilesParts) {}

  /** Whether the file of a message could not be read, and is not tried for a while. */
  isResting(id: string): boolean {
    return (this.unread.get(id)?.until ?? 0) > this.parts.scheduler.elapsed();
  }

  /** A file was written. @param bodyAt where its body begins */
  note(head: Head, bodyAt: number): void {
    this.known.set(head.id, { head, bodyAt });
  }

  forget(id: string): void {
    this.known.delete(id);
    this.bodies.delete(id);
    this.unread.delete(id);
  }

  /**
   * The head of a message; `undefined` if its file is gone or damaged, which is reported, or cannot be read now.
   * @param isToBeSent the body is needed next, and is kept if it was read anyway
   */
  headOf(entry: Entry, isToBeSent = false): Head | undefined {
    return this.of(entry, isToBeSent)?.head;
  }

  /** Where the body begins. */
  bodyAt(entry: Entry): number | undefined {
    return this.of(entry)?.bodyAt;
  }

  /** Where the body ends; a receipt may follow. */
  bodyEnd(entry: Entry): number | undefined {
    const known = this.of(entry);
    return known && known.bodyAt + known.head.size;
  }

  /** The whole message, verified; `undefined` as above and if the body is no longer kept. */
  message(entry: Entry): Message | undefined {
    const read = this.bodies.get(entry.id);
    if (read !== undefined) {
      this.bodies.delete(entry.id);
      return read;
    }
    const known = this.known.get(entry.id);
    const { disk } = this.parts;
    const place = placeOf(entry);
    return this.judged(entry, () => {
      const bytes = known === undefined ? disk.read(place, true) : disk.head(place, known.head.size, known.bodyAt);
      if (bytes === undefined) {
        this.parts.onLost(entry);
        return undefined;
      }
      const message = known === undefined ? decodeMessage(bytes) : bodyOf(known.head, bytes);
      if (message === undefined && entry.state !== 'sent') throw new Torn('the body is gone');
      return message;
    });
  }

  private of(entry: Entry, isToBeSent = false): Known | undefined {
    let known = this.known.get(entry.id);
    if (known !== undefined) return known;
    known = this.read(entry, isToBeSent);
    if (known !== undefined) this.known.set(entry.id, known);
    return known;
  }

  private read(entry: Entry, isToBeSent: boolean): Known | undefined {
    const place = placeOf(entry);
    return this.judged(entry, () => {
      const start = this.parts.disk.head(place, usualHead);
      if (start === undefined) {
        this.parts.onLost(entry);
        return undefined;
      }
      const first = decodeHead(start);
      if (!('needs' in first)) {
        if (isToBeSent) this.keepBody(entry.id, first, start);
        return first;
      }
      const whole = decodeHead(this.parts.disk.head(place, first.needs) ?? start);
      if ('needs' in whole) throw new Torn('cut off in the head');
      return whole;
    });
  }

  private keepBody(id: string, { head, bodyAt }: Known, bytes: Buffer): void {
    if (bytes.byteLength < bodyAt + head.size) return;
    const message = bodyOf(head, bytes.subarray(bodyAt, bodyAt + head.size));
    if (message === undefined) return;
    this.bodies.set(id, message);
    const [oldest] = this.bodies.keys();
    if (this.bodies.size > maxBodies && oldest !== undefined) this.bodies.delete(oldest);
  }

  /**
   * Works with a file; reports one that is damaged or from a later version. One that cannot be used though others can
   * is tried again after a while: the first error may be that of a moment.
   */
  judged<Result>(entry: Entry, work: () => Result): Result | undefined {
    if (this.isResting(entry.id)) return undefined;
    try {
      return work();
    } catch (error) {
      if (error instanceof FromLater) this.parts.onLater(entry, error.message);
      else if (error instanceof Torn) this.parts.onTorn(entry, error.message);
      else if (isOfOneFile(error, path.dirname(this.parts.disk.path(placeOf(entry))))) this.failed(entry, error);
      else throw error;
      return undefined;
    }
  }

  private failed(entry: Entry, { code }: StoreFailure): void {
    const now = this.parts.scheduler.elapsed();
    const before = this.unread.get(entry.id);
    const failures = before === undefined || now > before.until + inARow ? 1 : before.failures + 1;
    const rest = rests[failures - 1];
    if (rest === undefined) {
      this.parts.onTorn(entry, `it cannot be read (${code})`);
      return;
    }
    this.unread.set(entry.id, { failures, until: now + rest });
    if (failures === 1) this.parts.log.warn(`message ${entry.id} cannot be read (${code}); it is tried again`);
  }
}
