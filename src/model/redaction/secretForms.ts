import { escapedForms } from './escapedForms';

/** What stands where a secret was. */
export const mask = '***';

/** A piece of base64 shorter than this is as likely to be an innocent word. */
const shortestPiece = 8;

/**
 * The forms in which a password may show up in a conversation or in the words of a server: as typed, without blanks,
 * escaped as `escapedForms` does, in base64 and base64url alone, as the answer of AUTH PLAIN (RFC 4616), and as a part of
 * any longer text that was put into base64. Longest first, for `maskSecrets`. Empty without a password.
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
  const plain = [password, latin1(bytes), ...escapedForms(password)];
  const blankless = password.replace(/\s/g, '');
  if (blankless.length >= shortestPiece) plain.push(blankless);
  const answers = [`\0${username}\0${password}`, `${username}\0${username}\0${password}`].map(base64);
  const wide = wideBytes(password);
  const whole = [base64(password), ...answers, base64Of(wide)];
  return longestFirst([...plain, ...withUrlForms(whole), ...piecesInBase64(password), ...piecesOf(wide)]);
}

/** What in base64 and base64url stands for a text alone, whatever is before and behind it. None where that is too short. */
export function piecesInBase64(text: string): readonly string[] {
  return piecesOf(new TextEncoder().encode(text));
}

function piecesOf(bytes: Uint8Array): readonly string[] {
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
  return base64Of(new TextEncoder().encode(text));
}

function base64Of(bytes: Uint8Array): string {
  return btoa(latin1(bytes)).replace(/=+$/, '');
}

/** UTF-16LE, which Windows PowerShell puts into base64. */
function wideBytes(text: string): Uint8Array {
  return Uint8Array.from(
    Array.from({ length: 2 * text.length }, (_, at) => text.charCodeAt(at >> 1) >> (8 * (at & 1))),
  );
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
