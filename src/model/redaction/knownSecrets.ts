import { Heads } from '../heads';
import { lower } from '../lower';
import { secretForms } from './secretForms';
import { type NamedSecret, namedSecret } from './secretNames';
import type { SecretSpan } from './secretSpan';
import { isLikelyPassword, isSecretValue, isTellingValue } from './secretValues';

/** A secret whose value is known. */
export interface KnownSecret {
  /** The user name that it belongs to; the empty text if there is none. */
  readonly username: string;
  readonly password: string;
  /** As it is, it could be part of an innocent word: found only where it stands alone. */
  readonly isWord?: boolean;
}

/** The first characters of a form, which decide whether it is compared at all. */
const headLength = 4;

/** Forms of one length that begin alike, and those of them that count only as a whole word. */
interface Forms {
  readonly length: number;
  readonly anywhere: Set<string>;
  readonly words: Set<string>;
}

/** Finds known values in all forms of `secretForms`, in any letter case and in any number. */
export class KnownSecrets {
  private readonly secrets = new Set<string>();
  /** By the first characters, the longest first. */
  private readonly heads = new Map<string, Forms[]>();
  private readonly begins = new Heads(headLength);
  /** The first characters of forms that are shorter than a head. */
  private readonly firsts = new Set<string>();
  private least = headLength;
  private longest = 0;

  constructor(secrets: Iterable<KnownSecret> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** How many are known. */
  get size(): number {
    return this.secrets.size;
  }

  /** Takes about a millisecond for one that is not known yet. */
  add({ username, password, isWord = false }: KnownSecret): void {
    const key = JSON.stringify([username, password]);
    if (this.secrets.has(key)) return;
    this.secrets.add(key);
    const plain = lower(password);
    for (const form of secretForms(username, password).map(lower)) {
      const { anywhere, words } = this.formsLike(form);
      (isWord && form === plain ? words : anywhere).add(form);
    }
  }

  /** Those that begin in a part of a text. */
  find(text: string, from = 0, to = text.length): readonly SecretSpan[] {
    // With what stands around a word, and with the rest of what begins at the end.
    const before = Math.max(0, from - 2);
    const small = lower(text.slice(before, to + this.longest + 2));
    const found: SecretSpan[] = [];
    const look = (at: number): void => {
      const end = this.endOf(small, at);
      if (end > at) found.push({ start: before + at, end: before + end, kind: 'known' });
    };
    this.begins.each(small, from - before, to - before, look);
    if (this.firsts.size > 0)
      for (let at = from - before; at < to - before; at++) if (this.firsts.has(small[at] ?? '')) look(at);
    return found;
  }

  /** Where the longest form ends that begins here; not after its beginning if none does. */
  private endOf(small: string, at: number): number {
    // A form that is shorter is its own head.
    for (let head = headLength; head >= this.least; head--)
      for (const { length, anywhere, words } of this.heads.get(small.slice(at, at + head)) ?? []) {
        const form = small.slice(at, at + length);
        if (anywhere.has(form) || (words.has(form) && isWordAt(small, at, at + length))) return at + length;
      }
    return at;
  }

  private formsLike(form: string): Forms {
    const head = form.slice(0, headLength);
    if (head.length < headLength) this.firsts.add(head.charAt(0));
    else this.begins.add(head);
    this.least = Math.min(this.least, head.length);
    this.longest = Math.max(this.longest, form.length);
    let all = this.heads.get(head);
    if (all === undefined) this.heads.set(head, (all = []));
    const at = all.findIndex(({ length }) => length <= form.length);
    const known = all[at];
    if (known?.length === form.length) return known;
    const forms = { length: form.length, anywhere: new Set<string>(), words: new Set<string>() };
    all.splice(at < 0 ? all.length : at, 0, forms);
    return forms;
  }
}

function isWordAt(text: string, start: number, end: number): boolean {
  return (
    !/[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, start - 2), start)) &&
    !/^[\p{L}\p{N}_]/u.test(text.slice(end, end + 2))
  );
}

/** Names and values of variables, like the entries of `process.env`. */
export type Variables = Iterable<readonly [name: string, value: string | undefined]>;

/**
 * The values of variables that are secrets by name and look like one, and passwords in URLs among the values: worth
 * finding wherever they turn up. `KEY=1`, paths and plain words are not.
 */
export function environmentSecrets(variables: Variables): readonly KnownSecret[] {
  const found = new Map<string, KnownSecret>();
  const add = (password: string, named: NamedSecret): void => {
    const telling = isTellingValue(password);
    if (telling || (named === 'password' && isLikelyPassword(password)))
      found.set(password, { username: '', password, ...(!telling && { isWord: true }) });
  };
  for (const [name, value = ''] of variables) {
    const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@]*:([^\s/?#]+)@/i.exec(value)?.[1];
    if (password !== undefined) {
      for (const written of [password, decoded(password)]) add(written, 'password');
      continue;
    }
    const named = namedSecret(name);
    if (named === undefined) {
      if (isSecretValue(value, 'maybe', 'quoted')) found.set(value, { username: '', password: value });
      continue;
    }
    add(value, named);
    // A key of several lines may be printed in part.
    if (value.includes('\n')) for (const line of value.split(/\r?\n/)) if (line.length >= 40) add(line, 'token');
  }
  return [...found.values()];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
