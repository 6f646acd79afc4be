import type { Attachment } from '../model/message';
import { printable } from '../model/printable';

/** Bytes of UTF-8; what is longer is cut in its middle, where it is least missed. */
const mostBytes = 1_048_576;

/** Of the name without its ending; ten bytes each in RFC 2231 at the worst, which still fits into a header. */
const longestName = 80;

/** A file of text as nodemailer attaches it. */
export interface AttachedText {
  readonly filename: string;
  readonly content: Buffer;
  readonly contentType: string;
  readonly contentTransferEncoding: 'base64' | 'quoted-printable';
}

/**
 * A text to attach: UTF-8 with lines ended by CRLF (RFC 2046 section 4.1.1), in whichever encoding is the smaller.
 * @param text free of control characters
 */
export function attachedText({ filename, text }: Attachment): AttachedText {
  const content = Buffer.from(withinBytes(text.replace(/\r\n?|\n/g, '\n'), mostBytes).replaceAll('\n', '\r\n'));
  return {
    filename: safeFilename(filename),
    content,
    contentType: 'text/plain; charset=utf-8',
    contentTransferEncoding: quotedSize(content) < content.byteLength * base64Growth ? 'quoted-printable' : 'base64',
  };
}

/** Four characters for three bytes, and a line break after 76 of them. */
const base64Growth = (4 / 3) * (78 / 76);

/**
 * A name that is one on every system, without folders, and that of a text: nobody's mail program starts it. Windows allows
 * neither the characters nor the names of devices that are replaced here.
 */
export function safeFilename(name: string): string {
  const bare = printable(name, 1_000)
    .replace(/[\p{C}\p{Surrogate}]/gu, '')
    .replace(/[\\/:*?"<>|%]/g, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const [, stem = '', ending = '.txt'] = /^(.*?)(\.(?:log|txt))?$/isu.exec(bare) ?? [];
  const short = Array.from(stem).slice(0, longestName).join('').trim();
  const isDevice = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i.test(short);
  return `${short === '' || isDevice ? `output${short === '' ? '' : `-${short}`}` : short}${ending.toLowerCase()}`;
}

/** About how many bytes quoted-printable makes of it (RFC 2045 section 6.7). */
function quotedSize(content: Buffer): number {
  let size = 0;
  for (const byte of content)
    size += byte === 13 || byte === 10 || byte === 9 || (byte >= 32 && byte < 127 && byte !== 61) ? 1 : 3;
  // A soft line break of three bytes after each line of 73.
  return size + (size / 73) * 3;
}

/** The text, or its beginning and its end with a line in between that says so. Cut at line ends where there are some near. */
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

/** A line in parts that are short beside what fits. */
function pieces(line: string): readonly string[] {
  return line.length <= 10_000 ? [line] : (line.match(/.{1,10000}/gsu) ?? []);
}
