import { get } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { ServerPlace } from '../../model/lookup/serverFacts';
import { coded } from '../smtp/connection';
import { leastTls, trustedCertificates } from '../smtp/smtpOptions';
import { serverName } from './candidates';
import type { Dns } from './dns';

export interface AutoconfigParts {
  readonly dns: Dns;
  readonly ca: readonly string[];
  /** The https port; tests use another one. */
  readonly port: number;
  /** Milliseconds for one file, redirects included. */
  readonly timeoutMs: number;
}

/** Bytes; the longest file in Thunderbird's database is a fifth of this. */
const longestFile = 65_536;
const maxRedirects = 3;

/**
 * The URLs where a domain may publish its settings. The address has a placeholder for its local part: nobody learns who
 * asks.
 */
export function ownAddresses(domain: string): readonly string[] {
  const placeholder = encodeURIComponent(`user@${domain}`);
  return [
    `https://autoconfig.${domain}/mail/config-v1.1.xml?emailaddress=${placeholder}`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=${placeholder}`,
  ];
}

/** The URL of a domain's settings in Thunderbird's database, which receives the domain and nothing else. */
export function databaseAddress(domain: string): string {
  return `https://autoconfig.thunderbird.net/v1.1/${encodeURIComponent(domain)}`;
}

/**
 * The file at an https URL, or `undefined` if there is none. Follows redirects to https at its usual port only, and
 * asks nothing of this computer. Rejects if it is unknown whether there is one.
 */
export async function fetchAutoconfig(
  address: string,
  parts: AutoconfigParts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(parts.timeoutMs)]);
  let next = new URL(address);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const { hostname } = next;
    if ((await parts.dns.outerAddresses(hostname, ending)).length === 0) return undefined;
    const answer = await read(next, parts, ending);
    if (answer.location === undefined) return answer.text;
    const target = URL.canParse(answer.location, next.href) ? new URL(answer.location, next) : undefined;
    if (target?.protocol !== 'https:' || target.port !== '') return undefined;
    if (target.username !== '' || target.password !== '') return undefined;
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
    dns.outerAddresses(host, signal).then(
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
      port,
      headers: { accept: 'text/xml, application/xml' },
      ca: [...trustedCertificates(), ...ca],
      minVersion: leastTls,
      rejectUnauthorized: true,
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

/** An outgoing server of an autoconfig file. */
export interface ConfiguredServer extends ServerPlace {
  readonly username: string;
  readonly oauthOnly: boolean;
}

/** The outgoing servers in a file of Thunderbird's format, in its order, without those that lack encryption. */
export async function readAutoconfig(xml: string, address: string): Promise<readonly ConfiguredServer[]> {
  // Entities could expand a small file to a huge one, and no honest file declares any.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) return [];
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    processEntities: false,
    parseTagValue: false,
    isArray: (name: string) => ['emailProvider', 'outgoingServer', 'authentication', 'username'].includes(name),
  });
  const config = child(
    attempted(() => parser.parse(xml) as unknown),
    'clientConfig',
  );
  const servers = list(child(config, 'emailProvider')).flatMap((one) => list(child(one, 'outgoingServer')));
  return servers.flatMap((server) => configured(server, address)).slice(0, 4);
}

function configured(server: unknown, address: string): ConfiguredServer[] {
  const at = address.lastIndexOf('@');
  const domain = { EMAILDOMAIN: address.slice(at + 1) };
  const whole = { ...domain, EMAILADDRESS: address, EMAILLOCALPART: address.slice(0, at) };
  // A host is looked up: with more than the domain in it, the DNS would learn who asks.
  const host = serverName(filled(textOf(child(server, 'hostname')), domain));
  const port = Number(textOf(child(server, 'port')));
  const security = securities[textOf(child(server, 'socketType')).toUpperCase()];
  const isSmtp = textOf(child(server, '@type')).toLowerCase() === 'smtp';
  if (!isSmtp || security === undefined || host === '') return [];
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return [];
  const username = filled(textOf(list(child(server, 'username'))[0]), whole);
  const methods = list(child(server, 'authentication')).map(textOf);
  const oauthOnly = methods.length > 0 && methods.every((method) => method.toUpperCase() === 'OAUTH2');
  return [{ host, port, security, username: isUsername(username) ? username : address, oauthOnly }];
}

const securities: Readonly<Record<string, ServerPlace['security']>> = { SSL: 'implicitTls', STARTTLS: 'startTls' };

/** Fills in these placeholders of the format; any other stays, and with it the text is neither host nor user name. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.trim().replace(/%([A-Z]+)%/g, (token, name: string) => values[name] ?? token);
}

function isUsername(text: string): boolean {
  return /^[^\s%\p{Cc}]{1,254}$/u.test(text);
}

function attempted(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function child(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** The text of an element; the parser keeps it under `#text` if the element has attributes. */
function textOf(value: unknown): string {
  const text = typeof value === 'object' ? child(value, '#text') : value;
  return typeof text === 'string' ? text : '';
}
