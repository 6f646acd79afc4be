import { namedByPhrase, namedSecret, type NamedSecret } from './secretNames';
import type { SecretSpan } from './secretSpan';
import { isSecretValue, isSentence, type ValueStyle } from './secretValues';

/** A longer value is cut: the rest is covered as a run of the same characters. */
const longest = 8_192;
/** The same for a value without quotes. */
const longestBare = 2_048;

interface Value {
  readonly start: number;
  readonly end: number;
  readonly style: ValueStyle;
  /** If where it stands says more than its name. */
  readonly named?: NamedSecret;
}

/**
 * Values after a name and `=` or `:`, in any language: `PASSWORD=x`, `"password": "x"`, `password => 'x'`,
 * `&token=x`, `mot de passe : x`, `\"secret\":\"x\"`, and in XML elements.
 */
export function namedSecrets(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  // Goes from separator to separator; a name contains none, so hardly any text is read twice.
  let behind = 0;
  for (const { index } of text.matchAll(/[=：＝→](?![=:/]{2})|:(?!:|[=/]{2})|(?<= )->(?= )/g)) {
    if (index < behind) continue;
    const from = index + (text[index] === '-' ? 2 : 1);
    const name = nameBefore(text, index);
    if (name === undefined) continue;
    const named = kindOf(text, name);
    // A tag of an image is behind its path.
    if (text[name.start - 1] === '/' && text[index] === ':' && /^\S/.test(text[index + 1] ?? '')) continue;
    if (named === undefined || /^(?::[?+]|:\d{1,6}(?::\d{1,6})?(?!\w))/.test(text.slice(index, index + 16))) continue;
    for (const value of valuesBehind(text, from, { ...name, named }))
      if (isSecretValue(text.slice(value.start, value.end), value.named ?? named, value.style)) {
        found.push({ start: value.start, end: value.end, kind: 'named' });
        behind = value.end;
      }
  }
  return [...found, ...elements(text)];
}

/** Of these signs beyond ASCII no name consists. */
const noNameCharacter = /[\u0080-\u00bf\u2000-\u206f\u2190-\u2bff\u3000-\u3002\uff01-\uff0f\uff1a-\uff20]/;
const longestName = 100;

