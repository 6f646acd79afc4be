import { longestFirst, secretForms } from './redact';
import type { SecretSpan } from './secretSpan';

/** A secret that is known by its value. */
export interface KnownSecret {
  /** What signs in with it; the empty text where nothing does. */
  readonly username: string;
  readonly password: string;
}

/** As many characters decide which forms are compared at all. */
const headLength = 4;

/** Looks for values in all forms that `secretForms` knows, whatever the case of their letters and however many there are. */
export class KnownSecrets {
  /** By their first characters. */
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
 * Small letters, each where the one that it is of stood and whatever stands beside it: some have more than one, and sigma has
 * another one at the end of a word.
 */
function lower(text: string): string {
  const small = text.toLowerCase();
  if (small.length === text.length && !/[\u03a3\u03c2]/.test(text)) return small;
  return text.replace(/[A-Z]|[^\0-\xbf]/gu, (letter) => {
    const one = letter === '\u03c2' ? '\u03c3' : letter.toLowerCase();
    return one.length === letter.length ? one : letter;
  });
}
