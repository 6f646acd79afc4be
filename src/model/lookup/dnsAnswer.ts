import * as l10n from '@vscode/l10n';
import type { Area, DeliveryRow } from './deliveryReport';

/** What the DNS said to a question: the records, perhaps none, or nothing at all. */
export type DnsAnswer<Record> =
  | { readonly state: 'known'; readonly records: readonly Record[] }
  | { readonly state: 'silent'; readonly code: string };

/** A mail server of a domain, as its MX record has it. */
export interface MailExchange {
  readonly exchange: string;
  readonly priority: number;
}

/** The row for a question that the DNS did not answer. */
export function silentRow(area: Area, topic: string, code: string): DeliveryRow {
  return {
    area,
    topic,
    verdict: 'unknown',
    sentence: l10n.t('The DNS did not answer ({0}).', code),
    advice: l10n.t('Try again in another network, or name a DNS server in the setting mailWhenDone.dnsServers.'),
    facts: [],
  };
}

/** Records as they stand in a zone file. */
export function mxFacts(domain: string, records: readonly MailExchange[]): readonly string[] {
  return records.map(
    ({ exchange, priority }) => `${domain}. MX ${String(priority)} ${exchange === '' ? '' : exchange}.`,
  );
}

/** RFC 7505: the domain receives no mail. */
export function isNullMx(records: readonly MailExchange[]): boolean {
  return records.length > 0 && records.every(({ exchange }) => exchange === '' || exchange === '.');
}
