import * as l10n from '@vscode/l10n';
import { type Area, type DeliveryRow, rowOf } from './deliveryReport';

/** The DNS's answer to a query: its records, perhaps none, or no answer at all. */
export type DnsAnswer<Record> =
  | { readonly state: 'known'; readonly records: readonly Record[] }
  | { readonly state: 'silent'; readonly code: string };

/** A mail server of a domain, from its MX record. */
export interface MailExchange {
  readonly exchange: string;
  readonly priority: number;
}

/** The row for a query that the DNS did not answer. */
export function silentRow(area: Area, topic: string, code: string): DeliveryRow {
  const advice = l10n.t('Try again in another network, or name a DNS server in the setting mailWhenDone.dnsServers.');
  return rowOf(area)(topic, 'unknown', l10n.t('The DNS did not answer ({0}).', code), advice);
}

/** MX records in the format of a zone file. */
export function mxFacts(domain: string, records: readonly MailExchange[]): readonly string[] {
  return records.map(
    ({ exchange, priority }) => `${domain}. MX ${String(priority)} ${exchange === '' ? '' : exchange}.`,
  );
}

/** RFC 7505: the domain receives no mail. */
export function isNullMx(records: readonly MailExchange[]): boolean {
  return records.length > 0 && records.every(({ exchange }) => exchange === '' || exchange === '.');
}
