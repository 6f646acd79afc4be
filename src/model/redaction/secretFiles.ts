import { isRecord } from '../unknown';

/** The name of a variable, a field or a key, and its value. */
export type Variable = readonly [name: string, value: string];

/** The names of files whose secrets are looked for wherever they turn up, as a pattern of VS Code. */
export const secretFileNames = '{.env*,*.env,.npmrc,.yarnrc,.netrc,_netrc,.pypirc,local.settings.json}';

/** What such a file sets. @param name of the file, without its folder */
export function variablesIn(name: string, text: string): readonly Variable[] {
  if (name.endsWith('.json')) return jsonVariables(text);
  if (name.endsWith('netrc')) return netrcVariables(text);
  return /^\.(?:npm|yarn)rc$/.test(name) ? npmrcVariables(text) : dotenvVariables(text);
}

/** The variables of a `.env` file: quoted or not, over several lines if quoted, with or without `export`. */
export function dotenvVariables(text: string): readonly Variable[] {
  const line =
    /^[ \t]*(?:export[ \t]+)?([\w.-]{1,100})[ \t]*[=:][ \t]*(?:"((?:[^"\\]|\\[^])*)"|'([^']*)'|`([^`]*)`|([^\r\n]*))/gm;
  return Array.from(text.matchAll(line), ([, name = '', double, single, back, bare = '']) => {
    if (double !== undefined) return [name, double.replace(/\\n/g, '\n').replace(/\\(["\\$])/g, '$1')] as const;
    return [name, single ?? back ?? bare.replace(/\s+#.*$/, '').trim()] as const;
  });
}

/** `//registry.example.com/:_authToken=…`; npm reads what stands behind the address of a registry like other names. */
function npmrcVariables(text: string): readonly Variable[] {
  const line = /^[ \t]*"?(?:\/\/[^\s=]*:)?([\w.-]{1,100})"?[ \t]*[= ][ \t]*"?([^"\r\n]*?)"?[ \t]*$/gm;
  return Array.from(text.matchAll(line), ([, name = '', value = '']) => [name, value] as const);
}

/** `machine … login … password …`, on one line or several. */
function netrcVariables(text: string): readonly Variable[] {
  const pair = /\b(password|account)[ \t\r\n]+("(?:[^"\\]|\\.)*"|\S+)/g;
  return Array.from(text.matchAll(pair), ([, , value = '']) => ['password', value.replace(/^"|"$/g, '')] as const);
}

/** Every text in it under the key that it belongs to. Nothing if it is not JSON. */
function jsonVariables(text: string): readonly Variable[] {
  try {
    return fieldsOf('', JSON.parse(text));
  } catch {
    return [];
  }
}

/** Every text in a value that came from JSON or from settings, under its key. */
export function fieldsOf(key: string, value: unknown): readonly Variable[] {
  if (typeof value === 'string') return [[key, value]];
  if (Array.isArray(value)) return value.flatMap((one) => fieldsOf(key, one));
  return isRecord(value) ? Object.entries(value).flatMap(([name, one]) => fieldsOf(name, one)) : [];
}
