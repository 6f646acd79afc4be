import * as l10n from '@vscode/l10n';
import { invisible } from '../oneLine';

const around = new RegExp(`^[\\s${invisible}]+|[\\s${invisible}]+$`, 'gu');
const within = new RegExp(`[${invisible}]`, 'u');

/**
 * A text without blanks and invisible characters at its ends, which come along when it is copied from a page or a mail.
 * For everything that is compared or sent.
 */
export function bareText(text: string): string {
  return text.replace(around, '');
}

/** The sentence about an invisible character inside a text, or `undefined` if there is none. */
export function invisibleProblem(text: string): string | undefined {
  const found = within.exec(text)?.[0];
  if (found === undefined) return undefined;
  const name = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return l10n.t('There is an invisible character ({0}) in it: type it instead of pasting it.', name);
}

/** `mailto:` and what it leads to (RFC 6068). */
const link = /\bmailto:([^\s?<>()[\]"]*)(?:\?[^\s<>()[\]"]*)?/giu;
/** What follows an address in its oldest form: `ada@example.com (Ada Lovelace)`. */
const comment = /\([^()@]*\)/gu;
/** A word that may be an address or a part of it. Bounded, since a pasted text may be of any length. */
const letter = '[^\\s,;、；，<>()[\\]"@]';
const word = `${letter}{1,320}`;
const address = `${word}@${word}`;
/** The name right before `<…>`, which may look like an address too, and the address in brackets of any kind. */
const named = new RegExp(
  `(?:(?<!${letter})(?:"[^"]{0,320}"|${address}|${word})[^\\S\\r\\n\\t]*(?=<))?[<([]\\s*(${address})\\s*[>)\\]]`,
  'gu',
);
const quoted = /^(['"‘’“”`]+)(.*)['"‘’“”`]+$/u;

/**
 * The addresses in a pasted text, as far as each can be told, each once: one behind another, from a row of a sheet,
 * from a mail program with names (`Doe, Jane <jane@example.com>; …`) or from a `mailto:` link. What is no address
 * stays in the list, since its problem is shown beside it.
 */
export function pastedAddresses(text: string): readonly string[] {
  const unlinked = text.replace(link, (_link, to: string) => decoded(to));
  const plain = unlinked.includes('@') ? unlinked.replace(comment, ' ') : unlinked;
  const bare = plain.replace(named, ' $1 ');
  // Names may hold commas: only what has an @ counts beside an address in brackets.
  const isNamed = bare !== plain;
  const parts = isNamed ? (bare.match(new RegExp(address, 'gu')) ?? []) : bare.split(/[\s,;、；，]+/u);
  const entries = parts.map((one) => bareText(one.replace(quoted, '$2'))).filter((one) => one !== '');
  // Mail programs name an address by itself.
  return [...new Map(entries.map((one) => [one.toLowerCase(), one])).values()];
}

/** A text of a link without its percent-encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
