/**
 * A text as programs escape it: in JSON of several implementations, HTML and XML, URLs, shells, SQL, C and Python,
 * and byte by byte.
 */
function escapedForms(text: string): readonly string[] {
  const bytes = Array.from(new TextEncoder().encode(text));
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));
  // Everything that RFC 3986 reserves.
  const strict = url.replace(/[!'()*]/g, (sign) => `%${hex(sign.charCodeAt(0))}`);
  return [
    json,
    json.replaceAll('/', '\\/'),
    // JSON within JSON, as in logs.
    JSON.stringify(json).slice(1, -1),
    // Go; Python; both together.
    ...[/[&<>]/g, /[^\0-\x7f]/g, /[&<>]|[^\0-\x7f]/g].map((signs) => json.replace(signs, unicode)),
    // .NET, and PHP if configured so.
    json.replaceAll('\\"', '"').replace(/["&'+<>`]|[^ -~]/g, unicode),
    url,
    strict,
    url.replaceAll('%20', '+'),
    strict.replaceAll('%20', '+'),
    ...htmlForms(text),
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replaceAll("'", "''"),
    text.replaceAll("'", "\\'"),
    text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
    text.replace(/["$\\`]/g, '\\$&'),
    text.replace(/[^\w\u0080-\uffff]/g, '\\$&'),
    // printf %q of bash.
    text.replace(/[^\w@%+=:,./\u0080-\uffff-]/g, '\\$&'),
    ...['', ':', ' ', '-'].map((between) => bytes.map(hex).join(between)),
    ...['%', '\\x', '0x'].map((before) => bytes.map((byte) => before + hex(byte)).join('')),
    bytes.map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : `\\x${hex(byte)}`)).join(''),
    // URLs within URLs.
    encodeURIComponent(url),
    encodeURIComponent(strict),
    // Each character by its number.
    ...[unicode, decimalEntity, hexEntity].map((escape) =>
      Array.from({ length: text.length }, (_, at) => escape(text.charAt(at))).join(''),
    ),
    text.replace(/[^ -~]/g, decimalEntity),
    // Octal, as in $'…' of bash, in Git and in C.
    bytes
      .map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`))
      .join(''),
    // Lists of bytes, as languages and debuggers print them.
    ...[', ', ',', ' '].flatMap((between) => [
      bytes.map(String).join(between),
      bytes.map((byte) => `0x${hex(byte)}`).join(between),
    ]),
    // Two bytes together, as xxd does: it may begin within such a pair.
    ...[0, 1].map((odd) =>
      bytes
        .map((byte, at) => hex(byte) + (at % 2 === odd ? '' : ' '))
        .join('')
        .trim(),
    ),
    quotedPrintable(bytes),
  ];
}

/** Quotes and `>` do not have to be escaped everywhere, and have several names. */
function htmlForms(text: string): readonly string[] {
  const least = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return ['>', '&gt;'].flatMap((greater) =>
    ['"', '&quot;', '&#34;'].flatMap((quote) =>
      ["'", '&#39;', '&apos;', '&#x27;', '&#039;'].map((single) =>
        least.replaceAll('>', greater).replaceAll('"', quote).replaceAll("'", single),
      ),
    ),
  );
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

function decimalEntity(sign: string): string {
  return `&#${String(sign.charCodeAt(0))};`;
}

function hexEntity(sign: string): string {
  return `&#x${sign.charCodeAt(0).toString(16)};`;
}

/** RFC 2045 section 6.7, without its line ends. */
function quotedPrintable(bytes: readonly number[]): string {
  return bytes
    .map((byte) => (isPrintable(byte) && byte !== 0x3d ? String.fromCharCode(byte) : `=${hex(byte).toUpperCase()}`))
    .join('');
}

function unicode(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** The replacement of a secret. */
export const mask = '***';

/** A shorter piece of base64 may as well be an innocent word. */
const shortestPiece = 8;

/**
 * The forms in which a password may appear in a conversation or in the words of a server: as typed, without blanks,
 * escaped as in `escapedForms`, in base64 and base64url alone, as the response of AUTH PLAIN (RFC 4616), and as part
 * of a longer text in base64. Longest first, for `maskSecrets`. Empty without a password.
 */
export function secretForms(username: string, password: string): readonly string[] {
  if (password === '') return [];
  // Accounts send one after the other: mostly the forms of the last one are asked for.
  if (last?.username !== username || last.password !== password)
    last = { username, password, forms: formsOf(username, password) };
  return last.forms;
}

let last: { readonly username: string; readonly password: string; readonly forms: readonly string[] } | undefined;

function formsOf(username: string, password: string): readonly string[] {
  const bytes = new TextEncoder().encode(password);
  const plain = [password, latin1(bytes), ...escapedForms(password)];
  const blankless = password.replace(/\s/g, '');
  if (blankless.length >= shortestPiece) plain.push(blankless);
  const answers = [`\0${username}\0${password}`, `${username}\0${username}\0${password}`].map(base64);
  const wide = wideBytes(password);
  const whole = [base64(password), ...answers, base64Of(wide)];
  // Base64 of base64, as of what stands in a secret of Kubernetes.
  const twice = [base64(password), btoa(latin1(bytes))].flatMap((once) => [base64(once), ...piecesInBase64(once)]);
  for (const form of [password.normalize('NFD'), password.normalize('NFC')]) if (form !== password) plain.push(form);
  return longestFirst([
    ...plain,
    ...withUrlForms(whole),
    ...piecesInBase64(password),
    ...piecesOf(wide),
    ...twice,
    base32(bytes),
  ]);
}

/**
 * The base64 and base64url digits that stand for a text whatever comes before and after it. None if that is too
 * short.
 */
export function piecesInBase64(text: string): readonly string[] {
  return piecesOf(new TextEncoder().encode(text));
}

function piecesOf(bytes: Uint8Array): readonly string[] {
  const pieces = [0, 1, 2].map((offset) => innerBase64(bytes, offset));
  return withUrlForms(pieces.filter((piece) => piece.length >= shortestPiece));
}

/** Sorts forms for `maskSecrets`: one that is part of another comes after it. */
export function longestFirst(forms: readonly string[]): readonly string[] {
  return [...new Set(forms)].filter((form) => form !== '').sort((one, other) => other.length - one.length);
}

function withUrlForms(coded: readonly string[]): readonly string[] {
  return coded.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** The text with each of these forms replaced, in any letter case. */
export function maskSecrets(text: string, forms: readonly string[]): string {
  if (forms.length === 0) return text;
  let pattern = patterns.get(forms);
  if (pattern === undefined) {
    pattern = new RegExp(forms.map(escapeRegExp).join('|'), 'gi');
    patterns.set(forms, pattern);
  }
  return text.replace(pattern, mask);
}

/** Each list of forms is searched for in every line of a conversation, twice: its pattern is compiled once. */
const patterns = new WeakMap<readonly string[], RegExp>();

/** Base64 of the UTF-8 bytes without padding, so that it is found with and without. */
function base64(text: string): string {
  return base64Of(new TextEncoder().encode(text));
}

function base64Of(bytes: Uint8Array): string {
  return btoa(latin1(bytes)).replace(/=+$/, '');
}

/** RFC 4648 section 6, without padding. */
function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(parseInt(five.padEnd(5, '0'), 2)))
    .join('');
}

/** UTF-16LE, which Windows PowerShell encodes in base64. */
function wideBytes(text: string): Uint8Array {
  return Uint8Array.from(
    Array.from({ length: 2 * text.length }, (_, at) => text.charCodeAt(at >> 1) >> (8 * (at & 1))),
  );
}

/** The base64 digits that depend on these bytes alone if `offset` unknown bytes come before them. */
function innerBase64(bytes: Uint8Array, offset: number): string {
  const digits = btoa('\0'.repeat(offset) + latin1(bytes));
  return digits.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/** One character per byte, which is also how a server's reply reads if it is not valid UTF-8. */
function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/**
 * How much of a line is kept until it is redacted, in characters: half a secret is not recognised, so a cut before
 * redaction must be far beyond what a mail shows.
 */
export const longestUnredacted = 4_000;
