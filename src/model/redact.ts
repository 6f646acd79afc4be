/** What stands where a secret was. */
export const mask = '***';

/** A piece of base64 shorter than this is as likely to be an innocent word. */
const shortestPiece = 8;

/**
 * The forms in which a password may show up in a conversation or in the words of a server: as typed, without blanks,
 * escaped for JSON and URLs, in hexadecimal, in base64 and base64url alone, as the answer of AUTH PLAIN (RFC 4616), and
 * as a part of any longer text that was put into base64. Longest first, for `maskSecrets`. Empty without a password.
 */
export function secretForms(username: string, password: string): readonly string[] {
  if (password === '') return [];
  // One account after the other sends its mails: the forms of the last one are mostly those that are asked for.
  if (last?.username !== username || last.password !== password)
    last = { username, password, forms: formsOf(username, password) };
  return last.forms;
}

let last: { readonly username: string; readonly password: string; readonly forms: readonly string[] } | undefined;

function formsOf(username: string, password: string): readonly string[] {
  const bytes = new TextEncoder().encode(password);
  const escaped = JSON.stringify(password).slice(1, -1);
  const plain = [
    password,
    escaped,
    escaped.replaceAll('/', '\\/'),
    // JSON in JSON, as logs have it.
    JSON.stringify(escaped).slice(1, -1),
    latin1(bytes),
    encodeURIComponent(password.replace(/\p{Surrogate}/gu, '')),
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  ];
  const blankless = password.replace(/\s/g, '');
  if (blankless.length >= shortestPiece) plain.push(blankless);
  const answers = [`\0${username}\0${password}`, `${username}\0${username}\0${password}`].map(base64);
  return longestFirst([...plain, ...withUrlForms([base64(password), ...answers]), ...piecesInBase64(password)]);
}

/** What in base64 and base64url stands for a text alone, whatever is before and behind it. None where that is too short. */
export function piecesInBase64(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  const pieces = [0, 1, 2].map((offset) => innerBase64(bytes, offset));
  return withUrlForms(pieces.filter((piece) => piece.length >= shortestPiece));
}

/** Forms in the order for `maskSecrets`: one that is part of another comes after it. */
export function longestFirst(forms: readonly string[]): readonly string[] {
  return [...new Set(forms)].filter((form) => form !== '').sort((one, other) => other.length - one.length);
}

function withUrlForms(coded: readonly string[]): readonly string[] {
  return coded.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** The text with every one of these forms replaced, whatever the case of its letters. */
export function maskSecrets(text: string, forms: readonly string[]): string {
  if (forms.length === 0) return text;
  let pattern = patterns.get(forms);
  if (pattern === undefined) {
    pattern = new RegExp(forms.map(escapeRegExp).join('|'), 'gi');
    patterns.set(forms, pattern);
  }
  return text.replace(pattern, mask);
}

/** Each list of forms is looked for in every line of a conversation, and twice: its pattern is made once. */
const patterns = new WeakMap<readonly string[], RegExp>();

/** Base64 of the UTF-8 bytes, without the padding, so that it is found padded or not. */
function base64(text: string): string {
  return btoa(latin1(new TextEncoder().encode(text))).replace(/=+$/, '');
}

/** The base64 digits that these bytes alone decide when `offset` unknown bytes stand before them. */
function innerBase64(bytes: Uint8Array, offset: number): string {
  const digits = btoa('\0'.repeat(offset) + latin1(bytes));
  return digits.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/** One character per byte: also how a server's reply reads when it is not UTF-8 throughout. */
function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
