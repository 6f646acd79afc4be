import { longestFirst, secretForms } from './secretForms';
import { namedSecret } from './secretNames';
import type { SecretSpan } from './secretSpan';
import { isSecretValue, isTellingValue } from './secretValues';

/** A secret whose value is known. */
export interface KnownSecret {
  /** The user name that it belongs to; the empty text if there is none. */
  readonly username: string;
  readonly password: string;
}

/** The first characters of a form, which decide whether it is compared at all. */
const headLength = 4;

/** Finds known values in all forms of `secretForms`, in any letter case and in any number. */
export class KnownSecrets {
  /** The forms by their first characters. */
  private readonly forms = new Map<string, readonly string[]>();
  private readonly short: readonly string[];
  private readonly firsts = new Set<number>();

  constructor(secrets: readonly KnownSecret[]) {
    const all = longestFirst(secrets.flatMap(({ username, password }) => secretForms(username, password).map(lower)));
    this.short = all.filter(({ length }) => length < headLength);
    for (const form of all.filter(({ length }) => length >= headLength)) {
      const head = form.slice(0, headLength);
      this.forms.set(head, [...(this.forms.get(head) ?? []), form]);
      this.firsts.add(head.charCodeAt(0));
    }
  }

  find(text: string): readonly SecretSpan[] {
    const small = lower(text);
    const found: SecretSpan[] = [];
    for (let at = 0; at < small.length; at++) {
      if (!this.firsts.has(small.charCodeAt(at))) continue;
      const form = this.forms.get(small.slice(at, at + headLength))?.find((one) => small.startsWith(one, at));
      if (form === undefined) continue;
      found.push({ start: at, end: at + form.length, kind: 'known' });
    }
    for (const form of this.short)
      for (let at = small.indexOf(form); at >= 0; at = small.indexOf(form, at + 1))
        found.push({ start: at, end: at + form.length, kind: 'known' });
    return found;
  }
}

/**
 * Lower case that keeps every character at its position: some letters have a lower case of another length, and sigma
 * has another one at the end of a word.
 */
function lower(text: string): string {
  const small = text.toLowerCase();
  if (small.length === text.length && !/[\u03a3\u03c2]/.test(text)) return small;
  return text.replace(/[A-Z]|[^\0-\xbf]/gu, (letter) => {
    const one = letter === '\u03c2' ? '\u03c3' : letter.toLowerCase();
    return one.length === letter.length ? one : letter;
  });
}

/** Names and values of variables, like the entries of `process.env`. */
export type Variables = Iterable<readonly [name: string, value: string | undefined]>;

/**
 * The values of variables that are secrets by name and look like one, and passwords in URLs among the values: worth
 * finding wherever they turn up. `KEY=1`, paths and plain words are not.
 */
export function environmentSecrets(variables: Variables): readonly KnownSecret[] {
  const found = new Set<string>();
  for (const [name, value = ''] of variables) {
    const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@]*:([^\s/?#]+)@/i.exec(value)?.[1];
    if (password !== undefined) {
      if (isTellingValue(password)) found.add(password);
      const plain = decoded(password);
      if (isTellingValue(plain)) found.add(plain);
      continue;
    }
    const named = namedSecret(name);
    if (named !== undefined ? isTellingValue(value) : isSecretValue(value, 'maybe', 'quoted')) found.add(value);
    // A key of several lines may be printed in part.
    if (named !== undefined && value.includes('\n'))
      for (const line of value.split(/\r?\n/)) if (line.length >= 40 && isTellingValue(line)) found.add(line);
  }
  return [...found].map((password) => ({ username: '', password }));
}

/** The variables of a `.env` file: quoted or not, over several lines if quoted, with or without `export`. */
export function dotenvVariables(text: string): readonly (readonly [string, string])[] {
  const line =
    /^[ \t]*(?:export[ \t]+)?([\w.-]{1,100})[ \t]*[=:][ \t]*(?:"((?:[^"\\]|\\[^])*)"|'([^']*)'|`([^`]*)`|([^\r\n]*))/gm;
  return Array.from(text.matchAll(line), ([, name = '', double, single, back, bare = '']) => {
    if (double !== undefined) return [name, double.replace(/\\n/g, '\n').replace(/\\(["\\$])/g, '$1')] as const;
    return [name, single ?? back ?? bare.replace(/\s+#.*$/, '').trim()] as const;
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
