import { isAddress, domainOf } from './address';
import { longestFirst, mask, maskSecrets, piecesInBase64, secretForms } from './redact';

/** What must not be told in a text that leaves this computer. */
export interface Identities {
  /** Passwords, each with the user name that it goes with. */
  readonly secrets: readonly { readonly username: string; readonly password: string }[];
  /** User names, mail addresses, names of people, computers and mails. */
  readonly names: readonly string[];
  /** Folders and what stands for each, for instance `~` for the home directory. */
  readonly folders: readonly { readonly path: string; readonly shown: string }[];
}

/** Takes out of a text what tells who somebody is. Doing it twice changes nothing more. */
export type Anonymize = (text: string) => string;

/** Names that many have, or all customers of a provider: they tell of nobody, and to mask them would make riddles. */
const common = new Set(
  'abuse admin alerts anonymous api apikey contact hello info localhost mail me nobody noreply notifications office postmaster resend root sandbox sender smtp support team test user webmaster work'.split(
    ' ',
  ),
);

/** A name in base64 is looked for from this length on: a shorter one turns up by chance. */
const shortestCoded = 4;

/**
 * Masks, in this order: passwords in every form that they may take, whatever code holds a password or a name, folders, the
 * local part of every mail address (its domain stays: much depends on it), and names where they stand as a word.
 */
export function anonymizer({ secrets, names, folders }: Identities): Anonymize {
  const words = longestFirst(names.flatMap(wordsOf));
  const forms = longestFirst([
    ...secrets.flatMap(({ username, password }) => secretForms(username, password)),
    ...words.flatMap(piecesInBase64),
  ]);
  const coded = [...secrets.map(({ password }) => password), ...words]
    .filter((text) => text.length >= shortestCoded)
    .map((text) => latin1(text).toLowerCase());
  const paths = folders
    .flatMap(({ path, shown }) => pathForms(path).map((form) => ({ form, shown })))
    .sort((one, other) => other.form.length - one.form.length)
    .map(({ form, shown }) => ({ pattern: new RegExp(`${escapeRegExp(form)}(?![\\p{L}\\p{N}_-])`, 'giu'), shown }));
  const namePattern =
    words.length === 0
      ? undefined
      : new RegExp(`${wordStart}(?:${words.map(escapeRegExp).join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return (text) => {
    let left = maskSecrets(text, forms).replace(base64Run, (run) => (holds(run, coded) ? mask : run));
    for (const { pattern, shown } of paths) left = left.replace(pattern, () => shown);
    left = left
      .replace(/\/\/[^\s/@]{1,256}@/g, `//${mask}@`)
      .replace(address, `$1${mask}@$2`)
      .replace(/[^\s<>"'(),:;@[\]]{1,256}(?=%40[\w.-])/gi, mask);
    if (namePattern !== undefined) left = left.replace(namePattern, mask);
    return left.replace(cramAnswer, `$1${mask}`).replace(cutWord, `${mask}…`);
  };
}

/** An address with its domain only; any other text, of which nobody knows what it is, not at all. */
export function anonymousAddress(text: string): string {
  if (text === '') return '';
  return isAddress(text) ? `${mask}@${domainOf(text)}` : mask;
}

/**
 * Masks IP addresses but those of loopback: servers greet with that of their client, which tells where somebody lives.
 * To be used on the words of a server; what a name resolved to is worth knowing.
 */
export function withoutIps(text: string): string {
  return text
    .replace(/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/g, (ip) => (ip.startsWith('127.') ? ip : mask))
    .replace(/(?<![\w.])[0-9a-f:]+:[0-9a-f:.]*[0-9a-f:](?!\w)/gi, (ip) => {
      const colons = ip.split(':').length - 1;
      return ip !== '::1' && (ip.includes('::') || colons === 7) ? mask : ip;
    });
}

/**
 * A quoted or bare local part before a domain, which has a dot, is in brackets or is `localhost`. The slashes are those of
 * an address of a server.
 */
const address =
  /(\/\/)?(?:"[^"\n]{1,64}"|[^\s<>"'(),:;@[\]]{1,256})@((?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]+|localhost\b|\[[^\]\s]*\])/giu;

/** No letter or digit is before it, unless it is that of an escaped character in a URL. */
const wordStart = '(?:(?<![\\p{L}\\p{N}])|(?<=%[0-9a-f]{2}))';

/** What is left of a word where a long text was cut: half a name is not found. */
const cutWord = /[^\s…"'<>()]{1,256}…/g;

/** A CRAM-MD5 answer (RFC 2195) whose user name is masked: with the challenge its digest is good for guessing. */
const cramAnswer = /(\*\*\*(?:@\S+)?\s+)[0-9a-f]{32}(?![0-9a-z])/gi;

const base64Run = /[A-Za-z0-9+/_-]{6,}/g;

/** Whether what a run of base64, base64url or hexadecimal holds, wherever in it the code begins, has one of these in it. */
function holds(run: string, needles: readonly string[]): boolean {
  const digits = run.replaceAll('-', '+').replaceAll('_', '/');
  const readings = [0, 1, 2, 3].map((offset) => {
    const rest = digits.slice(offset);
    return atob(rest.slice(0, rest.length - (rest.length % 4 === 1 ? 1 : 0)));
  });
  if (/^[0-9a-f]+$/i.test(run)) readings.push(fromHex(run), fromHex(run.slice(1)));
  return readings.some((reading) => needles.some((needle) => reading.toLowerCase().includes(needle)));
}

function fromHex(digits: string): string {
  return digits.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
}

/** What is looked for of a name: itself and, of an address, the part that tells who it is. */
function wordsOf(name: string): readonly string[] {
  const trimmed = name.trim();
  const local = isAddress(trimmed) ? trimmed.slice(0, trimmed.lastIndexOf('@')) : trimmed;
  // Windows puts the domain before a user name.
  const words = [local, JSON.stringify(local).slice(1, -1), escapedForUrl(local), ...local.split('\\')];
  return words.filter((word) => word !== '' && !common.has(word.toLowerCase()));
}

/** A half of a surrogate pair cannot be said in a URL. */
function escapedForUrl(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));
}

/** A path as it stands, escaped as in JSON, with slashes, and as in an address of a file. */
function pathForms(path: string): readonly string[] {
  if (path.length < 4) return [];
  const slashes = path.replaceAll('\\', '/');
  return [...new Set([path, path.replaceAll('\\', '\\\\'), slashes, encodeURI(slashes)])];
}

/** The UTF-8 bytes of a text, one character each. */
function latin1(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
