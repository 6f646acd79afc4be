import * as l10n from '@vscode/l10n';
import type { Account } from '../account/account';
import { needsUtf8 } from '../account/address';
import { securityWords } from '../account/security';
import { type DeliveryRow, rowOf } from './deliveryReport';
import { type DnsAnswer, silentRow } from './dnsAnswer';
import {
  certificateText,
  type Probed,
  probeTroubleText,
  type ServerFacts,
  type ServerPlace,
  type TlsFacts,
} from './serverFacts';

const day = 86_400_000;
/** A certificate that ends in fewer days than this is worth a warning: automatic renewals happen earlier. */
const soon = 14;

const row = rowOf('server');

/** Whether the name of the server resolves. */
export function hostRow(host: string, answer: DnsAnswer<string>): DeliveryRow {
  const topic = l10n.t('Name');
  if (answer.state === 'silent') return silentRow('server', topic, answer.code);
  const { records } = answer;
  if (records.length === 0)
    return row(
      topic,
      'problem',
      l10n.t('There is no host {0}.', host),
      l10n.t('Check the spelling of the server, or press Find settings.'),
    );
  return row(topic, 'ok', l10n.t('{0} has the address {1}.', host, records.slice(0, 4).join(', ')));
}

/**
 * Whether one address of the server answers as a mail server.
 * @param others whether another address works, and which other ports of this host do
 */
export function connectionRow(
  place: ServerPlace,
  address: string,
  probed: Probed,
  others: { readonly works: boolean; readonly alternatives: readonly ServerPlace[] },
): DeliveryRow {
  const topic = address.includes(':') ? 'IPv6' : 'IPv4';
  if (probed.ok) {
    const { connectTime } = probed.facts;
    return row(
      topic,
      'ok',
      l10n.t('{0}, port {1}: connected after {2} ms.', address, String(place.port), String(connectTime)),
    );
  }
  const { trouble, detail } = probed;
  const sentence = probeTroubleText({ ...place, host: address }, trouble, detail);
  if (others.works)
    return row(
      topic,
      'warning',
      sentence,
      l10n.t('Another address of the server answers, so mails go out; they may take longer.'),
    );
  const [first] = others.alternatives;
  const advice =
    first === undefined
      ? l10n.t(
          'Check port and security, or ask your network administrator whether outgoing connections to port {0} are blocked.',
          String(place.port),
        )
      : l10n.t(
          'Port {0} of this server answers: use it with {1}.',
          String(first.port),
          securityWords(first.security).label,
        );
  return row(topic, 'problem', sentence, advice);
}

/** What a server shows and offers without sign-in. */
export function serverRows(account: Account, { tls, capabilities }: ServerFacts, now: number): readonly DeliveryRow[] {
  const { keywords } = capabilities;
  const facts = keywords.length === 0 ? [] : [`EHLO: ${keywords.join(' ')}`];
  return [
    tls === undefined ? plainRow() : tlsRow(tls),
    ...(tls === undefined ? [] : [certificateRow(account.host, tls, now)]),
    signInRow(account, capabilities.signIns),
    sizeRow(capabilities.size),
    extensionsRow(keywords, facts),
    ...missingRows(account, keywords),
  ];
}

function plainRow(): DeliveryRow {
  return row('TLS', 'warning', l10n.t('The connection is not encrypted, as set in the account.'));
}

function tlsRow({ version }: TlsFacts): DeliveryRow {
  return row('TLS', 'ok', l10n.t('The connection is encrypted with {0}.', version.replace('TLSv', 'TLS ')));
}

function certificateRow(host: string, tls: TlsFacts, now: number): DeliveryRow {
  const topic = l10n.t('Certificate');
  const until = Number.isNaN(tls.until) ? '' : new Date(tls.until).toISOString().slice(0, 10);
  const facts = [
    l10n.t('names: {0}', tls.names.join(', ')),
    l10n.t('issuer: {0}', tls.issuer),
    l10n.t('valid until: {0}', until),
  ];
  if (tls.trouble !== '') {
    const advice =
      tls.trouble === 'certificateName'
        ? l10n.t(
            'Enter the server by one of these names, or ask its administrator for a certificate with {0} in it.',
            host,
          )
        : tls.trouble === 'certificateExpired'
          ? l10n.t('Check the date of this computer; if it is right, ask the administrator of the server to renew it.')
          : l10n.t(
              'Add the authority that signed it to the certificates that this computer trusts, or ask the administrator of the server.',
            );
    return row(topic, 'problem', certificateText(host, tls), advice, facts);
  }
  const days = Math.floor((tls.until - now) / day);
  if (days < soon) {
    const advice = l10n.t('Remind the administrator of the server to renew it.');
    return row(topic, 'warning', l10n.t('The certificate ends on {0}.', until), advice, facts);
  }
  return row(topic, 'ok', l10n.t('The certificate is made out to {0} and valid until {1}.', host, until), '', facts);
}

