import * as l10n from '@vscode/l10n';
import { type DeliveryRow, rowOf } from './deliveryReport';
import { type DnsAnswer, isNullMx, type MailExchange, mxFacts, silentRow } from './dnsAnswer';

const row = rowOf('replies');

/**
 * Whether the domain that replies go to has an address of its own (RFC 5321 section 5.1: used if there is no MX
 * record).
 */
export function replyAddressRow(domain: string, answer: DnsAnswer<string>, hasMx: boolean): DeliveryRow {
  const topic = 'A / AAAA';
  if (answer.state === 'silent') return silentRow('replies', topic, answer.code);
  const { records } = answer;
  const facts = records.map((address) => `${domain}. ${address.includes(':') ? 'AAAA' : 'A'} ${address}`);
  if (records.length > 0)
    return row(topic, 'ok', l10n.t('{0} has the address {1}.', domain, records.slice(0, 3).join(', ')), '', facts);
  if (hasMx)
    return row(topic, 'ok', l10n.t('{0} has no address of its own, and needs none beside its MX record.', domain));
  return row(
    topic,
    'problem',
    l10n.t('{0} has no address.', domain),
    l10n.t('Ask the administrator of {0} for an A record.', domain),
  );
}

/** Whether replies find a mail server. */
export function replyMxRow(domain: string, answer: DnsAnswer<MailExchange>): DeliveryRow {
  const topic = 'MX';
  if (answer.state === 'silent') return silentRow('replies', topic, answer.code);
  const { records } = answer;
  const facts = mxFacts(domain, records);
  if (isNullMx(records)) {
    const advice = l10n.t('Set a Reply-To address of a domain that receives mail.');
    return row(
      topic,
      'problem',
      l10n.t('{0} says that it receives no mail (null MX): answers are lost.', domain),
      advice,
      facts,
    );
  }
  if (records.length === 0) {
    const advice = l10n.t(
      'Ask the administrator of {0} for an MX record that names the server which receives its mail.',
      domain,
    );
    return row(topic, 'warning', l10n.t('{0} has no MX record.', domain), advice);
  }
  const names = records.slice(0, 3).map(({ exchange }) => exchange);
  return row(topic, 'ok', l10n.t('Answers to {0} are received by {1}.', domain, names.join(', ')), '', facts);
}

/**
 * Whether the mail server accepts connections on its port for mail from others.
 * @param reached whether this computer could connect
 */
export function receivingRow(exchange: string, reached: boolean, port: number): DeliveryRow {
  const topic = l10n.t('Port {0}', String(port));
  const place = `${exchange}:${String(port)}`;
  if (reached) return row(topic, 'ok', l10n.t('{0} takes connections.', place));
  const advice = l10n.t(
    'Many networks block this port for everyone but mail servers. Ask the administrator of {0} whether it is open to the internet.',
    exchange,
  );
  return row(topic, 'unknown', l10n.t('{0} cannot be reached from this computer.', place), advice);
}
