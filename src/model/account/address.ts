import * as l10n from '@vscode/l10n';
import { invisibleProblem } from './bareText';

/** RFC 5321 section 4.5.3.1: the maximum octets of a local part and of a whole path. */
const longestLocalPart = 64;
const longestAddress = 254;

/**
 * RFC 5322 `dot-atom`, with the letters, marks and digits of all scripts (RFC 6532) and no other Unicode characters.
 * Quoted local parts are left out: no provider hands them out and parsers disagree on them.
 */
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\p{L}\\p{M}\\p{N}-]+";
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u');
const domainLabel = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** A label of an internationalised domain as typed; the conversion to ASCII shows whether it really is one. */
const unicodeLabel = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/**
 * Why a text is not one bare mail address, in a sentence, or `undefined` if it is one.
 * Stricter than any mail library on purpose: they treat `"a, b@c.fr"` or `Name <a@b.fr>` as something to repair, and
 * a repaired address is one that nobody checked.
 */
export function addressProblem(text: string): string | undefined {
  if (text === '') return l10n.t('Enter an email address.');
  // eslint-disable-next-line no-control-regex -- control characters are just what must not pass
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text))
    return l10n.t('An email address holds no line breaks or control characters.');
  const invisible = invisibleProblem(text);
  if (invisible !== undefined) return invisible;
  if (/[,;]/.test(text)) return l10n.t('Enter one address only; add each further one as an entry of its own.');
  if (/[<>"()]/.test(text))
    return l10n.t('Enter the bare address, such as name@example.com, without a name or brackets.');
  if (/\s/.test(text)) return l10n.t('An email address holds no spaces.');
  const at = text.lastIndexOf('@');
  if (at < 0) return l10n.t('An email address needs an @, such as name@example.com.');
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (local === '') return l10n.t('The part before the @ is missing.');
  if (domain === '') return l10n.t('The part after the @ is missing.');
  if (local.includes('@')) return l10n.t('An email address has one @ only.');
  if (isLonger(local, longestLocalPart) || isLonger(wireAddress(text), longestAddress))
    return l10n.t('This address is too long.');
  // A decomposed text would look like another address, and full-width letters like plain ones.
  if (!localPart.test(local) || local !== local.normalize('NFKC')) return l10n.t('The part before the @ is not valid.');
  const domainError = domainProblem(domain);
  if (domainError !== undefined) return domainError;
  if (!domain.includes('.') && domain.toLowerCase() !== 'localhost') {
    return l10n.t('The domain “{0}” is incomplete; it needs a dot, such as example.com.', domain);
  }
  return undefined;
}

/** Why an address cannot be used where only ASCII works, in a sentence; otherwise what `addressProblem` says. */
export function plainAddressProblem(text: string): string | undefined {
  const problem = addressProblem(text);
  if (problem !== undefined || !needsUtf8(text)) return problem;
  return l10n.t('Here the part before the @ may hold unaccented letters and digits only; enter another address.');
}

/** Whether a text is one bare mail address. */
export function isAddress(text: string): boolean {
  return addressProblem(text) === undefined;
}

/** The domain of an address in lower case; the empty text if there is none yet. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1 || address.length).toLowerCase();
}

/**
 * An address as servers get it: the domain in ASCII (A-labels, RFC 5890), the part before the @ unchanged. A text
 * that is no address is returned as it is.
 */
export function wireAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return address;
  const domain = asciiDomain(address.slice(at + 1));
  return domain === '' ? address : `${address.slice(0, at + 1)}${domain}`;
}

/** A domain in ASCII, in lower case if it had to be converted; the empty text if there is no such form. */
export function asciiDomain(domain: string): string {
  if (isAscii(domain)) return domain;
  const isTyped = domain.split('.').every((label) => unicodeLabel.test(label));
  // Normalisation would change it, so the mail would go to a domain that nobody typed.
  if (!isTyped || domain.normalize('NFKC') !== domain.normalize('NFC')) return '';
  // URL converts as UTS 46 says, and browsers know it too.
  const url = `http://${domain}/`;
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: '' };
  return hostname.split('.').every((label) => domainLabel.test(label)) ? hostname : '';
}

/**
 * The same for all spellings of an address: no mail service distinguishes them by case, although RFC 5321 section 2.4
 * allows it, and a domain is the same in Unicode and in ASCII.
 */
export function addressKey(address: string): string {
  return wireAddress(address).toLowerCase();
}

/** Whether the server has to support SMTPUTF8 (RFC 6531): the part before the @ has no other form. */
export function needsUtf8(address: string): boolean {
  return !isAscii(address.slice(0, address.lastIndexOf('@')));
}

function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  return /^[\u0000-\u007f]*$/.test(text);
}

/** Encoded only if it may be too long: a UTF-16 code unit has at most three octets. */
function isLonger(text: string, octets: number): boolean {
  return text.length * 3 > octets && new TextEncoder().encode(text).byteLength > octets;
}

function domainProblem(domain: string): string | undefined {
  const ascii = asciiDomain(domain);
  const isValid = ascii.length <= 253 && ascii.split('.').every((label) => domainLabel.test(label));
  return isValid ? undefined : l10n.t('The domain “{0}” is not valid.', domain);
}
