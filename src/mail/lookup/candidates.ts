import * as l10n from '@vscode/l10n';
import type { FoundServer } from '../model/discovery';
import { isLoopback } from '../model/host';
import { certificateText, probeTroubleText, type Probed, type ServerPlace } from '../model/serverFacts';
import { DnsSilence, type Dns } from './dns';
import { probe } from './serverProbe';

/** The ports that RFC 8314 has for sending, for tests to be others. */
export interface UsualPorts {
  readonly implicitTls: number;
  readonly startTls: number;
}

/** Every host with both usual pairs of port and security. */
export function guesses(hosts: readonly string[], ports: UsualPorts): readonly ServerPlace[] {
  return [...new Set(hosts)].flatMap((host) => [
    { host, port: ports.implicitTls, security: 'implicitTls' as const },
    { host, port: ports.startTls, security: 'startTls' as const },
  ]);
}

interface CheckParts {
  readonly dns: Dns;
  readonly ca: readonly string[];
  readonly patience: number;
}

/** The same servers, each asked with TLS and EHLO; and of how many of them the DNS said nothing. Rejects never. */
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
  { dns, ca, patience }: CheckParts,
  signal: AbortSignal,
): Promise<FoundServer['check']> {
  // Not looked up at all where it is this computer: Proton Mail Bridge need not run yet.
  const addresses = await dns.addresses(server.host, signal);
  const [first] = [...addresses].sort((one, other) => one.family - other.family);
  if (first === undefined) return { state: 'bad', detail: l10n.t('There is no host {0}.', server.host) };
  const probed = await probe(server, first.address, { ca, patience, signal });
  return words(server, probed);
}

function words(place: ServerPlace, probed: Probed): FoundServer['check'] {
  if (!probed.ok) return { state: 'bad', detail: probeTroubleText(place, probed.trouble, probed.detail) };
  const { tls, capabilities } = probed.facts;
  const trouble = tls === undefined ? '' : certificateText(place.host, tls);
  if (trouble !== '') {
    // The one of Proton Mail Bridge is self-signed and its preset says what to do.
    return { state: isLoopback(place.host) ? 'good' : 'bad', detail: trouble };
  }
  const version = (tls?.version ?? '').replace('TLSv', 'TLS ');
  return capabilities.signIns.length === 0
    ? { state: 'good', detail: l10n.t('Answers with {0}; offers no sign-in.', version) }
    : { state: 'good', detail: l10n.t('Answers with {0}; sign-in: {1}.', version, capabilities.signIns.join(', ')) };
}
