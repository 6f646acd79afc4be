import * as l10n from '@vscode/l10n';
import { asciiDomain } from './address';
import { bareText, invisibleProblem } from './bareText';

const label = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
const ipv4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const ipv6 = /^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*$/;

/**
 * A host that was typed, copied or read, as it is looked up: bare, names of other scripts in ASCII (A-labels, RFC
 * 5890), an IPv6 address without its brackets. A text that is no host is returned bare, for `hostProblem` to name
 * what is wrong.
 */
export function asciiHost(typed: string): string {
  const text = bareText(typed);
  const address = /^\[([0-9A-Fa-f:.]+)\]$/.exec(text)?.[1];
  if (address !== undefined) return address;
  // The full stops of other scripts (RFC 3490 section 3.1).
  const dotted = text.replaceAll(/[\u3002\uFF0E\uFF61]/g, '.');
  // The root of the DNS may be named behind.
  return asciiDomain(dotted) || asciiDomain(dotted.replace(/\.$/, '')) || text;
}

/** The host that a text names, in lower case and as it is looked up; the empty text if it names none. */
export function hostIn(text: string): string {
  const host = asciiHost(text);
  return hostProblem(host) === undefined ? host.toLowerCase() : '';
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

/**
 * Whether an IP address is reached without the internet: this computer, or its local network (RFC 1918, RFC 3927,
 * RFC 4193, RFC 4291 section 2.5.6). A text that is no address is none.
 */
export function isLocalAddress(text: string): boolean {
  const address = text
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '');
  if (address === '::1') return true;
  if (!ipv4.test(address)) return ipv6.test(address) && /^(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/.test(address);
  const [first = 0, second = 0] = address.split('.').map(Number);
  return (
    first === 10 ||
    first === 127 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254)
  );
}

/** Whether a host may be in the local network: only a look-up shows where a name leads. */
export function mayBeLocal(host: string): boolean {
  return isLocalAddress(host) || !(ipv4.test(host) || ipv6.test(host));
}

/** The name for EHLO in a text: a domain in ASCII or an address in brackets (RFC 5321 sections 4.1.1.1 and 4.1.3). */
export function ehloName(text: string): string {
  const typed = bareText(text);
  const bracketed = /^\[(?:IPv6:)?(.+)\]$/i.exec(typed)?.[1];
  const host = asciiHost(bracketed ?? typed);
  if (ipv4.test(host)) return `[${host}]`;
  if (ipv6.test(host)) return `[IPv6:${host}]`;
  return bracketed === undefined ? host : typed;
}

/** Why a name cannot be used in EHLO, or `undefined`. */
export function ehloProblem(name: string): string | undefined {
  const [, address = ''] = /^\[(?:IPv6:)?(.+)\]$/.exec(name) ?? [];
  return hostProblem(ipv4.test(address) || ipv6.test(address) ? address : name) === undefined
    ? undefined
    : l10n.t('Enter a domain name, such as laptop.example.com.');
}
