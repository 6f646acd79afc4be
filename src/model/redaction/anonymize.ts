import { domainOf, isAddress } from '../account/address';
import { longestFirst, mask, maskSecrets, piecesInBase64, secretForms } from './secretForms';

/** What must not be in a text that leaves this computer. */
export interface Identities {
  /** Passwords, each with its user name. */
  readonly secrets: readonly { readonly username: string; readonly password: string }[];
  /** User names, mail addresses, names of people, computers and mails. */
  readonly names: readonly string[];
  /** Folders with their replacements, for instance `~` for the home directory. */
  readonly folders: readonly { readonly path: string; readonly shown: string }[];
}

/** Removes from a text what identifies somebody. Applying it twice changes nothing more. */
export type Anonymize = (text: string) => string;

/**
 * Names that many people or all customers of a provider share: they identify nobody, and masking them would make
 * texts unreadable.
 */
const common = new Set(
  'abuse admin alerts anonymous api apikey contact hello info localhost mail me nobody noreply notifications office postmaster resend root sandbox sender smtp support team test user webmaster work'.split(
    ' ',
  ),
);

/** Names are searched in base64 from this length on: shorter ones occur by chance. */
const shortestCoded = 4;

/**
 * Masks, in this order: passwords in every form that they may take, encoded text that contains a password or a name,
 * folders, the local part of every mail address (its domain stays, because much depends on it), and names where they
 * are whole words.
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

/** Only the domain of an address; any other text is masked whole, because its content is unknown. */
export function anonymousAddress(text: string): string {
  if (text === '') return '';
  return isAddress(text) ? `${mask}@${domainOf(text)}` : mask;
}

/**
 * Masks IP addresses except loopback, and host names with one in them: servers greet clients with them, which reveals
 * where somebody lives. Meant for the words of a server; the addresses that a name resolved to are worth knowing.
 */
export function withoutIps(text: string): string {
  return text
    .replace(nameWithIp, (name) => (name.startsWith('127.') ? name : mask))
    .replace(/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/g, (ip) => (ip.startsWith('127.') ? ip : mask))
    .replace(/(?<![\w.])[0-9a-f:]+:[0-9a-f:.]*[0-9a-f:](?!\w)/gi, (ip) => {
      const colons = ip.split(':').length - 1;
      return ip !== '::1' && (ip.includes('::') || colons === 7) ? mask : ip;
    });
}

/** As internet providers name their customers: `dsl-203-0-113-9.paris.isp.example`, `9.113.0.203.dyn.isp.example`. */
const nameWithIp =
  /(?<![\p{L}\p{N}_.-])(?=[\p{L}\p{N}_.-]{0,200}?(?<!\d)\d{1,3}([-_.x])\d{1,3}\1\d{1,3}\1\d{1,3}(?!\d))[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/giu;

/**
 * A quoted or bare local part before a domain that contains a dot, is in brackets or is `localhost`. The slashes are
 * those of a server's URL.
 */
const address =
  /(\/\/)?(?:"[^"\n]{1,64}"|[^\s<>"'(),:;@[\]]{1,256})@((?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]+|localhost\b|\[[^\]\s]*\])/giu;

/** Not after a letter or digit, except that of an escaped character in a URL. */
const wordStart = '(?:(?<![\\p{L}\\p{N}])|(?<=%[0-9a-f]{2}))';

/** The remainder of a word where a long text was cut: half a name would not be found. */
const cutWord = /[^\s…"'<>()]{1,256}…/g;

/**
 * A CRAM-MD5 response (RFC 2195) whose user name is masked: together with the challenge, its digest helps to guess
 * the password.
 */
const cramAnswer = /(\*\*\*(?:@\S+)?\s+)[0-9a-f]{32}(?![0-9a-z])/gi;

const base64Run = /[A-Za-z0-9+/_-]{6,}/g;

/** Whether a run of base64, base64url or hexadecimal contains one of these texts, at any alignment. */
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

/** The words to search for a name: itself and, for an address, its local part. */
function wordsOf(name: string): readonly string[] {
  const trimmed = name.trim();
  const local = isAddress(trimmed) ? trimmed.slice(0, trimmed.lastIndexOf('@')) : trimmed;
  // Windows puts the domain before the user name.
  const words = [local, JSON.stringify(local).slice(1, -1), escapedForUrl(local), ...local.split('\\')];
  return words.filter((word) => word !== '' && !common.has(word.toLowerCase()));
}

/** An unpaired surrogate cannot be encoded in a URL. */
function escapedForUrl(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));
}

/** A path as it is, escaped as in JSON, with slashes, and as in a file URL. */
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
