import { createHash, randomUUID } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import { asciiDomain, domainOf, isAddress, needsUtf8, wireAddress } from '../../model/account/address';
import { type ExtraHeader, extraHeader } from '../../model/account/extraHeader';
import type { Clock } from '../../model/clock';
import type { Attachment, Letter, Message, Thread } from '../../model/letter/message';
import { oneLine } from '../../model/oneLine';
import { loaded } from '../../model/partLoading';

/** Bytes of UTF-8; a longer text is cut in its middle, where it is missed least. */
const maxBytes = 1_048_576;

/**
 * Characters of a file name without its ending; at worst ten bytes each in RFC 2231, which still fits into a header.
 */
const longestName = 80;

/** A text file in the form that nodemailer attaches. */
export interface AttachedText {
  readonly filename: string;
  readonly content: Buffer;
  readonly contentType: string;
  readonly contentTransferEncoding: 'base64' | 'quoted-printable';
}

/**
 * A text to attach: UTF-8 with CRLF line ends (RFC 2046 section 4.1.1), in the smaller of the two encodings.
 * @param text free of control characters
 */
export function attachedText({ filename, text }: Attachment): AttachedText {
  const content = Buffer.from(withinBytes(text.replace(/\r\n?|\n/g, '\n'), maxBytes).replaceAll('\n', '\r\n'));
  return {
    filename: safeFilename(filename),
    content,
    contentType: 'text/plain; charset=utf-8',
    contentTransferEncoding: quotedSize(content) < content.byteLength * base64Growth ? 'quoted-printable' : 'base64',
  };
}

/** Four characters for three bytes, and a line break after 76 characters. */
const base64Growth = (4 / 3) * (78 / 76);

/**
 * A file name that is valid on every system, without folders, with the ending of a text file, so that no mail program
 * executes it. Replaces the characters and device names that Windows does not allow.
 */