/** The range of the name before a separator. */
function nameBefore(text: string, separator: number): { readonly start: number; readonly end: number } | undefined {
  let end = separator;
  // `:=`, `+=`, `?=`, but no comparison.
  if (text[separator] === '=' && /[:+?]/.test(text[end - 1] ?? '')) end--;
  if (/[=!<>:]/.test(text[end - 1] ?? '') || text[separator + 1] === '=') return undefined;
  for (let count = 0; count < 40 && (text[end - 1] === ' ' || text[end - 1] === '\t'); count++) end--;
  for (let count = 0; count < 6 && /[\]"'`\\*)]/.test(text[end - 1] ?? ''); count++) end--;
  let start = end;
  while (end - start < longestName && start > 0 && isNameCharacter(text.charCodeAt(start - 1))) start--;
  // YAML: `- password: x`, a flag: `--password=x`.
  return start === end || end - start >= longestName ? undefined : { start, end };
}

/** By their codes: this is asked of nearly every character before a separator. */
const asciiName = Array.from({ length: 128 }, (_, code) => /[\w.\-$]/.test(String.fromCharCode(code)));

function isNameCharacter(code: number): boolean {
  return code < 128 ? asciiName[code] === true : !noNameCharacter.test(String.fromCharCode(code));
}

/** Most names contain nothing of the kind. */
const hint =
  /pass|pw|psk|mdp|mot|secret|token|key|auth|cred|jwt|pat|jeton|bearer|cl[ée]|sig|sess|sid|cookie|srf|nonce|salt|pepper|pin|otp|sas|dsn|kenn|geheim|code|contras|senha|clave|chave|chiave|segre|sekret|wachtw|sleutel|haslo|heslo|klucz|parol|losenord|kodeord|adgang|salasana|jelszo|lozinka|sifre|sandi|schl|khau|saml|[^\0-\x7f]/i;

function kindOf(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): NamedSecret | undefined {
  const name = text.slice(start, end);
  const line = lineBefore(text, end, 100 + end - start);
  if (!hint.test(line)) return undefined;
  // An Amazon resource name of a secret, or a public key.
  const before = line.slice(0, line.length - name.length);
  if (/\barn:[\w:-]*$/i.test(before) || (/\bpublic $/i.test(before) && /key/i.test(name))) return undefined;
  const byPhrase = namedByPhrase(line);
  const named = namedSecret(name.replace(/^-+/, ''));
  return byPhrase ?? named;
}

/**
 * Whether no name from the source code can stand behind it: `PASSWORD=x` at the start of a line, of a text, or of an
 * option.
 */
function isVariable(text: string, { start, end }: Name, isLone: boolean): boolean {
  if (!/^[A-Z][A-Z0-9_]+$/.test(text.slice(start, end)) || text[end] !== '=') return false;
  return (
    isLone ||
    /(?:["'`]|(?:-e|--env|--build-arg)[ =]|(?:^|\n)(?:SET|set|env) |[;&|(] )$/.test(
      text.slice(Math.max(0, start - 12), start),
    )
  );
}

/** Whether a few words at most come before the name on its line. */
function isHeading(text: string, start: number): boolean {
  const line = lineBefore(text, start, 40);
  return (
    /[,;] $/.test(line) || (line.length < 40 && /^[^\p{L}\p{N}]*(?:[\p{L}\p{M}\p{N}]+[.:!]?[ '’]){0,4}$/u.test(line))
  );
}

/**
 * What tells where or when a line comes from: the place in a file, as `grep` writes it, a time, the name of a program.
 */
const origin =
  /^(?:\[?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d[\d.,:+Z]{0,14}\]?|[\w./-]{1,60}:\d{1,6}[: -]|\[\w{2,12}\]|[\w.-]{1,40}(?: [\w.-]{1,30}){0,2}: )+:?\s{0,8}/;

/** Whether only an introduction such as `export` comes before the name on its line. */
function isLoneName(text: string, start: number): boolean {
  const line = lineBefore(text, start, 100).replace(origin, '');
  return /^[^\w]*(?:export |set |declare -x |ENV |ARG |- |setenv )?["'`\\[]*$/.test(line);
}

/** What stands before a position on its line, at most so many characters. */
function lineBefore(text: string, at: number, most: number): string {
  const before = text.slice(Math.max(0, at - most), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}

interface Name {
  readonly start: number;
  readonly end: number;
  readonly named: NamedSecret;
}

/** The values after a separator; two if an old value is replaced by a new one: `"x" -> "y"`. */
function valuesBehind(text: string, from: number, name: Name): readonly Value[] {
  const isHeaded = isHeading(text, name.start);
  const isLone = isLoneName(text, name.start);
  const at = skipBlanks(text, from + (/^(?:>|\*\*(?=[ \t]))/.exec(text.slice(from, from + 3))?.[0].length ?? 0));
  const first = valueAt(text, at, isLone || isHeaded, from);
  if (first === undefined) return [];
  const isProperty = isLone && name.named === 'password' && text[name.end] === '=';
  if (first.style === 'tight' && (isProperty || isVariable(text, name, isLone))) {
    const more = isLone
      ? /^(?: [\p{L}\p{N}!?#$%&*+_'-]+){1,8}(?=[ \t\r]*(?:\n|$))/u.exec(text.slice(first.end, first.end + 120))
      : null;
    if (more !== null && isSentence(more[0])) return [first];
    const value = { ...first, end: first.end + (more?.[0].length ?? 0), style: 'assigned' } as const;
    // Many make up a secret of words.
    return [/SECRET(?:_KEY)?$/.test(text.slice(name.start, name.end)) ? { ...value, named: 'password' } : value];
  }
  // A passphrase, or an app password in groups.
  if (first.style === 'prose' && isHeaded) {
    const [line = ''] = /^[^\r\n]{0,100}/.exec(text.slice(at)) ?? [];
    const whole = { start: at, end: at + line.trimEnd().length, style: 'line' } as const;
    if (isSecretValue(text.slice(whole.start, whole.end), name.named, 'line')) return [whole];
  }
  const opened = text[name.start - 1] ?? '';
  const closed = first.style === 'tight' && /["']/.test(opened) ? text.indexOf(opened, first.start) : -1;
  // `'password=x y'`: as far as the quotes reach.
  if (closed > first.end && !text.slice(first.end, closed).includes('\n') && closed < first.end + 200)
    return [{ ...first, end: closed, style: 'quoted' }];
  if (/\[ {0,2}$/.test(text.slice(from, first.start - 1))) return [first, ...listed(text, first)];
  const arrow = (first.style === 'quoted' ? /^["'\\]{0,3} ?[-=]> ?/ : /^ ?-> ?/).exec(
    text.slice(first.end, first.end + 8),
  );
  const second = arrow === null ? undefined : valueAt(text, first.end + arrow[0].length, isLone, from);
  return second === undefined ? [first] : [first, second];
}

/** The other texts of a list that begins with this one. */
function listed(text: string, { end }: Value): readonly Value[] {
  const found: Value[] = [];
  const next = /["'],\s{0,20}["']([^"'\n]{4,1000})(?=["'])/y;
  next.lastIndex = end;
  for (let match = next.exec(text); match !== null && found.length < 50; match = next.exec(text)) {
    const stop = match.index + match[0].length;
    found.push({ start: stop - (match[1] ?? '').length, end: stop, style: 'quoted' });
  }
  return found;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at - from < 40 && (text[at] === ' ' || text[at] === '\t' || text[at] === '\u00a0' || text[at] === '\u3000'))
    at++;
  // YAML: the value is the block below; also what PHP dumps.
  const block = /^(?:[|>][-+]?\d?[ \t]*\r?\n[ \t]*|>?\s{0,40}(?=string\(\d{1,6}\) "))/.exec(text.slice(at, at + 200));
  return block === null ? at : at + block[0].length;
}

/** @param separated the position just after the separator */
function valueAt(text: string, at: number, isLone: boolean, separated: number): Value | undefined {
  const opening =
    /^(?:[burf$@]|\[ {0,2}|string (?=['"])|0x[0-9a-f]{1,16} |\(string\) \(len=\d{1,6}\) |(?:new String|Secret(?:Str|String|Bytes)?|Some|Just|Ok|Optional|str|bytes)\(|string\(\d{1,6}\) )?(\\{0,4})(["'`])/.exec(
      text.slice(at, at + 30),
    );
  if (opening !== null) {
    const [whole, slashes = '', quote = ''] = opening;
    const start = at + whole.length;
    const close = closing(text, start, slashes, quote);
    if (close > start) return { start, end: close, style: 'quoted' };
    return undefined;
  }
  const [run = ''] = /^\S*/.exec(text.slice(at, at + longestBare)) ?? [];
  const end = at + cut(run).length;
  if (end === at) return undefined;
  if (at === separated) return { start: at, end, style: 'tight' };
  const rest = text.slice(end, end + 200).split('\n')[0] ?? '';
  const isAlone = isLone && /^[\s,;]*(?:(?:#|\/\/).*)?$/.test(rest);
  return { start: at, end, style: isAlone ? 'alone' : 'prose' };
}

/** The end of a quoted text; if its closing quote is missing, the end of the line. */
function closing(text: string, start: number, slashes: string, quote: string): number {
  for (let at = start; at < text.length && at - start < longest; at++) {
    if (text[at] === '\n') return at;
    if (text[at] !== quote) continue;
    let before = 0;
    while (before < 8 && text[at - 1 - before] === '\\') before++;
    // As many backslashes as before the opening quote: the same quotation, not one within it.
    if (before === slashes.length || (before > 0 && before < slashes.length)) return at - before;
  }
  return Math.min(text.length, start + longest);
}

/**
 * The part of a text without blanks that belongs to the value: up to the next parameter, the next element, or the
 * closing bracket around it.
 */
function cut(run: string): string {
  const end =
    /[&;,|](?=$|["']|[\w .-]{1,60}[=:])|["'`](?=$|[,;)}\]\s&|:])|<\/|\\[nr"](?!\w{0,3}$)/.exec(run)?.index ??
    run.length;
  const value = run.slice(0, end);
  const [tail] = /[)}\],;.]{0,6}$/.exec(value) ?? [''];
  return /[({[]/.test(value) ? value : value.slice(0, value.length - tail.length);
}

/** In a table; quoted after the name of a variable; alone on the line below a name. */
const beside: readonly RegExp[] = [
  /(?<=^|\n)[ \t|]{0,40}([A-Za-z][\w.-]{2,80})[ \t]{2,60}(?:[|│][ \t]{1,4})?([^\s|│]{6,1000})(?=[ \t\r]*(?:\n|$))/g,
  /(?<!\w)([A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,6}) ["']([^"'\n]{6,1000})(?=["'])/g,
  /(?<=[\w-])((?:P|(?<=-)p)assw(?:ord|d)(?:-value)?) ["']([^"'\n]{3,1000})(?=["'])/g,
  /(?<!\w)([A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,6})[ \t\r]*\n((?=[a-z0-9/+=_-]{0,60}[A-Z])(?=[A-Z0-9/+=_-]{0,60}[a-z])[A-Za-z0-9/+=_-]{20,1000})(?=[ \t\r]*(?:\n|$))/g,
  /"(\w{4,60})"[ \t\r]*\n[ \t]{0,10}\d{1,4}\) "([^"\n]{6,1000})(?=")/g,
];

/** `<password>x</password>`, `<add key="ApiKey" value="x"/>`, `name: DB_PASSWORD` with `value: x` below it. */
function elements(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const match of text.matchAll(/<([A-Za-z][\w.:-]{0,60})(?: [^<>\n]{0,200})?>([^<>\n]{4,1000})<\//g))
    add(match[1] ?? '', match[2] ?? '', match.index + match[0].length - 2 - (match[2] ?? '').length);
  for (const pattern of beside)
    for (const { index, 0: whole, 1: name = '', 2: value = '' } of text.matchAll(pattern))
      if (/\d/.test(value) || (/^[A-Z0-9_]+$|passw/i.test(name) && namedSecret(name) === 'password'))
        add(name, value, index + whole.length - value.length);
  // `define('DB_PASSWORD', 'x')`, `setenv("TOKEN", "x")`.
  for (const match of text.matchAll(/["']([A-Za-z][\w.-]{2,80})["'],[ \t]{0,40}["']([^"'\n]{4,1000})["']/g))
    add(match[1] ?? '', match[2] ?? '', match.index + match[0].length - 1 - (match[2] ?? '').length);
  const pair =
    /\b(?:key|name|Name|Key|ParameterKey)\\?["']?\s{0,4}[=:]\s{0,4}\\?["']?([\w.-]{2,80})\\?["']?[\s,]{1,44}\\?["']?(?:default_?)?(?:[vV]alue|ParameterValue)\\?["']?\s{0,4}[=:]\s{0,4}(?:\\?["']([^"'\n\\]{4,1000})|([^\s"'\\]{4,1000}))/g;
  for (const match of text.matchAll(pair)) {
    const value = match[2] ?? match[3] ?? '';
    add(match[1] ?? '', value, match.index + match[0].length - value.length);
  }
  return found;

  function add(name: string, value: string, start: number): void {
    const named = namedSecret(name);
    if (named === undefined || !isSecretValue(value, named, 'quoted')) return;
    found.push({ start, end: start + value.length, kind: 'named' });
  }
}
