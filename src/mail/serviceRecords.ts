import type { SrvRecord } from 'node:dns';
import { hostProblem, isLoopback } from '../model/host';
import { bare } from '../model/mailHosts';
import type { ServerPlace } from '../model/serverFacts';
import type { Dns } from './dns';

/** Servers of one kind that are worth offering. */
const most = 2;

/**
 * The servers to send through that a domain names in its DNS: those with TLS from the first byte (RFC 8314 section 5.1)
 * before those that switch to it (RFC 6186 section 3.1). Throws `DnsSilence` where neither question was answered.
 */
export async function serviceRecords(dns: Dns, domain: string, signal: AbortSignal): Promise<readonly ServerPlace[]> {
  const [implicit, startTls] = await Promise.allSettled([
    dns.srv(`_submissions._tcp.${domain}`, signal),
    dns.srv(`_submission._tcp.${domain}`, signal),
  ]);
  if (implicit.status === 'rejected' && startTls.status === 'rejected') throw implicit.reason;
  return [
    ...places(implicit.status === 'fulfilled' ? implicit.value : [], 'implicitTls'),
    ...places(startTls.status === 'fulfilled' ? startTls.value : [], 'startTls'),
  ];
}

/** The lowest priority number first, in it the greatest weight (RFC 2782). A target of "." says: not offered here. */
export function places(records: readonly SrvRecord[], security: ServerPlace['security']): readonly ServerPlace[] {
  return [...records]
    .sort((one, other) => one.priority - other.priority || other.weight - one.weight)
    .map(({ name, port }) => ({ host: bare(name), port, security }))
    .filter(({ host, port }) => port > 0 && isServerName(host))
    .slice(0, most);
}

/** Whether a name that came from the network may be offered: a host name, and not this very computer. */
export function isServerName(host: string): boolean {
  return host !== '' && hostProblem(host) === undefined && !isLoopback(host);
}
