import type { KnownSecret } from './knownSecrets';
import { namedSecret } from './secretNames';
import { isSecretValue, isTellingValue } from './secretValues';

/** Name and value of variables, as `process.env` has them. */
export type Variables = Iterable<readonly [name: string, value: string | undefined]>;

/**
 * The values of variables that are secrets by their names and look so, and the passwords of URLs among them: worth looking for
 * wherever they turn up. `KEY=1`, paths and plain words are not.
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

/** The variables of a `.env` file: quoted or not, over several lines where quoted, with `export` before them or without. */
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
