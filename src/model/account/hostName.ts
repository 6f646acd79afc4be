import * as l10n from '@vscode/l10n';
import { asciiDomain } from './address';
import { invisibleProblem } from './bareText';

const label = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
const ipv4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const ipv6 = /^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*$/;

/**
 * A host as it is looked up: names of other scripts in ASCII (A-labels, RFC 5890), an IPv6 address without its
 * brackets. A text that is no host is returned as it is.
 */
export function asciiHost(text: string): string {
  const address = /^\[([0-9A-Fa-f:.]+)\]$/.exec(text)?.[1];
  // The full stops of other scripts (RFC 3490 section 3.1).
  return address ?? (asciiDomain(text.replaceAll(/[\u3002\uFF0E\uFF61]/g, '.')) || text);
}

/** Why a text is not a host name or an IP address, in a sentence, or `undefined` if it is one. */
export function hostProblem(text: string): string | undefined {
  if (text === '') return l10n.t('Enter the name of the SMTP server, such as smtp.example.com.');
  const [blank] = /<\w+>/.exec(text) ?? [];
  if (blank === '<region>') return l10n.t('Replace “{0}” with the region of your account, such as eu-west-1.', blank);
  if (blank !== undefined) return l10n.t('Replace “{0}” with what your provider shows in its place.', blank);
  if (/^[a-z+]+:\/\//i.test(text))
    return l10n.t('Enter the host name alone, without “{0}”.', text.slice(0, text.indexOf('//') + 2));
  if (text.includes('@')) return l10n.t('This is an email address; enter the name of its SMTP server.');
  if (/^[^:]+:\d+$/.test(text)) return l10n.t('Enter the host name alone; the port has a field of its own.');
  const invisible = invisibleProblem(text);
  if (invisible !== undefined) return invisible;
  if (ipv4.test(text) || (ipv6.test(text) && URL.canParse(`http://[${text}]/`))) return undefined;
  if (/^[\d.]+$/.test(text) || ipv6.test(text)) return l10n.t('This IP address is not valid.');
  const labels = text.replace(/\.$/, '').split('.');
  if (text.length > 253 || !labels.every((one) => label.test(one))) return l10n.t('This host name is not valid.');
  return undefined;
}

/** Whether a host is this computer, so that nothing travels over a network (RFC 5735, RFC 4291, RFC 6761). */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    (ipv4.test(name) && name.startsWith('127.'))
  );
}

/** Why a text cannot be used in EHLO (RFC 5321 section 4.1.1.1: a domain or a bracketed address), or `undefined`. */
export function ehloProblem(text: string): string | undefined {
  const bare = /^\[(?:IPv6:)?(.+)\]$/i.exec(text)?.[1] ?? text;
  return hostProblem(bare) === undefined ? undefined : l10n.t('Enter a domain name, such as laptop.example.com.');
}
