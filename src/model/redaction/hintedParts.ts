import { lower } from '../lower';
import { Parts } from '../parts';
import { passwordWords } from './secretNames';
import type { SecretSpan } from './secretSpan';

/** A part of a text, and where it begins. */
interface Part {
  readonly start: number;
  readonly text: string;
}

/** Something is said of a secret where one of these is, in small letters. */
const hints = new Parts<true>();
/** What may come behind a word of two signs. */
const followers = ' |:|：|は|為|为|是|를|는|은|=|\n|「|"'.split('|');
for (const word of [
  ...'pass pwd passe secret token key phrase credential jeton bearer clé clef schlüssel mnemonic seed code pin otp login'.split(
    ' ',
  ),
  ...'sign in|log in|add-mask|setvariable|genkey|genpsk|openssl rand|pwgen|mot de|parola|palavra|community|createuser'.split(
    '|',
  ),
  ...'securestring|these words|&#61;|%5b|κωδικ|khẩu|kata sandi|eap|xauth|stats auth|sqlconnectinfo|nickserv|"kty"|\ttrue\t|\tfalse\t|cookie|psk|authtok|identified|authorization|basic |basic\r|basic\n|334|331|ssws |plain|-err |auth'.split(
    '|',
  ),
  ...passwordWords.split('|').filter(({ length }) => length >= 3),
  // Shorter words of languages that need no blanks.
  ...'密码 密碼 口令 암호 令牌'.split(' ').flatMap((word) => followers.map((next) => word + next)),
])
  hints.add(word, true);

/** So much before and behind a hint belongs to it, in characters: a table or a list below a heading. */
const [before, behind] = [300, 1_200];
/** A line goes on for so long at most. */
const longestLine = 8_192;

let last: { readonly text: string; readonly parts: readonly Part[] } = { text: '', parts: [] };

/**
 * The parts of a text in which something may be said of a secret, whole lines as far as they are not long: the rest
 * of what a build prints need not be searched for what needs words. Several searches ask for the same text.
 */
function hintedParts(text: string): readonly Part[] {
  if (last.text === text) return last.parts;
  const found: { start: number; end: number }[] = [];
  hints.each(lower(text), (_, at) => {
    const previous = found.at(-1);
    const lineEnd = text.indexOf('\n', at + behind);
    const end = Math.min(text.length, lineEnd < 0 ? text.length : lineEnd, at + behind + longestLine);
    if (previous !== undefined && at - before <= previous.end) previous.end = Math.max(previous.end, end);
    else found.push({ start: Math.max(0, text.lastIndexOf('\n', Math.max(0, at - before)) + 1, at - 2 * before), end });
  });
  const parts = found.map(({ start, end }) => ({ start, text: text.slice(start, end) }));
  last = { text, parts };
  return parts;
}

/** What is found in those parts of a text in which something may be said of a secret. */
export function inHintedParts(text: string, find: (part: string) => readonly SecretSpan[]): readonly SecretSpan[] {
  return hintedParts(text).flatMap(({ start: offset, text: part }) =>
    find(part).map((span) => ({ ...span, start: offset + span.start, end: offset + span.end })),
  );
}
