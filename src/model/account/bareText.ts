import * as l10n from '@vscode/l10n';

/**
 * What cannot be seen: zero-width spaces, marks of direction, soft hyphens, fillers and selectors of a variant, and the
 * blank of Braille, which Unicode counts as a symbol.
 */
const invisible = '\\p{Cf}\\p{Default_Ignorable_Code_Point}\\u2800';
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

/**
 * The addresses in a pasted text, as far as each can be told: one behind another, from a row of a sheet, from a mail
 * program with names (`Doe, Jane <jane@example.com>; …`) or from a `mailto:` link. What is no address stays in the
 * list, since its problem is shown beside it.
 */
export function pastedAddresses(text: string): readonly string[] {
  const plain = text.replace(/\bmailto:([^\s?<>]*)(?:\?[^\s<>]*)?/giu, '$1');
  const bracketed = /<[^<>]*@[^<>]*>/u.test(plain);
  const parts = bracketed
    ? // Names may hold commas: only what has an @ counts beside the brackets.
      (plain.replace(/"[^"]*"/gu, '').match(/[^\s<>,;、；，]+@[^\s<>,;、；，]+/gu) ?? [])
    : plain.split(/[\s,;、；，]+/u);
  return parts.map(bareText).filter((part) => part !== '');
}