export function safeFilename(name: string): string {
  const bare = oneLine(name, 1_000)
    .replace(/[\p{C}\p{Surrogate}]/gu, '')
    .replace(/[\\/:*?"<>|%]/g, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const [, stem = '', ending = '.txt'] = /^(.*?)(\.(?:log|txt))?$/isu.exec(bare) ?? [];
  const short = Array.from(stem).slice(0, longestName).join('').trim();
  const isDevice = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i.test(short);
  return `${short === '' || isDevice ? `output${short === '' ? '' : `-${short}`}` : short}${ending.toLowerCase()}`;
}

/** The approximate size in quoted-printable (RFC 2045 section 6.7). */
function quotedSize(content: Buffer): number {
  let size = 0;
  for (const byte of content)
    size += byte === 13 || byte === 10 || byte === 9 || (byte >= 32 && byte < 127 && byte !== 61) ? 1 : 3;
  // A soft line break of three bytes after every 73 characters.
  return size + (size / 73) * 3;
}

/**
 * The text, or its beginning and end with a line in between that says how many lines are missing. Cut at line ends
 * where possible.
 */
function withinBytes(text: string, most: number): string {
  if (Buffer.byteLength(text.replaceAll('\n', '\r\n')) <= most) return text;
  const lines = text.split('\n').flatMap((line) => pieces(line));
  const half = (most - 200) / 2;
  let [first, last, taken] = [0, lines.length, 0];
  const sizeOf = (line = ''): number => Buffer.byteLength(line) + 2;
  for (; first < last && taken + sizeOf(lines[first]) <= half; first++) taken += sizeOf(lines[first]);
  for (taken = 0; last > first && taken + sizeOf(lines[last - 1]) <= half; last--) taken += sizeOf(lines[last - 1]);
  return [...lines.slice(0, first), `[… ${String(last - first)} …]`, ...lines.slice(last)].join('\n');
}

/** A line in pieces that are short compared to the limit. */
function pieces(line: string): readonly string[] {
  return line.length <= 10_000 ? [line] : (line.match(/.{1,10000}/gsu) ?? []);
}

export interface FreezeOptions {
  readonly clock: Clock;
  /** Our own id of the mail: letters, digits, `.`, `_` and `-`. Random by default. */
  readonly id?: string;
}

/** Characters. A line has at most 998 (RFC 5322 section 2.1.1); a subject that long helps nobody. */
const longestHeader = 400;

/**
 * Makes the bytes of a mail (RFC 5322, MIME), once: text and HTML as alternatives, attached texts, CRLF line ends,
 * 7-bit ASCII. Only an address with more than ASCII before its @ is in its header unchanged (RFC 6532). The same
 * letter, id and time make the same bytes. No field can start another header, whatever it contains. Throws a RangeError
 * for an address that is not one bare address, and for an invalid id or key: they are checked long before, so that is a
 * bug.
 */
export async function freeze(letter: Letter, { clock, id = randomUUID() }: FreezeOptions): Promise<Message> {
  const { from, to } = letter.envelope;
  const addresses = [from, ...to, ...letter.cc, ...(letter.replyTo === undefined ? [] : [letter.replyTo])];
  for (const address of addresses) if (!isAddress(address)) throw new RangeError(`Not one bare address: ${address}`);
  if (to.length === 0) throw new RangeError('No recipient');
  // The server would have to support SMTPUTF8 for an address that is not in the envelope.
  if (letter.replyTo !== undefined && needsUtf8(letter.replyTo))
    throw new RangeError(`Not an address for answers: ${letter.replyTo}`);
  for (const { name, value } of letter.extraHeaders ?? [])
    if (extraHeader(`${name}: ${value}`) === undefined) throw new RangeError(`Not a header to add: ${name}`);
  if (!/^[\w.-]{1,64}$/.test(id)) throw new RangeError(`Not an id: ${id}`);
  const date = clock.now();
  const domain = asciiDomain(domainOf(from));
  const messageId = `<${id}@${domain}>`;
  const subject = headerText(letter.subject);
  const shown = to.filter((address) => !letter.cc.includes(address) && !letter.bcc.includes(address));
  const mailbox = (address: string): { name: string; address: string } => ({ name: '', address: wireAddress(address) });
  const headers: readonly ExtraHeader[] = [
    // RFC 2919, for mailbox rules: the same for all mails of this sender, since threads are told apart by References.
    { name: 'List-Id', value: `Mail When Done <mail-when-done.${domain}>` },
    { name: 'Auto-Submitted', value: 'auto-generated' },
    { name: 'X-Auto-Response-Suppress', value: 'All' },
    { name: 'X-Mail-When-Done-Id', value: id },
    ...(letter.extraHeaders ?? []).map(({ name, value }) => ({ name, value: headerText(value) })),
  ];
  const { default: MailComposer } = await loaded(() => import('nodemailer/lib/mail-composer'));
  const composer = new MailComposer({
    disableFileAccess: true,
    disableUrlAccess: true,
    from: { name: headerText(letter.senderName), address: wireAddress(from) },
    // The empty group of RFC 5322 section 3.4; nodemailer quotes its name, which means the same.
    to: shown.length === 0 ? 'undisclosed-recipients:;' : shown.map(mailbox),
    ...(letter.cc.length === 0 ? {} : { cc: letter.cc.map(mailbox) }),
    ...(letter.replyTo === undefined ? {} : { replyTo: mailbox(letter.replyTo) }),
    subject,
    date: new Date(date),
    messageId,
    ...(letter.thread === undefined ? {} : threadHeaders(letter.thread, domain)),
    headers: headers.map(({ name, value }) => ({ key: name, value })),
    // The library would spell some in its own way.
    normalizeHeaderKey: (name) => headers.find((one) => one.name.toLowerCase() === name.toLowerCase())?.name ?? name,
    text: harmless(letter.text),
    html: harmless(letter.html),
    attachments: (letter.attachments ?? []).map(({ filename, text }) =>
      attachedText({ filename, text: harmless(text) }),
    ),
    // No line of an encoded body can contain `=_` (RFC 2045 section 6.7), so none is taken for a boundary.
    boundaryPrefix: '=_',
    baseBoundary: createHash('sha256').update(id).digest('hex').slice(0, 24),
    // Neither 8-bit bytes nor `format=flowed`, which rejoins lines: the text arrives as written.
    encoding: 'quoted-printable',
    newline: 'win',
  });
  const raw = await composer.compile().build();
  return { id, messageId, subject, envelope: { from, to: [...to] }, date, raw: new Uint8Array(raw) };
}

/**
 * The headers that join a mail with the previous ones: the root of the thread, which is no mail, and the last mail (RFC
 * 5322 section 3.6.4).
 */
function threadHeaders({ key, inReplyTo }: Thread, domain: string): { references: string; inReplyTo?: string } {
  if (!/^[A-Za-z0-9]{1,64}$/.test(key)) throw new RangeError(`Not a key of a thread: ${key}`);
  const root = `<${key}.thread@${domain}>`;
  // Read from the disk: an id that is not ours would only break the thread.
  const isId = inReplyTo !== undefined && /^<[!-;=?A-~]{1,150}@[!-;=?A-~]{1,255}>$/.test(inReplyTo);
  return isId ? { references: `${root} ${inReplyTo}`, inReplyTo } : { references: root };
}

/**
 * One line for a header. Text that looks like an encoded word (RFC 2047) is changed, since mail programs would decode
 * it.
 */
function headerText(text: string): string {
  return oneLine(wellFormed(text), longestHeader).replaceAll('=?', '= ?');
}

/** A body without terminal sequences, control characters and bidirectional controls; LF line ends. */
function harmless(text: string): string {
  return (
    stripVTControlCharacters(wellFormed(text))
      .replace(/\r\n?/g, '\n')
      // eslint-disable-next-line no-control-regex -- these are what is being removed
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
  );
}

/** Replaces lone surrogates, which UTF-8 cannot encode. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
