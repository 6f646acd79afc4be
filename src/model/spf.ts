import { bare, isWithin, site } from './mailHosts';

/** A record that says who may send for a domain (RFC 7208), as far as it is read here: its own terms, no included ones. */
export interface Spf {
  /** What becomes of senders that nothing else matches; `undefined` without `all`. */
  readonly all: 'pass' | 'fail' | 'softFail' | 'neutral' | undefined;
  readonly redirect: string | undefined;
  /** Domains that are included or whose addresses may send. */
  readonly names: readonly string[];
  /** IP addresses and networks. */
  readonly networks: readonly string[];
  /** Terms that cost the receiver a question to the DNS; more than ten make the record void (section 4.6.4). */
  readonly lookups: number;
}

const qualifiers = { '+': 'pass', '-': 'fail', '~': 'softFail', '?': 'neutral' } as const;

/** The texts that are SPF records, out of all texts of a domain (section 4.5). */
export function spfRecords(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /^v=spf1(?: |$)/i.test(text));
}

export function readSpf(record: string, domain: string): Spf {
  const names: string[] = [];
  const networks: string[] = [];
  let all: Spf['all'];
  let redirect: string | undefined;
  let lookups = 0;
  for (const term of record.trim().split(/\s+/).slice(1)) {
    const [, sign = '+', name = '', value = ''] = /^([+?~-])?([a-z0-9]+)(?:[:=/](.*))?$/i.exec(term) ?? [];
    const kind = name.toLowerCase();
    if (kind === 'all') all ??= qualifiers[sign as keyof typeof qualifiers];
    if (kind === 'redirect') redirect = value;
    if (['include', 'a', 'mx', 'ptr', 'exists', 'redirect'].includes(kind)) lookups++;
    // What may not send is of no help to whoever does.
    if (sign === '-') continue;
    if (kind === 'include' || kind === 'redirect') names.push(bare(value));
    if (kind === 'a' || kind === 'mx')
      names.push(bare(/^[^/]*[a-z]/i.test(value) ? (value.split('/')[0] ?? '') : domain));
    if (kind === 'ip4' || kind === 'ip6') networks.push(value);
  }
  return { all, redirect, names, networks, lookups };
}

/**
 * Whether a record seems to let a server send: it names the provider, its domain, or one of its addresses. False means that
 * it cannot be told: included records may name it, and what a server sends from is not always what it listens on.
 */
export function seemsToAllow(
  { names, networks }: Spf,
  host: string,
  addresses: readonly string[],
  provider: readonly string[],
): boolean {
  const isNamed = names.some(
    (name) => provider.some((one) => isWithin(name, one)) || (/[a-z]/i.test(host) && site(name) === site(host)),
  );
  return isNamed || networks.some((network) => addresses.includes(network.replace(/\/(?:32|128)$/, '')));
}
