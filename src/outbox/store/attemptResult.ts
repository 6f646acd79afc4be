import type { Transcript } from '../../model/failure/attempt';
import type { Receipt } from '../../model/failure/receipt';
import type { Failure } from '../../model/failure/failure';
import type { Disk, DiskPlace } from '../../system/disk';
import type { ReceiptLog } from './receiptLog';
import type { End } from './verdict';

/**
 * What is known of the last attempt of a message, for display. It never decides whether or when the message is sent,
 * except that one with a receipt has been sent, whatever else is on disk.
 */
export interface AttemptResult {
  readonly failure?: Failure;
  readonly receipt?: Receipt;
  /** Why it was given up. */
  readonly end?: End;
  readonly transcript?: Transcript;
}

const format = 1;

export function encodeResult(result: AttemptResult): Uint8Array {
  return Buffer.from(`${JSON.stringify({ format, ...result })}\n`);
}

/** The content of the file; empty if it is torn, as after a power cut: then less is shown, and nothing else changes. */
export function decodeResult(bytes: Buffer): AttemptResult {
  try {
    const { failure, receipt, end, transcript } = JSON.parse(bytes.toString('utf8')) as AttemptResult;
    return {
      ...(typeof failure?.cause === 'string' ? { failure } : {}),
      ...(Array.isArray(receipt?.accepted) && Array.isArray(receipt.rejected) ? { receipt } : {}),
      ...(typeof end === 'string' ? { end } : {}),
      ...(Array.isArray(transcript) ? { transcript } : {}),
    };
  } catch {
    return {};
  }
}

/** The line after the body of a message; empty if it is incomplete. */
export function decodeReceipt(bytes: Buffer): AttemptResult {
  const end = bytes.indexOf(10);
  return end < 0 ? {} : decodeResult(bytes.subarray(0, end));
}

/** What lists show, to keep in memory. */
export function withoutTranscript({ failure, receipt, end }: AttemptResult): AttemptResult {
  return {
    ...(failure === undefined ? {} : { failure }),
    ...(receipt === undefined ? {} : { receipt }),
    ...(end === undefined ? {} : { end }),
  };
}

export const resultFolder = 'results';

/** Enough bytes for nearly every receipt with its transcript. */
const usualReceipt = 8_192;

export interface AttemptResultFilesParts {
  readonly disk: Disk;
  readonly log: ReceiptLog;
  /** Where the body of a message ends, if a receipt may follow it. */
  readonly bodyEnd: (id: string) => { readonly place: DiskPlace; readonly at: number } | undefined;
  /** The `Date` of a message that may have a receipt. */
  readonly dateOf: (id: string) => number | undefined;
}

/**
 * The results of the last attempts. A receipt follows the body in the file of the message, which saves a file; those of
 * a backlog go to the receipt log, where one flush covers several. Anything else, and a receipt of a message without a
 * body, has its own file.
 */
export class AttemptResultFiles {
  private readonly known = new Map<string, AttemptResult>();

  constructor(private readonly parts: AttemptResultFilesParts) {}

  has(id: string): boolean {
    return this.known.has(id);
  }

  /** Without the transcript, which is not kept in memory. */
  of(id: string): AttemptResult {
    let result = this.known.get(id);
    if (result === undefined) this.known.set(id, (result = withoutTranscript(this.read(id))));
    return result;
  }

  transcript(id: string): NonNullable<AttemptResult['transcript']> {
    return this.read(id).transcript ?? [];
  }

  /** Nothing is known of an attempt that is just beginning: saves looking. */
  expectNone(id: string): void {
    if (!this.known.has(id)) this.known.set(id, {});
  }

  forget(id: string): void {
    this.known.delete(id);
  }

  /**
   * Every process can read it when this returns; it is on disk when it resolves.
   * @param isOneOfMany a receipt of a backlog
   */
  async write(id: string, result: AttemptResult, isOneOfMany: boolean): Promise<void> {
    const { disk, log, bodyEnd, dateOf } = this.parts;
    const bytes = encodeResult(result);
    this.known.set(id, withoutTranscript(result));
    const date = isOneOfMany ? dateOf(id) : undefined;
    if (date !== undefined) return log.append(id, date, bytes);
    const end = result.receipt === undefined ? undefined : bodyEnd(id);
    // If the message was taken over, its file has another name; its new owner looks in both places.
    if (end === undefined || !(await disk.extend(end.place, end.at, bytes))) await disk.show(placeOf(id), [bytes]);
  }

  /** The body of a message, and what follows it, is about to be cut off. */
  detach(id: string): void {
    const result = this.behindBody(id);
    if (result.receipt !== undefined) this.parts.disk.put(placeOf(id), encodeResult(result));
  }

  remove(id: string): void {
    this.parts.disk.remove(placeOf(id));
  }

  private read(id: string): AttemptResult {
    // A receipt counts, even if another process noted an attempt of its own.
    const behind = this.behindBody(id);
    if (behind.receipt !== undefined) return behind;
    const logged = this.logged(id);
    if (logged.receipt !== undefined) return logged;
    const bytes = this.parts.disk.read(placeOf(id));
    return bytes === undefined ? {} : decodeResult(bytes);
  }

  private logged(id: string): AttemptResult {
    const date = this.parts.dateOf(id);
    const bytes = date === undefined ? undefined : this.parts.log.find(id, date);
    return bytes === undefined ? {} : decodeResult(bytes);
  }

  private behindBody(id: string): AttemptResult {
    const { disk, bodyEnd } = this.parts;
    const end = bodyEnd(id);
    if (end === undefined) return {};
    const first = disk.head(end.place, usualReceipt, end.at);
    if (first === undefined) return {};
    if (first.byteLength < usualReceipt || first.includes(10)) return decodeReceipt(first);
    const all = disk.read(end.place);
    return all === undefined ? {} : decodeReceipt(all.subarray(end.at));
  }
}

function placeOf(id: string): DiskPlace {
  return { folder: resultFolder, name: `${id}.json` };
}
