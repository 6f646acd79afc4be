import * as l10n from '@vscode/l10n';

/** RFC 5321 section 4.5.3.1: the octets that a local part and a whole path may have. */
const longestLocalPart = 64;
const longestAddress = 254;

/**
 * RFC 5322 `dot-atom`, with the letters, marks and digits of all scripts (RFC 6532), and none of Unicode's other
 * characters. Quoted local parts are left out: no provider gives them and parsers disagree on them.
 */
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\p{L}\\p{M}\\p{N}-]+";
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u');
const domainLabel = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** A label of an internationalised domain as it is typed; whether it is one shows when it is turned into ASCII. */
const unicodeLabel = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/**
 * Why a text is not one bare mail address, in a sentence, or `undefined` when it is.
 * Stricter than any mail library on purpose: they read `"a, b@c.fr"` or `Name <a@b.fr>` as something to repair,
 * and a repaired address is one that nobody checked.
 */
export function addressProblem(text: string): string | undefined {
  if (text === '') return l10n.t('Enter an email address.');
  // eslint-disable-next-line no-control-regex -- control characters are just what must not pass
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text))
    return l10n.t('An email address holds no line breaks or control characters.');
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
  // Not composed it would look like another address, and full-width letters like plain ones.
  if (!localPart.test(local) || local !== local.normalize('NFKC')) return l10n.t('The part before the @ is not valid.');
  const domainError = domainProblem(domain);
  if (domainError !== undefined) return domainError;
  if (!domain.includes('.') && domain.toLowerCase() !== 'localhost') {
    return l10n.t('The domain “{0}” is incomplete; it needs a dot, such as example.com.', domain);
  }
  return undefined;
}

/** Why an address cannot stand where only ASCII and a domain can, in a sentence; else what `addressProblem` says. */
export function plainAddressProblem(text: string): string | undefined {
  const problem = addressProblem(text);
  if (problem !== undefined || !needsUtf8(text)) return problem;
  return l10n.t('Here the part before the @ may hold unaccented letters and digits only; enter another address.');
}

/** Whether a text is one bare mail address. */
export function isAddress(text: string): boolean {
  return addressProblem(text) === undefined;
}

/** The domain of an address in lower case, or the empty text when there is none yet. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1 || address.length).toLowerCase();
}

/**
 * An address as it is said to servers: the domain in ASCII (A-labels, RFC 5890), the part before the @ as it is. Text
 * that is no address stays as it is.
 */
export function wireAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return address;
  const domain = asciiDomain(address.slice(at + 1));
  return domain === '' ? address : `${address.slice(0, at + 1)}${domain}`;
}

/** A domain in ASCII, in lower case where it was not; the empty text where there is no such form. */
export function asciiDomain(domain: string): string {
  if (isAscii(domain)) return domain;
  const isTyped = domain.split('.').every((label) => unicodeLabel.test(label));
  // What is mapped to something else would go to a domain that nobody typed.
  if (!isTyped || domain.normalize('NFKC') !== domain.normalize('NFC')) return '';
  // The form of URLs, which browsers know too (UTS 46).
  const url = `http://${domain}/`;
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: '' };
  return hostname.split('.').every((label) => domainLabel.test(label)) ? hostname : '';
}

/** Whether it takes a server that knows SMTPUTF8 (RFC 6531): there is no other form for what stands before the @. */
export function needsUtf8(address: string): boolean {
  return !isAscii(address.slice(0, address.lastIndexOf('@')));
}

function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  return /^[\u0000-\u007f]*$/.test(text);
}

/** Counted only where it may be so: a character has three octets at most for each of its code units. */
function isLonger(text: string, octets: number): boolean {
  return text.length * 3 > octets && new TextEncoder().encode(text).byteLength > octets;
}

function domainProblem(domain: string): string | undefined {
  const ascii = asciiDomain(domain);
  const isValid = ascii.length <= 253 && ascii.split('.').every((label) => domainLabel.test(label));
  return isValid ? undefined : l10n.t('The domain “{0}” is not valid.', domain);
}
