import * as l10n from '@vscode/l10n';
import { type DeliveryRow, rowOf, type RowVerdict } from './deliveryReport';
import { type DnsAnswer, isNullMx, type MailExchange, mxFacts, silentRow } from './dnsAnswer';
import { bare, isWithin, site } from './knownHosts';

/** What a domain asks receivers to do with mail in its name (RFC 7489 section 6.3). */
interface Dmarc {
  readonly policy: 'none' | 'quarantine' | 'reject' | undefined;
  /** Whether it names an address for reports. */
  readonly hasReports: boolean;
}

/** The DMARC records among the texts of a domain (RFC 7489 section 6.6.3). */
export function dmarcRecords(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));
}

/**
 * Reads a DMARC record.
 * @param inherited it is the record of the parent domain, whose `sp` applies to subdomains
 */
export function readDmarc(record: string, inherited: boolean): Dmarc {
  const tags = new Map(
    record.split(';').map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  const wanted = ((inherited ? tags.get('sp') : undefined) ?? tags.get('p') ?? '').toLowerCase();
  const policies = ['none', 'quarantine', 'reject'] as const;
  return { policy: policies.find((one) => one === wanted), hasReports: (tags.get('rua') ?? '') !== '' };
}

/** A record that says who may send for a domain (RFC 7208). Only its own terms are read, not the included ones. */
interface Spf {
  /** The result for senders that no other term matches; `undefined` without `all`. */
  readonly all: 'pass' | 'fail' | 'softFail' | 'neutral' | undefined;
  readonly redirect: string | undefined;
  /** Domains that are included, or whose addresses may send. */
  readonly names: readonly string[];
  /** IP addresses and networks. */
  readonly networks: readonly string[];
  /** Terms that cost the receiver a DNS query; more than ten invalidate the record (RFC 7208 section 4.6.4). */
  readonly lookups: number;
}

const qualifiers = { '+': 'pass', '-': 'fail', '~': 'softFail', '?': 'neutral' } as const;

/** The SPF records among the texts of a domain (RFC 7208 section 4.5). */
function spfRecords(texts: readonly string[]): readonly string[] {
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
    // Terms that forbid sending are of no use here.
    if (sign === '-') continue;
    if (kind === 'include' || kind === 'redirect') names.push(bare(value));
    if (kind === 'a' || kind === 'mx')
      names.push(bare(/^[^/]*[a-z]/i.test(value) ? (value.split('/')[0] ?? '') : domain));
    if (kind === 'ip4' || kind === 'ip6') networks.push(value);
  }
  return { all, redirect, names, networks, lookups };
}

/**
 * Whether a record seems to allow a server to send: it names the provider, its domain, or one of its addresses. False
 * means unknown: included records may name it, and a server may send from other addresses than it listens on.
 */
