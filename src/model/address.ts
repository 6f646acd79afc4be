import * as l10n from '@vscode/l10n';

/** RFC 5321 section 4.5.3.1: the octets that a local part and a whole path may have. */
const longestLocalPart = 64;
const longestAddress = 254;

/** RFC 5322 `dot-atom`, ASCII. Quoted local parts are left out: no provider gives them and parsers disagree on them. */
const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainLabel = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

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
  if (/[^\u0020-\u007e]/.test(text)) {
    return l10n.t('Letters with accents are not supported in addresses; use the form that your provider shows.');
  }
  if (local.length > longestLocalPart || text.length > longestAddress) return l10n.t('This address is too long.');
  if (!localPart.test(local)) return l10n.t('The part before the @ is not valid.');
  const domainError = domainProblem(domain);
  if (domainError !== undefined) return domainError;
  if (!domain.includes('.') && domain.toLowerCase() !== 'localhost') {
    return l10n.t('The domain “{0}” is incomplete; it needs a dot, such as example.com.', domain);
  }
  return undefined;
}

/** Whether a text is one bare mail address. */
export function isAddress(text: string): boolean {
  return addressProblem(text) === undefined;
}

/** The domain of an address in lower case, or the empty text when there is none yet. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1 || address.length).toLowerCase();
}

function domainProblem(domain: string): string | undefined {
  const labels = domain.split('.');
  return labels.every((label) => domainLabel.test(label))
    ? undefined
    : l10n.t('The domain “{0}” is not valid.', domain);
}
