import type { MxRecord, SrvRecord } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLoopback } from '../model/host';

/** An IP address of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface DnsParts {
  /** Servers to ask instead of those of this computer, as `address` or `address:port`; none for those of this computer. */
  readonly servers?: () => readonly string[];
  /** Milliseconds for one question, all tries together. */
  readonly patience?: number;
}

/** The DNS gave no answer at all: not even that there is nothing of the name. */
export class DnsSilence extends Error {
  constructor(readonly code: string) {
    super(`No answer from DNS: ${code}`);
  }
}

/** Answers which say that there is nothing of that name or that kind; `EBADNAME`: there can be nothing. */
const nothing = new Set(['ENODATA', 'ENOTFOUND', 'ENONAME', 'EBADNAME', 'EAI_NODATA', 'EAI_NONAME']);

/** Questions to the DNS (RFC 1035). Each answers what there is, perhaps nothing, throws `DnsSilence`, or the reason of its signal. */
export class Dns {
  private readonly servers: () => readonly string[];
  private readonly patience: number;

  constructor({ servers = () => [], patience = 5_000 }: DnsParts = {}) {
    this.servers = servers;
    this.patience = patience;
  }

  /** The mail servers of a domain, the preferred first. An exchange that is empty is the null MX of RFC 7505. */
  async mx(domain: string, signal: AbortSignal): Promise<readonly MxRecord[]> {
    const found = await this.ask(signal, (resolver) => resolver.resolveMx(domain));
    return found.sort((one, other) => one.priority - other.priority);
  }

  /** The servers of a service (RFC 2782), as they came. */
  srv(name: string, signal: AbortSignal): Promise<readonly SrvRecord[]> {
    return this.ask(signal, (resolver) => resolver.resolveSrv(name));
  }

  /** The texts of a name, the parts of each put together (RFC 7208 section 3.3). */
  async txt(name: string, signal: AbortSignal): Promise<readonly string[]> {
    const found = await this.ask(signal, (resolver) => resolver.resolveTxt(name));
    return found.map((parts) => parts.join(''));
  }

  /**
   * The addresses of a host. The names of this computer are not looked up (RFC 6761 section 6.3). Without servers of its
   * own it asks as every program does, so that the hosts file and the names of a private network count.
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

  private ask<Record>(signal: AbortSignal, question: (resolver: Resolver) => Promise<Record[]>): Promise<Record[]> {
    // One resolver for each question: cancelling takes back all that one was asked.
    const resolver = new Resolver({ timeout: Math.max(1, Math.floor(this.patience / 3)), tries: 2 });
    const servers = this.servers();
    if (servers.length > 0) resolver.setServers(servers);
    return this.bounded(signal, () => resolver.cancel(), question(resolver));
  }

  private async bounded<Record>(signal: AbortSignal, cancel: () => void, asked: Promise<Record[]>): Promise<Record[]> {
    let stop = (): void => undefined;
    const ended = new Promise<never>((_resolve, reject) => {
      const timer = setTimeout(() => reject(new DnsSilence('ETIMEOUT')), this.patience);
      const abort = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      stop = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
    });
    try {
      return await Promise.race([asked, ended]);
    } catch (error) {
      asked.catch(() => undefined);
      cancel();
      if (signal.aborted || error instanceof DnsSilence) throw error;
      const { code = 'EUNKNOWN' } = error as NodeJS.ErrnoException;
      if (nothing.has(code)) return [];
      throw new DnsSilence(code);
    } finally {
      stop();
    }
  }
}

function valueOf<Value>(settled: PromiseSettledResult<Value[]>): Value[] {
  return settled.status === 'fulfilled' ? settled.value : [];
}