function seemsToAllow(
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

/** The server that mails of a domain go out through, as far as SPF is concerned. */
interface SendingServer {
  readonly host: string;
  readonly addresses: readonly string[];
  /** The names of its provider in SPF records. */
  readonly spf: readonly string[];
}

const row = rowOf('sender');

/** Whether bounces and replies can reach the domain. */
export function senderMxRow(
  domain: string,
  answer: DnsAnswer<MailExchange>,
  hasAddress: boolean | undefined,
): DeliveryRow {
  const topic = 'MX';
  if (answer.state === 'silent') return silentRow('sender', topic, answer.code);
  const { records } = answer;
  const facts = mxFacts(domain, records);
  if (isNullMx(records)) {
    const advice = l10n.t('Use a From address of a domain that receives mail: many servers refuse one that does not.');
    return row(topic, 'problem', l10n.t('{0} says that it receives no mail (null MX).', domain), advice, facts);
  }
  if (records.length > 0) {
    const names = records.slice(0, 3).map(({ exchange }) => exchange);
    return row(topic, 'ok', l10n.t('Mail for {0} is received by {1}.', domain, names.join(', ')), '', facts);
  }
  const advice = l10n.t(
    'Check the spelling of the From address, or ask the administrator of {0} for an MX record.',
    domain,
  );
  if (hasAddress === false)
    return row(topic, 'problem', l10n.t('{0} has neither an MX record nor an address.', domain), advice);
  return row(topic, 'warning', l10n.t('{0} has no MX record.', domain), advice);
}

/** Whether the domain allows the server to send for it. */
export function spfRow(domain: string, answer: DnsAnswer<string>, server: SendingServer): DeliveryRow {
  const topic = 'SPF';
  if (answer.state === 'silent') return silentRow('sender', topic, answer.code);
  const records = spfRecords(answer.records);
  const facts = records.map((record) => `${domain}. TXT "${record}"`);
  const say = (verdict: RowVerdict, sentence: string, advice = ''): DeliveryRow =>
    row(topic, verdict, sentence, advice, facts);
  const [record] = records;
  if (record === undefined) {
    const advice = l10n.t(
      'Ask the administrator of {0} for an SPF record that names the server which sends for it.',
      domain,
    );
    return say('warning', l10n.t('{0} has no SPF record.', domain), advice);
  }
  if (records.length > 1) {
    const advice = l10n.t('Have them joined into one: with several, none of them counts.');
    return say('problem', l10n.t('{0} has {1} SPF records.', domain, String(records.length)), advice);
  }
  const spf = readSpf(record, domain);
  if (spf.lookups > 10) {
    const advice = l10n.t('Have terms removed: with more than ten look-ups the record does not count.');
    return say('problem', l10n.t('The SPF record of {0} needs {1} look-ups.', domain, String(spf.lookups)), advice);
  }
  if (spf.all === 'pass') {
    const advice = l10n.t('Have “+all” replaced by “~all” or “-all”: it lets anybody send in the name of the domain.');
    return say('problem', l10n.t('The SPF record of {0} allows every sender.', domain), advice);
  }
  if (!seemsToAllow(spf, server.host, server.addresses, server.spf)) {
    const verdict = spf.all === 'fail' ? 'warning' : 'unknown';
    const sentence = l10n.t('Whether the SPF record of {0} covers {1} cannot be told from here.', domain, server.host);
    const advice = l10n.t(
      'Send a mail to an address of another provider and look for “spf=pass” in its headers; if it is missing, ask for the server to be added.',
    );
    return say(verdict, sentence, advice);
  }
  if (spf.all === undefined && spf.redirect === undefined) {
    const advice = l10n.t('Have “~all” or “-all” put at its end.');
    return say(
      'warning',
      l10n.t('The SPF record of {0} names the server, but says nothing of all others.', domain),
      advice,
    );
  }
  return say('ok', l10n.t('{0} has one SPF record, and it seems to cover {1}.', domain, server.host));
}

/** A DKIM key found under a selector. */
export interface DkimKey {
  readonly selector: string;
  readonly record: string;
}

/** Whether DKIM keys were found. Selectors cannot be listed, so finding none proves nothing. */
export function dkimRow(domain: string, answer: DnsAnswer<DkimKey>, tried: readonly string[]): DeliveryRow {
  const topic = 'DKIM';
  if (answer.state === 'silent') return silentRow('sender', topic, answer.code);
  const isKey = ({ record }: DkimKey): boolean => /(?:^|;)\s*(?:v\s*=\s*DKIM1|p\s*=)/i.test(record);
  const keys = answer.records.filter(isKey);
  const isRevoked = ({ record }: DkimKey): boolean => /(?:^|;)\s*p\s*=\s*(?:;|$)/i.test(record);
  const facts = keys.map(({ selector, record }) => `${selector}._domainkey.${domain}. TXT "${record}"`);
  const names = keys.filter((key) => !isRevoked(key)).map(({ selector }) => selector);
  if (names.length > 0) return row(topic, 'ok', l10n.t('Keys were found under {0}.', names.join(', ')), '', facts);
  const advice = l10n.t(
    'This is only a hint, since selectors cannot be listed. Send a mail to an address of another provider and look for “dkim=pass” in its headers; if it is missing, switch DKIM on with your provider.',
  );
  return row(topic, 'unknown', l10n.t('No key under the usual selectors ({0}).', tried.join(', ')), advice, facts);
}

/**
 * What the domain asks of receivers.
 * @param from the domain that has the record
 */
export function dmarcRow(domain: string, answer: DnsAnswer<string>, from: string): DeliveryRow {
  const topic = 'DMARC';
  if (answer.state === 'silent') return silentRow('sender', topic, answer.code);
  const records = dmarcRecords(answer.records);
  const facts = records.map((record) => `_dmarc.${from}. TXT "${record}"`);
  const [record] = records;
  if (record === undefined) {
    const advice = l10n.t(
      'Ask the administrator for one: “v=DMARC1; p=none” at _dmarc.{0} is a start. Large providers want it.',
      domain,
    );
    return row(topic, 'warning', l10n.t('{0} has no DMARC record.', domain), advice);
  }
  if (records.length > 1) {
    const advice = l10n.t('Have all but one removed: with several, none of them counts.');
    return row(topic, 'problem', l10n.t('{0} has {1} DMARC records.', from, String(records.length)), advice, facts);
  }
  const { policy } = readDmarc(record, from !== domain);
  switch (policy) {
    case undefined:
      return row(
        topic,
        'problem',
        l10n.t('The DMARC record of {0} has no valid policy.', from),
        l10n.t('Have “p=” set to none, quarantine or reject.'),
        facts,
      );
    case 'none':
      return row(topic, 'ok', l10n.t('{0} asks receivers to watch only (p=none).', from), '', facts);
    case 'quarantine':
      return row(
        topic,
        'ok',
        l10n.t('{0} asks receivers to put what fails SPF and DKIM into spam (p=quarantine).', from),
        '',
        facts,
      );
    case 'reject':
      return row(
        topic,
        'ok',
        l10n.t('{0} asks receivers to refuse what fails SPF and DKIM (p=reject).', from),
        '',
        facts,
      );
  }
}
