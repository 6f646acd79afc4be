import type { Clock } from '../../model/clock';
import type { Disk } from '../../system/disk';
import { day } from './verdict';

export const receiptsFolder = 'receipts';

interface Line {
  readonly file: string;
  /** In bytes, without the key and the line end. */
  readonly at: number;
  readonly length: number;
}

/** A file takes no more receipts at this size in bytes or this age: it is removed only with its last message. */
const full = 1_048_576;
const longest = day;
/** Its owner, and when it was begun. */
const pattern = /^[^.]+\.([0-9a-z]{1,10})\.receipts$/;
/** Bytes to read at a time. */
const portion = 1_048_576;

/**
 * The receipts of backlogs: each process appends to its own file, one line each, so that several share one wait for the
 * disk. A line has the id and date of its message, since an id may return once its message was removed. Incomplete
 * lines are ignored.
 */
export class ReceiptLog {
  private readonly lines = new Map<string, Line>();
  /** How many bytes of each file are in `lines`. */
  private readonly seen = new Map<string, number>();
  private own: { readonly name: string; readonly begun: number; size: number } | undefined;
  private isStale = true;
  private lastBegun = 0;

  constructor(
    private readonly disk: Disk,
    private readonly clock: Clock,
  ) {}

  /** Every process can read it when this returns; it is on disk when it resolves. @param result a whole line */
  async append(id: string, date: number, result: Uint8Array): Promise<void> {
    const bytes = Buffer.concat([Buffer.from(`${keyOf(id, date)} `), result]);
    const own = this.current();
    own.size += bytes.byteLength;
    this.isStale = true;
    try {
      await this.disk.append({ folder: receiptsFolder, name: own.name }, bytes);
    } catch (error) {
      // It may end mid-line.
      if (this.own === own) this.own = undefined;
      throw error;
    }
  }

  /** The receipt of this message; `undefined` if there was none by the last `refresh`. */
  find(id: string, date: number): Buffer | undefined {
    const key = keyOf(id, date);
    if (this.isStale && !this.lines.has(key)) this.look();
    const line = this.lines.get(key);
    return line && this.disk.head({ folder: receiptsFolder, name: line.file }, line.length, line.at);
  }

  /** Other processes may have written something. */
  refresh(): void {
    this.isStale = true;
  }

  /** Removes old files whose messages are all gone. @param isThere whether a message still exists */
  tidy(isThere: (id: string) => boolean): void {
    const now = this.clock.now();
    const old = this.names().filter((name) => name !== this.own?.name && begunAt(name) + 2 * longest < now);
    if (old.length === 0) return;
    this.look();
    const needed = new Set<string>();
    for (const [key, { file }] of this.lines) if (isThere(idOf(key))) needed.add(file);
    for (const name of old) {
      if (needed.has(name)) continue;
      this.disk.remove({ folder: receiptsFolder, name });
      this.seen.delete(name);
      for (const [key, { file }] of this.lines) if (file === name) this.lines.delete(key);
    }
  }

  private names(): readonly string[] {
    return this.disk.namesNow(receiptsFolder).filter((name) => pattern.test(name));
  }

  private current(): NonNullable<typeof this.own> {
    const now = this.clock.now();
    const { own } = this;
    if (own !== undefined && own.size < full && Math.abs(now - own.begun) < longest) return own;
    if (own !== undefined) this.disk.finish({ folder: receiptsFolder, name: own.name });
    const begun = (this.lastBegun = Math.max(now, this.lastBegun + 1));
    return (this.own = { name: `${this.disk.owner}.${begun.toString(36)}.receipts`, begun, size: 0 });
  }

  private look(): void {
    this.isStale = false;
    for (const name of this.names()) this.read(name);
  }

  private read(name: string): void {
    let at = this.seen.get(name) ?? 0;
    let size = portion;
    for (;;) {
      const bytes = this.disk.head({ folder: receiptsFolder, name }, size, at);
      if (bytes === undefined) return;
      let begin = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, begin)) {
        this.note(name, bytes.subarray(begin, end), at + begin);
        begin = end + 1;
      }
      at += begin;
      this.seen.set(name, at);
      if (bytes.byteLength < size) return;
      // Not even one line fits.
      if (begin === 0) size *= 2;
    }
  }

  private note(file: string, line: Buffer, at: number): void {
    const second = line.indexOf(32, line.indexOf(32) + 1);
    if (second <= 0) return;
    const key = line.toString('latin1', 0, second);
    this.lines.set(key, { file, at: at + second + 1, length: line.byteLength - second - 1 });
  }
}

function keyOf(id: string, date: number): string {
  return `${id} ${date.toString(36)}`;
}

function idOf(key: string): string {
  return key.slice(0, key.indexOf(' '));
}

/** In milliseconds since 1970. */
function begunAt(name: string): number {
  return parseInt(pattern.exec(name)?.[1] ?? '', 36);
}
