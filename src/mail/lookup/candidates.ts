import type { SrvRecord } from 'node:dns';
import * as l10n from '@vscode/l10n';
import { hostIn, isLoopback } from '../../model/account/hostName';
import type { FoundServer } from '../../model/lookup/discovery';
import { bare } from '../../model/lookup/knownHosts';
import { certificateText, type Probed, probeTroubleText, type ServerPlace } from '../../model/lookup/serverFacts';
import { type Dns, DnsSilence } from './dns';
import { isInner } from './innerAddress';
import { probe } from './serverProbe';

/** The submission ports of RFC 8314; tests use others. */
export interface UsualPorts {
  readonly implicitTls: number;
  readonly startTls: number;
}

/** Every host with both usual combinations of port and security. */
export function guesses(hosts: readonly string[], ports: UsualPorts): readonly ServerPlace[] {
  return [...new Set(hosts)].flatMap((host) => [
    { host, port: ports.implicitTls, security: 'implicitTls' as const },
    { host, port: ports.startTls, security: 'startTls' as const },
  ]);
}

interface CheckParts {
  readonly dns: Dns;
  readonly ca: readonly string[];
  readonly timeoutMs: number;
  /** The host that the user typed, who may mean this computer. */
  readonly given: string;
}

/**
 * The same servers, each asked with TLS and EHLO, and the number of those for which DNS did not answer. Never rejects.
 */
export async function checkedServers(
  servers: readonly FoundServer[],
  parts: CheckParts,
  signal: AbortSignal,
): Promise<{ readonly servers: readonly FoundServer[]; readonly silence: number }> {
  let silence = 0;
  const checked = await Promise.all(
    servers.map(async (server): Promise<FoundServer> => {
      try {
        return { ...server, check: await check(server, parts, signal) };
      } catch (error) {
        if (error instanceof DnsSilence) silence++;
        const detail = signal.aborted ? l10n.t('It took too long.') : l10n.t('DNS does not answer.');
        return { ...server, check: { state: 'bad', detail } };
      }
    }),
  );
  return { servers: checked, silence };
}

async function check(
  server: FoundServer,
  { dns, ca, timeoutMs, given }: CheckParts,
  signal: AbortSignal,
): Promise<FoundServer['check']> {
  // Proton Mail Bridge, in our own list of providers, is on this computer.
  const isTrusted = server.host === given || server.source === 'mx';
  const addresses = await (isTrusted ? dns.addresses(server.host, signal) : dns.outerAddresses(server.host, signal));
  const [first] = [...addresses].sort((one, other) => one.family - other.family);
  if (first === undefined) return { state: 'bad', detail: l10n.t('There is no host {0}.', server.host) };
  const probed = await probe(server, first.address, { ca, timeoutMs, signal });
  return checkWords(server, probed);
}

function checkWords(place: ServerPlace, probed: Probed): FoundServer['check'] {
  if (!probed.ok) return { state: 'bad', detail: probeTroubleText(place, probed.trouble, probed.detail) };
  const { tls, capabilities } = probed.facts;
  const trouble = tls === undefined ? '' : certificateText(place.host, tls);
  if (trouble !== '') {
    // The certificate of Proton Mail Bridge is self-signed, and its preset says what to do.
    return { state: isLoopback(place.host) ? 'good' : 'bad', detail: trouble };
  }
  const version = (tls?.version ?? '').replace('TLSv', 'TLS ');
  return capabilities.signIns.length === 0
    ? { state: 'good', detail: l10n.t('Answers with {0}; offers no sign-in.', version) }
    : { state: 'good', detail: l10n.t('Answers with {0}; sign-in: {1}.', version, capabilities.signIns.join(', ')) };
}

/** The ports that a server named by others may have: those of submission, and the usual way around a blocked one. */
export const usualMailPorts: MailPorts = new Set([25, 465, 587, 2525]);

/** Tests have other ports. */
export type MailPorts = Pick<ReadonlySet<number>, 'has'>;

interface RecordParts {
  readonly dns: Dns;
  readonly mailPorts: MailPorts;
}

/** Maximum number of servers offered for one kind of record. */
const maxServers = 2;

/**
 * The outgoing servers that a domain names in DNS: those with implicit TLS (RFC 8314 section 5.1) before those with
 * STARTTLS (RFC 6186 section 3.1). Throws `DnsSilence` if neither question was answered.
 */
export async function serviceRecords(
  { dns, mailPorts }: RecordParts,
  domain: string,
  signal: AbortSignal,
): Promise<readonly ServerPlace[]> {
  const [implicit, startTls] = await Promise.allSettled([
    dns.srv(`_submissions._tcp.${domain}`, signal),
    dns.srv(`_submission._tcp.${domain}`, signal),
  ]);
  if (implicit.status === 'rejected' && startTls.status === 'rejected') throw implicit.reason;
  return [
    ...places(implicit.status === 'fulfilled' ? implicit.value : [], 'implicitTls', mailPorts),
    ...places(startTls.status === 'fulfilled' ? startTls.value : [], 'startTls', mailPorts),
  ];
}

/** Sorted by priority number, then by descending weight (RFC 2782). A target of "." means: not offered here. */
export function places(
  records: readonly SrvRecord[],
  security: ServerPlace['security'],
  mailPorts: MailPorts,
): readonly ServerPlace[] {
  return [...records]
    .sort((one, other) => one.priority - other.priority || other.weight - one.weight)
    .map(({ name, port }) => ({ host: serverName(name), port, security }))
    .filter(({ host, port }) => mailPorts.has(port) && host !== '')
    .slice(0, maxServers);
}

/** A server named by the network, as it is looked up; the empty text if it is none, or means this computer. */
export function serverName(text: string): string {
  const host = bare(hostIn(text));
  return isInner(host) ? '' : host;
}
