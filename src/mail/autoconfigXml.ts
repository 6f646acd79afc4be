import { bare } from '../model/mailHosts';
import type { ServerPlace } from '../model/serverFacts';
import { isServerName } from './serviceRecords';

/** A server for sending as an autoconfig file names it. */
export interface ConfiguredServer extends ServerPlace {
  readonly username: string;
  readonly oauthOnly: boolean;
}

/** The servers for sending in a file of Thunderbird's format, in its order, those without encryption left out. */
export async function readAutoconfig(xml: string, address: string): Promise<readonly ConfiguredServer[]> {
  // Entities could make much of little, and no honest file declares any.
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
  const fill = (text: string): string => filled(text, address);
  const host = bare(fill(textOf(child(server, 'hostname'))));
  const port = Number(textOf(child(server, 'port')));
  const security = securities[textOf(child(server, 'socketType')).toUpperCase()];
  const isSmtp = textOf(child(server, '@type')).toLowerCase() === 'smtp';
  if (!isSmtp || security === undefined || !isServerName(host)) return [];
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return [];
  const username = fill(textOf(list(child(server, 'username'))[0]));
  const methods = list(child(server, 'authentication')).map(textOf);
  const oauthOnly = methods.length > 0 && methods.every((method) => method.toUpperCase() === 'OAUTH2');
  return [{ host, port, security, username: isUsername(username) ? username : address, oauthOnly }];
}

const securities: Readonly<Record<string, ServerPlace['security']>> = { SSL: 'implicitTls', STARTTLS: 'startTls' };

/** The placeholders of the format. They are filled in here: nothing of the address left this computer. */
function filled(text: string, address: string): string {
  const at = address.lastIndexOf('@');
  const values: Readonly<Record<string, string>> = {
    EMAILADDRESS: address,
    EMAILLOCALPART: address.slice(0, at),
    EMAILDOMAIN: address.slice(at + 1),
  };
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

/** The text of an element, which has a place of its own where the element has attributes. */
function textOf(value: unknown): string {
  const text = typeof value === 'object' ? child(value, '#text') : value;
  return typeof text === 'string' ? text : '';
}
