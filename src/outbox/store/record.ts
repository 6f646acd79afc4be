import { hash } from 'node:crypto';
import type { Envelope, Message } from '../../model/letter/message';

/** What accompanies a message for the views, for instance the id and name of its run. */
export type About = Readonly<Record<string, string>>;

/** A message without its body. It never changes. */
export interface Head {
  readonly id: string;
  readonly accountId: string;
  readonly messageId: string;
  readonly subject: string;
  readonly envelope: Envelope;
  /** The `Date` of the mail, in milliseconds since 1970. */
  readonly date: number;
  readonly about: About;
  /** Of the body, in bytes. */
  readonly size: number;
  /** SHA-256 of the body, hexadecimal. */
  readonly digest: string;
}

/** The file is torn, or it is not ours. */
export class Torn extends Error {}

/** The file was written by a later version of this extension, which another window may run. */
export class FromLater extends Error {}

const format = 1;
const opening = /^MailWhenDone\/(\d{1,4}) (\d{1,9}) ([0-9a-f]{64})\n/;
/** All that every version has in common: what follows may be written differently by a later one. */
const version = /^MailWhenDone\/(\d{1,9})/;
/** How many bytes show whether any version has written a file. */
export const versionSize = 32;

/**
 * A message as a file: a line with the format, the length of the head and its SHA-256; the head as JSON; the body. The
 * receipt may follow later.
 */
export function encodeRecord(
  message: Message,
  accountId: string,
  about: About,
): { readonly head: Head; readonly parts: readonly Uint8Array[] } {
  const { id, messageId, subject, envelope, date, raw } = message;
  const digest = sha256(raw);
  const head: Head = { id, accountId, messageId, subject, envelope, date, about, size: raw.byteLength, digest };
  const json = Buffer.from(`${JSON.stringify(head)}\n`);
  return { head, parts: [Buffer.from(`MailWhenDone/${format} ${json.byteLength} ${sha256(json)}\n`), json, raw] };
}

/** The format in which a file begins; `undefined` if no version of this extension has written it. */
export function formatOf(bytes: Buffer): number | undefined {
  const [, number] = version.exec(bytes.toString('latin1', 0, versionSize)) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** The head of a file and where the body begins, or how many bytes are needed to know. Throws Torn or FromLater. */
export function decodeHead(
  bytes: Buffer,
): { readonly head: Head; readonly bodyAt: number } | { readonly needs: number } {
  const written = formatOf(bytes);
  if (written !== undefined && written > format) throw new FromLater(`format ${written}`);
  const match = opening.exec(bytes.toString('latin1', 0, 120));
  if (match === null) throw new Torn('no opening line');
  if (written !== format) throw new Torn('no such format');
  const [line, , length, hash] = match;
  const bodyAt = line.length + Number(length);
  if (bytes.byteLength < bodyAt) return { needs: bodyAt };
  const json = bytes.subarray(line.length, bodyAt);
  if (sha256(json) !== hash) throw new Torn('the head is damaged');
  const head = parsed(json.toString('utf8'));
  if (!isHead(head)) throw new Torn('the head is incomplete');
  return { head, bodyAt };
}

/** A whole message; `undefined` if only the head is left. Throws Torn or FromLater. */
export function decodeMessage(bytes: Buffer): Message | undefined {
  const decoded = decodeHead(bytes);
  if ('needs' in decoded) throw new Torn('cut off in the head');
  const { head, bodyAt } = decoded;
  return bodyOf(head, bytes.subarray(bodyAt, bodyAt + head.size));
}

/** A message with this head and this body; `undefined` if the body is no longer there. Throws Torn. */
export function bodyOf(head: Head, body: Buffer): Message | undefined {
  if (body.byteLength === 0 && head.size > 0) return undefined;
  if (body.byteLength !== head.size) throw new Torn(`${body.byteLength} bytes of ${head.size}`);
  if (sha256(body) !== head.digest) throw new Torn('the body is damaged');
  const { id, messageId, subject, envelope, date } = head;
  const raw = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return { id, messageId, subject, envelope, date, raw };
}

function isHead(value: unknown): value is Head {
  const { id, accountId, messageId, subject, envelope, date, about, size, digest } = (value ?? {}) as Partial<Head>;
  const { from, to } = (envelope ?? {}) as Partial<Envelope>;
  const texts = [id, accountId, messageId, subject, from, digest];
  return (
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(to) &&
    to.every((address) => typeof address === 'string') &&
    typeof date === 'number' &&
    typeof about === 'object' &&
    typeof size === 'number'
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Torn('the head is not JSON');
  }
}

function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}
