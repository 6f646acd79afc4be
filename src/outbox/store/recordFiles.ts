import path from 'node:path';
import type { Message } from '../model/message';
import type { Disk } from './disk';
import { placeOf, type Entry } from './entry';
import { bodyOf, decodeHead, decodeMessage, FromLater, Torn, type Head } from './record';
import { isOfOneFile } from './unreadable';

export interface RecordFilesParts {
  readonly disk: Disk;
  /** A file has another name by now. */
  readonly onLost: (entry: Entry) => void;
  /** A file is not what was written, or cannot be read though others can. */
  readonly onTorn: (entry: Entry, reason: string) => void;
  /** A file is of a later version. */
  readonly onLater: (entry: Entry, reason: string) => void;
}

/** Where the parts of a file are, in bytes. */
interface Known {
  readonly head: Head;
  readonly bodyAt: number;
}

/** Enough for the head of nearly every message, and for many as a whole. */
const usualHead = 4096;
/** So many bodies that were read with their heads wait for whoever sends them: one for each lane is enough. */
const mostBodies = 8;

/** Reads the files of messages. What they begin with never changes, and is kept in memory. */
export class RecordFiles {
  private readonly known = new Map<string, Known>();
  private readonly bodies = new Map<string, Message>();

  constructor(private readonly parts: RecordFilesParts) {}

  isKnown(id: string): boolean {
    return this.known.has(id);
  }

  /** A file was written. @param bodyAt where its body begins */
  note(head: Head, bodyAt: number): void {
    this.known.set(head.id, { head, bodyAt });
  }

  forget(id: string): void {
    this.known.delete(id);
    this.bodies.delete(id);
  }

  /**
   * What a message is; `undefined` where its file is gone or cannot be read, which is then told.
   * @param isToBeSent its body is asked for next, and kept where it was read by the way
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

  /** The whole message, checked; `undefined` as above and where the body is no longer kept. */
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
    if (this.bodies.size > mostBodies && oldest !== undefined) this.bodies.delete(oldest);
  }

  /** Does the reading; a file that is not whole or cannot be read, and one of a later version, are told. */
  judged<Result>(entry: Entry, read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof FromLater) this.parts.onLater(entry, error.message);
      else if (error instanceof Torn) this.parts.onTorn(entry, error.message);
      else if (isOfOneFile(error, path.dirname(this.parts.disk.path(placeOf(entry)))))
        this.parts.onTorn(entry, `it cannot be read (${error.code})`);
      else throw error;
      return undefined;
    }
  }
}
