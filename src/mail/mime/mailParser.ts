import type { Address, Attachment, Email } from 'postal-mime';
import type { ParsedMail } from '../../model/letter/message';

/** What a list of mails shows of each. */
export interface MailSummary {
  readonly subject: string;
  readonly from: string;
}

/** A mail as it was received. */
export interface ReceivedMail {
  readonly at: number;
  readonly envelopeFrom: string;
  readonly envelopeTo: readonly string[];
  readonly raw: Uint8Array;
}

/** Bytes. The source is for reading; more of it would only slow the page down. */
const longestSource = 1_000_000;
/** Bytes. RFC 5322 sets no limit; servers accept about 64 KB of headers. */
const longestHeaders = 256 * 1024;

/** Subject and sender, from the headers alone. Never throws: both are empty if the headers are unreadable. */
export async function summarize(raw: Uint8Array): Promise<MailSummary> {
  const parsed = await parse(headersOf(raw));
  return { subject: parsed?.subject ?? '', from: parsed?.from === undefined ? '' : addressText(parsed.from) };
}

/** A mail ready to be shown. Never throws: a mail that cannot be parsed is shown as its source. */
export async function parseMail({ at, envelopeFrom, envelopeTo, raw }: ReceivedMail): Promise<ParsedMail> {
  const source = sourceOf(raw);
  const parsed = await parse(raw);
  const attachments = parsed?.attachments ?? [];
  return {
    subject: parsed?.subject ?? '',
    from: parsed?.from === undefined ? '' : addressText(parsed.from),
    to: [...(parsed?.to ?? []), ...(parsed?.cc ?? [])].map(addressText).join(', '),
    envelopeFrom,
    envelopeTo,
    at,
    html: embedImages(parsed?.html ?? '', attachments),
    text: parsed === undefined ? source : (parsed.text ?? ''),
    headers: (parsed?.headers ?? []).map(({ originalKey, value }) => ({ name: originalKey, value })),
    source,
    attachments: attachments.map((attachment) => ({
      name: attachment.filename ?? '',
      type: attachment.mimeType,
      size: bytesOf(attachment).byteLength,
      ...(/^text\//i.test(attachment.mimeType) && { text: readable(bytesOf(attachment)) }),
    })),
  };
}

async function parse(raw: Uint8Array): Promise<Email | undefined> {
  const { default: PostalMime } = await import('postal-mime');
  try {
    return await PostalMime.parse(raw, { maxNestingDepth: 50, maxHeadersSize: 2 * longestHeaders });
  } catch {
    return undefined;
  }
}

/** The bytes up to the first empty line. */
function headersOf(raw: Uint8Array): Uint8Array {
  const start = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, longestHeaders));
  const ends = [start.indexOf('\r\n\r\n'), start.indexOf('\n\n')].filter((end) => end >= 0);
  return start.subarray(0, Math.min(...ends, start.byteLength));
}

/** The mail as text. */
function sourceOf(raw: Uint8Array): string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, longestSource));
  const text = readable(bytes);
  return bytes.byteLength < raw.byteLength ? `${text}\n…` : text;
}

/** Bytes that are not UTF-8 are shown as Latin-1, so that each one is visible. */
function readable(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}

function addressText(address: Address): string {
  if (address.group !== undefined) return `${address.name}: ${address.group.map(addressText).join(', ')};`;
  const { name, address: mailbox } = address;
  return name === '' || name === mailbox ? mailbox : `${name} <${mailbox}>`;
}

/** Embeds the attached images of a mail (`cid:`, RFC 2392) into its HTML. */
function embedImages(html: string, attachments: readonly Attachment[]): string {
  const images = new Map(
    attachments
      .filter(({ contentId, mimeType }) => contentId !== undefined && /^image\/[\w.+-]+$/.test(mimeType))
      .map((image) => [image.contentId?.replace(/^<|>$/g, '') ?? '', image]),
  );
  if (images.size === 0) return html;
  return html.replace(/cid:([^"'()\s<>]+)/gi, (reference, id: string) => {
    const image = images.get(id) ?? images.get(unescaped(id));
    return image === undefined ? reference : `data:${image.mimeType};base64,${bytesOf(image).toString('base64')}`;
  });
}

function unescaped(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

function bytesOf({ content }: Attachment): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof ArrayBuffer
    ? Buffer.from(content)
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