function signInRow({ authentication, authMethod }: Account, offered: readonly string[]): DeliveryRow {
  const topic = l10n.t('Sign-in');
  const names = offered.join(', ');
  if (!authentication) {
    return offered.length === 0
      ? row(topic, 'ok', l10n.t('The server offers no sign-in, and the account wants none.'))
      : row(
          topic,
          'warning',
          l10n.t('The server offers sign-in ({0}), and the account does not sign in.', names),
          l10n.t('Switch SMTP authentication on if mails are refused.'),
        );
  }
  const known = authMethod === 'automatic' ? ['PLAIN', 'LOGIN', 'CRAM-MD5'] : [authMethod];
  if (offered.some((name) => known.includes(name))) return row(topic, 'ok', l10n.t('The server offers {0}.', names));
  if (offered.length === 0)
    return row(
      topic,
      'problem',
      l10n.t('The server offers no sign-in.'),
      l10n.t('Check that port and security are those for sending: 465 with Implicit TLS, or 587 with STARTTLS.'),
    );
  return row(
    topic,
    'problem',
    l10n.t('The server offers only {0}, which the account does not use.', names),
    l10n.t('Set the authentication method to Automatic, or ask the provider how programs sign in.'),
  );
}

function sizeRow(size: number | undefined): DeliveryRow {
  const topic = l10n.t('Largest mail');
  if (size === undefined) return row(topic, 'ok', l10n.t('The server names no limit.'));
  const sentence = l10n.t(
    'The server takes mails of up to {0} MB.',
    (size / 1_048_576).toFixed(size < 10_485_760 ? 1 : 0),
  );
  // A mail with the end of an output has a few hundred kilobytes at most, one with the whole output attached less
  // than this limit.
  return size < 2_097_152
    ? row(topic, 'warning', sentence, l10n.t('Mails with long output may be refused.'))
    : row(topic, 'ok', sentence);
}

/** The extensions that make a difference to our mails. None of them is required. */
function extensionsRow(keywords: readonly string[], facts: readonly string[]): DeliveryRow {
  const wanted = ['8BITMIME', 'PIPELINING', 'CHUNKING', 'SMTPUTF8', 'DSN', 'ENHANCEDSTATUSCODES'];
  const there = wanted.filter((word) => keywords.includes(word));
  const topic = l10n.t('Extensions');
  return there.length === 0
    ? row(
        topic,
        'ok',
        l10n.t('The server offers none of those that make sending faster; mails go out all the same.'),
        '',
        facts,
      )
    : row(topic, 'ok', l10n.t('The server offers {0}.', there.join(', ')), '', facts);
}

/** What the account needs and the server does not offer. */
function missingRows(account: Account, keywords: readonly string[]): readonly DeliveryRow[] {
  const rows: DeliveryRow[] = [];
  const beyondAscii = [account.fromAddress, ...account.recipients].filter(needsUtf8);
  if (beyondAscii.length > 0 && !keywords.includes('SMTPUTF8'))
    rows.push(
      row(
        l10n.t('Addresses'),
        'problem',
        l10n.t('The server offers no SMTPUTF8, which {0} takes.', beyondAscii.join(', ')),
        l10n.t('Enter an address of unaccented letters and digits before the @.'),
      ),
    );
  if (account.deliveryReports !== 'none' && !keywords.includes('DSN'))
    rows.push(
      row(
        l10n.t('Delivery reports'),
        'warning',
        l10n.t('The server offers no delivery reports (DSN): it sends what it always sends.'),
      ),
    );
  return rows;
}

/** How many mails a day the provider is known to allow. */
export function limitRow(label: string, mailsPerDay: number): DeliveryRow {
  return row(
    l10n.t('Limit'),
    'ok',
    l10n.t('{0} is known to let out about {1} mails a day.', label, String(mailsPerDay)),
  );
}
