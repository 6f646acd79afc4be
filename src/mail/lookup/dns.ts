import type { MxRecord, SrvRecord } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLoopback } from '../../model/account/hostName';
import { unlessAborted } from '../../system/within';
import { isInner } from './innerAddress';

/** An IP address of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface DnsParts {
  /** Servers to ask, as `address` or `address:port`; none for those of this computer. */
  readonly servers?: () => readonly string[];
  /** Milliseconds for one query, all tries together. */
  readonly timeoutMs?: number;
  /** Names that lead to this computer although nobody typed them: those of the servers of tests. */
  readonly inner?: Pick<ReadonlySet<string>, 'has'>;
}

/**
 * Whether these servers are there to try something out: all on this computer, each on a port of its own. What they say
 * may lead to this computer too, where nobody else's answer may. A resolver of this computer has port 53.
 * @param servers each `address` or `address:port`, as the user has named them
 */
export function isTrial(servers: readonly string[]): boolean {
  const here = /^(?:127(?:\.\d{1,3}){3}|\[::1\]):(?!53$)\d{1,5}$/;
  return servers.length > 0 && servers.every((server) => here.test(server));
}

/** DNS did not answer at all, not even that the name does not exist. */
export class DnsSilence extends Error {
  constructor(readonly code: string) {
    super(`No answer from DNS: ${code}`);
  }
}

/** Codes of answers that there is no such name or no such record; `EBADNAME`: there can be none. */
const nothing = new Set(['ENODATA', 'ENOTFOUND', 'ENONAME', 'EBADNAME', 'EAI_NODATA', 'EAI_NONAME']);

/**
 * DNS queries (RFC 1035). Each returns the records, perhaps none, or throws `DnsSilence` or the reason of its signal.
 */
export class Dns {
  private readonly servers: () => readonly string[];
  private readonly timeoutMs: number;
  private readonly inner: Pick<ReadonlySet<string>, 'has'>;

  constructor({ servers = () => [], timeoutMs = 5_000, inner = new Set() }: DnsParts = {}) {
    this.servers = servers;
    this.timeoutMs = timeoutMs;
    this.inner = inner;
  }

  /** The mail servers of a domain, the preferred one first. An empty exchange is the null MX of RFC 7505. */
  async mx(domain: string, signal: AbortSignal): Promise<readonly MxRecord[]> {
    const found = await this.ask(signal, (resolver) => resolver.resolveMx(domain));
    return found.sort((one, other) => one.priority - other.priority);
  }

  /** The servers of a service (RFC 2782), unsorted. */
  srv(name: string, signal: AbortSignal): Promise<readonly SrvRecord[]> {
    return this.ask(signal, (resolver) => resolver.resolveSrv(name));
  }

  /** The TXT records of a name, the parts of each joined (RFC 7208 section 3.3). */
  async txt(name: string, signal: AbortSignal): Promise<readonly string[]> {
    const found = await this.ask(signal, (resolver) => resolver.resolveTxt(name));
    return found.map((parts) => parts.join(''));
  }

  /**
   * The addresses of a host. Names of this computer are not looked up (RFC 6761 section 6.3). Without `servers` it asks
   * the system's resolver, so that the hosts file and names of a private network count.
   */
  async addresses(host: string, signal: AbortSignal): Promise<readonly HostAddress[]> {
    const version = isIP(host);
    if (version !== 0) return [{ address: host, family: version === 4 ? 4 : 6 }];
    if (isLoopback(host)) return [{ address: '127.0.0.1', family: 4 }];
    if (this.servers().length === 0) {
      const found = await this.bounded(signal, () => undefined, lookup(host, { all: true, order: 'verbatim' }));
      return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
    }
    const [four, six] = await Promise.allSettled([
      this.ask(signal, (resolver) => resolver.resolve4(host)),
      this.ask(signal, (resolver) => resolver.resolve6(host)),
    ]);
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
    return [
      ...valueOf(four).map((address) => ({ address, family: 4 as const })),
      ...valueOf(six).map((address) => ({ address, family: 6 as const })),
    ];
  }

  /**
   * The addresses of a host that nobody typed, as far as others may lead us there: neither this computer nor its own
   * link.
   */
  async outerAddresses(host: string, signal: AbortSignal): Promise<readonly HostAddress[]> {
    const found = await this.addresses(host, signal);
    return this.inner.has(host) ? found : found.filter(({ address }) => !isInner(address));
  }

  private ask<Record>(signal: AbortSignal, question: (resolver: Resolver) => Promise<Record[]>): Promise<Record[]> {
    // One resolver for each query: `cancel` ends all queries of a resolver.
    const resolver = new Resolver({ timeout: Math.max(1, Math.floor(this.timeoutMs / 3)), tries: 2 });
    const servers = this.servers();
    if (servers.length > 0) resolver.setServers(servers);
    return this.bounded(signal, () => resolver.cancel(), question(resolver));
  }

  private async bounded<Record>(signal: AbortSignal, cancel: () => void, asked: Promise<Record[]>): Promise<Record[]> {
    const late = AbortSignal.timeout(this.timeoutMs);
    try {
      return await unlessAborted(asked, AbortSignal.any([signal, late]));
    } catch (error) {
      cancel();
      if (signal.aborted) throw error;
      if (late.aborted) throw new DnsSilence('ETIMEOUT');
      const { code = 'EUNKNOWN' } = error as NodeJS.ErrnoException;
      if (nothing.has(code)) return [];
      throw new DnsSilence(code);
    }
  }
}

function valueOf<Value>(settled: PromiseSettledResult<Value[]>): Value[] {
  return settled.status === 'fulfilled' ? settled.value : [];
}
