import { createHash, randomUUID } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import { asciiDomain, domainOf, isAddress, needsUtf8, wireAddress } from '../model/address';
import type { Clock } from '../model/clock';
import type { Letter, Message, Thread } from '../model/message';
import { printable } from '../model/printable';
import { attachedText } from './attachedText';

export interface FreezeOptions {
  readonly clock: Clock;
  /** Our own id of the mail: letters, digits, `.`, `_` and `-`. A random one without it. */
  readonly id?: string;
}

/** RFC 5322 section 2.1.1: a line has at most 998 characters; a subject that long helps nobody. */
const longestHeader = 400;

/**
 * Makes the bytes of a mail (RFC 5322, MIME), once: text and HTML as alternatives, texts attached to them, lines ended by
 * CRLF, 7-bit ASCII but for an address with more than ASCII before its @, which stands in its header as it is (RFC 6532).
 * The same letter, id and time make the same bytes. Each field is one header or part of one, whatever it holds. Throws a
 * RangeError for an address that is not one bare address, and for an unfit id or key; they are checked long before, so
 * that is a mistake in the program.
 */
export async function freeze(letter: Letter, { clock, id = randomUUID() }: FreezeOptions): Promise<Message> {
  const { from, to } = letter.envelope;
  const addresses = [from, ...to, ...(letter.replyTo === undefined ? [] : [letter.replyTo])];
  for (const address of addresses) if (!isAddress(address)) throw new RangeError(`Not one bare address: ${address}`);
  if (to.length === 0) throw new RangeError('No recipient');
  // Its server would have to know SMTPUTF8 for an address that no server is told.
  if (letter.replyTo !== undefined && needsUtf8(letter.replyTo))
    throw new RangeError(`Not an address for answers: ${letter.replyTo}`);
  if (!/^[\w.-]{1,64}$/.test(id)) throw new RangeError(`Not an id: ${id}`);
  const date = clock.now();
  const domain = asciiDomain(domainOf(from));
  const messageId = `<${id}@${domain}>`;
  const subject = headerText(letter.subject);
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composer = new MailComposer({
    disableFileAccess: true,
    disableUrlAccess: true,
    from: { name: headerText(letter.senderName), address: wireAddress(from) },
    // The empty group of RFC 5322 section 3.4; nodemailer quotes its name, which means the same.
    to: letter.bcc ? 'undisclosed-recipients:;' : to.map((address) => ({ name: '', address: wireAddress(address) })),
    ...(letter.replyTo === undefined ? {} : { replyTo: { name: '', address: wireAddress(letter.replyTo) } }),
    subject,
    date: new Date(date),
    messageId,
    ...(letter.thread === undefined ? {} : conversation(letter.thread, domain)),
    headers: {
      // RFC 2919: for rules of mailboxes; one for everything from this sender, since a thread is told by References.
      'List-Id': `Mail When Done <mail-when-done.${domain}>`,
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Mail-When-Done-Id': id,
    },
    normalizeHeaderKey: (name) =>
      name === 'X-Mail-When-Done-ID' ? 'X-Mail-When-Done-Id' : name === 'List-ID' ? 'List-Id' : name,
    text: harmless(letter.text),
    html: harmless(letter.html),
    attachments: (letter.attachments ?? []).map(({ filename, text }) =>
      attachedText({ filename, text: harmless(text) }),
    ),
    // No line of an encoded body can hold `=_` (RFC 2045 section 6.7), so none is taken for a boundary.
    boundaryPrefix: '=_',
    baseBoundary: createHash('sha256').update(id).digest('hex').slice(0, 24),
    // Neither 8-bit bytes nor `format=flowed`, which joins lines again: what is written arrives.
    encoding: 'quoted-printable',
    newline: 'win',
  });
  const raw = await composer.compile().build();
  return { id, messageId, subject, envelope: { from, to: [...to] }, date, raw: new Uint8Array(raw) };
}

/** What joins it with the mails before it: its root, which is no mail, and the last one (RFC 5322 section 3.6.4). */
function conversation({ key, inReplyTo }: Thread, domain: string): { references: string; inReplyTo?: string } {
  if (!/^[A-Za-z0-9]{1,64}$/.test(key)) throw new RangeError(`Not a key of a thread: ${key}`);
  const root = `<${key}.thread@${domain}>`;
  // Read from the disk: what is none of ours would only break the thread.
  const isId = inReplyTo !== undefined && /^<[!-;=?A-~]{1,150}@[!-;=?A-~]{1,255}>$/.test(inReplyTo);
  return isId ? { references: `${root} ${inReplyTo}`, inReplyTo } : { references: root };
}

/** One line for a header. Text that looks like an encoded word (RFC 2047) would be decoded by whoever reads the mail. */
function headerText(text: string): string {
  return printable(wellFormed(text), longestHeader).replaceAll('=?', '= ?');
}

/** A body without terminal sequences, control characters and marks that reorder what is shown; lines ended by LF. */
function harmless(text: string): string {
  return (
    stripVTControlCharacters(wellFormed(text))
      .replace(/\r\n?/g, '\n')
      // eslint-disable-next-line no-control-regex -- these are what is being removed
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
  );
}

/** Half of a surrogate pair is no character; UTF-8 cannot say it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
