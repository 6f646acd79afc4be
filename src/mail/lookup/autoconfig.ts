import type { LookupFunction } from 'node:net';
import { get } from 'node:https';
import { coded } from './connection';
import type { Dns } from './dns';
import { leastTls, trustedCertificates } from './smtpOptions';

export interface AutoconfigParts {
  readonly dns: Dns;
  readonly ca: readonly string[];
  /** The port of https, for tests. */
  readonly port: number;
  /** Milliseconds for one file, redirects and all. */
  readonly patience: number;
}

/** Bytes; the longest file in Thunderbird's database has a fifth of it. */
const longestFile = 65_536;
const mostRedirects = 3;

/** Where a domain may publish its settings. The address has a placeholder for its local part: nobody is told who asks. */
export function ownAddresses(domain: string): readonly string[] {
  const placeholder = encodeURIComponent(`user@${domain}`);
  return [
    `https://autoconfig.${domain}/mail/config-v1.1.xml?emailaddress=${placeholder}`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=${placeholder}`,
  ];
}

/** Where Thunderbird's database has the settings of a domain. It hears the domain and nothing else. */
export function databaseAddress(domain: string): string {
  return `https://autoconfig.thunderbird.net/v1.1/${encodeURIComponent(domain)}`;
}

/**
 * The file at an https address, or `undefined` where there is none. Redirects may lead to https only. Rejects where it is
 * not known whether there is one.
 */
export async function fetchAutoconfig(
  address: string,
  parts: AutoconfigParts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(parts.patience)]);
  let next = new URL(address);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const { hostname } = next;
    if ((await parts.dns.addresses(hostname, ending)).length === 0) return undefined;
    const answer = await read(next, parts, ending);
    if (answer.location === undefined) return answer.text;
    const target = URL.canParse(answer.location, next.href) ? new URL(answer.location, next) : undefined;
    if (target?.protocol !== 'https:' || target.username !== '' || target.password !== '') return undefined;
    next = target;
  }
  return undefined;
}

interface Answer {
  readonly text?: string;
  readonly location?: string;
}

function read(address: URL, { dns, ca, port }: AutoconfigParts, signal: AbortSignal): Promise<Answer> {
  const lookup: LookupFunction = (host, { all }, callback) => {
    dns.addresses(host, signal).then(
      (found) => {
        const [first] = found;
        if (first === undefined) callback(coded('No address', 'ENOTFOUND'), '', 4);
        else if (all === true) callback(null, [...found]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, '', 4),
    );
  };
  return new Promise((resolve, reject) => {
    const options = {
      port: address.port === '' ? port : address.port,
      headers: { accept: 'text/xml, application/xml' },
      ca: [...trustedCertificates(), ...ca],
      minVersion: leastTls,
      lookup,
      signal,
    };
    const request = get(address, options, (response) => {
      const { statusCode = 0, headers } = response;
      if (statusCode !== 200) {
        response.destroy();
        const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
        if (statusCode >= 500) reject(coded(`HTTP ${String(statusCode)}`, 'EHTTP'));
        else resolve(isRedirect && headers.location !== undefined ? { location: headers.location } : {});
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > longestFile) response.destroy(coded('Too long', 'ETOOLONG'));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ text: Buffer.concat(chunks).toString('utf8') }));
    });
    request.on('error', reject);
  });
}
