import type { Disk, Place } from './disk';
import { decodeFacts, decodeReceipt, encodeFacts, withoutTranscript, type Facts } from './facts';
import type { ReceiptLog } from './receiptLog';

export const factsFolder = 'facts';

/** Enough for the receipt of nearly every message, with its conversation. */
const usualReceipt = 8_192;

export interface FactsFilesParts {
  readonly disk: Disk;
  readonly log: ReceiptLog;
  /** Where the body of a message ends that may have a receipt behind it. */
  readonly bodyEnd: (id: string) => { readonly place: Place; readonly at: number } | undefined;
  /** The `Date` of a message that may have a receipt. */
  readonly dateOf: (id: string) => number | undefined;
}

/**
 * What is known of the last attempts. With a receipt it stands behind the body, in the file of the message: no file has to
 * be made for it; of a backlog in the log of receipts, where one flush takes several. Anything else, and a receipt of a
 * message that has no body any more, has a file of its own.
 */
export class FactsFiles {
  private readonly known = new Map<string, Facts>();

  constructor(private readonly parts: FactsFilesParts) {}

  has(id: string): boolean {
    return this.known.has(id);
  }

  /** Without its transcript, which is not kept in memory. */
  of(id: string): Facts {
    let facts = this.known.get(id);
    if (facts === undefined) this.known.set(id, (facts = withoutTranscript(this.read(id))));
    return facts;
  }

  transcript(id: string): NonNullable<Facts['transcript']> {
    return this.read(id).transcript ?? [];
  }

  /** Nothing is known of an attempt that just begins, and there is no need to look. */
  expectNone(id: string): void {
    if (!this.known.has(id)) this.known.set(id, {});
  }

  forget(id: string): void {
    this.known.delete(id);
  }

  /**
   * Every process can read them when this returns; the disk has them when it resolves.
   * @param isOneOfMany a receipt of a backlog
   */
  async write(id: string, facts: Facts, isOneOfMany: boolean): Promise<void> {
    const { disk, log, bodyEnd, dateOf } = this.parts;
    const bytes = encodeFacts(facts);
    this.known.set(id, withoutTranscript(facts));
    const date = isOneOfMany ? dateOf(id) : undefined;
    if (date !== undefined) return log.append(id, date, bytes);
    const end = facts.receipt === undefined ? undefined : bodyEnd(id);
    // Where the message was taken over its file has another name, and whoever has it now looks at both.
    if (end === undefined || !(await disk.extend(end.place, end.at, bytes))) await disk.show(placeOf(id), [bytes]);
  }

  /** The body of a message is about to be cut off, and what is behind it. */
  detach(id: string): void {
    const facts = this.behindBody(id);
    if (facts.receipt !== undefined) this.parts.disk.put(placeOf(id), encodeFacts(facts));
  }

  remove(id: string): void {
    this.parts.disk.remove(placeOf(id));
  }

  private read(id: string): Facts {
    // A receipt counts, whatever another process noted of an attempt of its own.
    const behind = this.behindBody(id);
    if (behind.receipt !== undefined) return behind;
    const logged = this.logged(id);
    if (logged.receipt !== undefined) return logged;
    const bytes = this.parts.disk.read(placeOf(id));
    return bytes === undefined ? {} : decodeFacts(bytes);
  }

  private logged(id: string): Facts {
    const date = this.parts.dateOf(id);
    const bytes = date === undefined ? undefined : this.parts.log.find(id, date);
    return bytes === undefined ? {} : decodeFacts(bytes);
  }

  private behindBody(id: string): Facts {
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

function placeOf(id: string): Place {
  return { folder: factsFolder, name: `${id}.json` };
}
