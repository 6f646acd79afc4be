import { isLoopback } from './host';

/** A proxy that connections are asked for: by HTTP CONNECT (RFC 9110 section 9.3.6), `https` over TLS, or by SOCKS (RFC 1928). */
export interface Proxy {
  readonly kind: 'http' | 'https' | 'socks4' | 'socks5';
  readonly host: string;
  readonly port: number;
  /** Empty where the proxy asks for none. */
  readonly username: string;
  readonly password: string;
}

/** What the editor is set to do about proxies. Holds no password: a page gets it. */
export interface ProxyStanding {
  /** `unusable`: what stands in `http.proxy` is not the address of a proxy. */
  readonly state: 'set' | 'none' | 'off' | 'unusable';
  /** The proxy as people read it, or the empty text. */
  readonly name: string;
  /** Hosts that are reached without it. */
  readonly exceptions: readonly string[];
}

/** What the editor and its environment say. */
export interface ProxySettings {
  /** `http.proxySupport`. */
  readonly support: string;
  /** `http.proxy`. */
  readonly url: string;
  /** `http.noProxy`. */
  readonly exceptions: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The schemes that `http.proxy` may have, with their usual ports. */
const kinds: Readonly<Record<string, readonly [Proxy['kind'], number]>> = {
  'http:': ['http', 80],
  'https:': ['https', 443],
  'socks:': ['socks5', 1080],
  'socks5:': ['socks5', 1080],
  'socks5h:': ['socks5', 1080],
  'socks4:': ['socks4', 1080],
  'socks4a:': ['socks4', 1080],
};

/** Reads the address of a proxy, such as http://user:password@proxy.example.com:8080; `undefined` where it is none. */
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

/** A proxy as people read it. Tells neither user nor password. */
export function proxyName({ host, port }: Proxy): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/**
 * The proxy of the editor in the order in which VS Code asks (`@vscode/proxy-agent`, `createProxyResolver`): the setting,
 * else the environment, of which it reads these four variables. What the system itself is set to no extension can learn.
 */
export function proxyOf({ support, url, environment }: ProxySettings): Proxy | undefined {
  if (support === 'off') return undefined;
  return readProxy(url) ?? readProxy(variable(environment, 'https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'));
}

/** What is to be known of it. Entries of `http.noProxy` take the place of those of the environment. */
export function proxyStandingOf(settings: ProxySettings): ProxyStanding {
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
 * Whether a server is reached without the proxy. An entry is a domain with all that is below it, perhaps with a port, or
 * `*` for everything; a server on this computer is never asked for through a proxy.
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

/** The first of these variables that holds anything. */
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
