import { isLoopback } from './hostName';

/** A proxy that connects by HTTP CONNECT (RFC 9110 section 9.3.6), `https` over TLS, or by SOCKS (RFC 1928). */
export interface Proxy {
  readonly kind: 'http' | 'https' | 'socks4' | 'socks5';
  readonly host: string;
  readonly port: number;
  /** Empty if the proxy asks for none. */
  readonly username: string;
  readonly password: string;
}

/** The editor's proxy settings as a page shows them, so without the password. */
export interface ProxyStatus {
  /** `unusable`: the value of `http.proxy` is not the address of a proxy. */
  readonly state: 'set' | 'none' | 'off' | 'unusable';
  /** The proxy as `host:port`, or the empty text. */
  readonly name: string;
  /** Hosts that are reached directly. */
  readonly exceptions: readonly string[];
}

/** The settings of the editor and its environment. */
export interface ProxySettings {
  /** `http.proxySupport`. */
  readonly support: string;
  /** `http.proxy`. */
  readonly url: string;
  /** `http.noProxy`. */
  readonly exceptions: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The schemes that `http.proxy` may have, with their default ports. */
const kinds: Readonly<Record<string, readonly [Proxy['kind'], number]>> = {
  'http:': ['http', 80],
  'https:': ['https', 443],
  'socks:': ['socks5', 1080],
  'socks5:': ['socks5', 1080],
  'socks5h:': ['socks5', 1080],
  'socks4:': ['socks4', 1080],
  'socks4a:': ['socks4', 1080],
};

/** Reads the address of a proxy, such as http://user:password@proxy.example.com:8080; `undefined` if it is none. */
export function readProxy(text: string): Proxy | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const { protocol, hostname, port, username, password } = new URL(text.trim());
  const [kind, usualPort] = kinds[protocol] ?? [];
  if (kind === undefined || usualPort === undefined || hostname === '') return undefined;
  return {
    kind,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? usualPort : Number(port),
    username: decoded(username),
    password: decoded(password),
  };
}

/** A proxy as `host:port`, without user and password. */
export function proxyName({ host, port }: Proxy): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/**
 * The editor's proxy, looked up in the order of VS Code (`@vscode/proxy-agent`, `createProxyResolver`): the setting,
 * then these four environment variables. The system's own proxy settings are not available to extensions.
 */
export function proxyOf({ support, url, environment }: ProxySettings): Proxy | undefined {
  if (support === 'off') return undefined;
  return readProxy(url) ?? readProxy(variable(environment, 'https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'));
}

/** The proxy settings for a page. Entries of `http.noProxy` replace those of the environment. */
export function proxyStatusOf(settings: ProxySettings): ProxyStatus {
  const { support, url, environment } = settings;
  const listed =
    settings.exceptions.length > 0 ? settings.exceptions : variable(environment, 'no_proxy', 'NO_PROXY').split(',');
  const exceptions = listed.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
  const proxy = proxyOf(settings);
  if (proxy !== undefined) return { state: 'set', name: proxyName(proxy), exceptions };
  const state = support === 'off' ? 'off' : url.trim() === '' ? 'none' : 'unusable';
  return { state, name: '', exceptions };
}

/**
 * Whether a server is reached directly. An entry is a domain including its subdomains, optionally with a port, or `*`
 * for everything; servers on this computer never go through a proxy.
 */
export function isExempt(exceptions: readonly string[], host: string, port: number): boolean {
  const name = `.${host.toLowerCase()}`;
  return (
    isLoopback(host) ||
    exceptions.some((entry) => {
      const [domain = '', only] = entry.split(':', 2);
      if (entry === '*') return true;
      return (
        domain !== '' &&
        name.endsWith(domain.startsWith('.') ? domain : `.${domain}`) &&
        (!only || Number(only) === port)
      );
    })
  );
}

/** The first of these variables that is not empty. */
function variable(environment: ProxySettings['environment'], ...names: readonly string[]): string {
  return names.map((name) => environment[name] ?? '').find((value) => value !== '') ?? '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
