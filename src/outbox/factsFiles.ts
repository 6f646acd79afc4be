import type { Disk, Place } from './disk';
import { decodeFacts, decodeReceipt, encodeFacts, withoutTranscript, type Facts } from './facts';

export const factsFolder = 'facts';

/** Enough for the receipt of nearly every message, with its conversation. */
const usualReceipt = 8_192;

/**
 * What is known of the last attempts. With a receipt it stands behind the body, in the file of the message: no file has to
 * be made for it. Anything else, and a receipt of a message that has no body any more, has a file of its own.
 */
export class FactsFiles {
  private readonly known = new Map<string, Facts>();

  /** @param bodyEnd where the body of a message ends that may have a receipt behind it */
  constructor(
    private readonly disk: Disk,
    private readonly bodyEnd: (id: string) => { readonly place: Place; readonly at: number } | undefined,
  ) {}

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

  /** Every process can read them when this returns; the disk has them when it resolves. */
  async write(id: string, facts: Facts): Promise<void> {
    const bytes = encodeFacts(facts);
    this.known.set(id, withoutTranscript(facts));
    const end = facts.receipt === undefined ? undefined : this.bodyEnd(id);
    // Where the message was taken over its file has another name, and whoever has it now looks at both.
    if (end === undefined || !(await this.disk.extend(end.place, end.at, bytes)))
      await this.disk.show(placeOf(id), [bytes]);
  }

  /** The body of a message is about to be cut off, and what is behind it. */
  detach(id: string): void {
    const facts = this.behindBody(id);
    if (facts.receipt !== undefined) this.disk.put(placeOf(id), encodeFacts(facts));
  }

  remove(id: string): void {
    this.disk.remove(placeOf(id));
  }

  private read(id: string): Facts {
    const behind = this.behindBody(id);
    // A receipt counts, whatever another process noted of an attempt of its own.
    if (behind.receipt !== undefined) return behind;
    const bytes = this.disk.read(placeOf(id));
    return bytes === undefined ? {} : decodeFacts(bytes);
  }

  private behindBody(id: string): Facts {
    const end = this.bodyEnd(id);
    if (end === undefined) return {};
    const first = this.disk.head(end.place, usualReceipt, end.at);
    if (first === undefined) return {};
    if (first.byteLength < usualReceipt || first.includes(10)) return decodeReceipt(first);
    const all = this.disk.read(end.place);
    return all === undefined ? {} : decodeReceipt(all.subarray(end.at));
  }
}

function placeOf(id: string): Place {
  return { folder: factsFolder, name: `${id}.json` };
}
