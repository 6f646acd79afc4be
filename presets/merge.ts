// Makes the rows of presets.json from a base in the form of the ISPDB and our reviewed overlay. Pure; rebuild.ts runs
// it.
import { presetGroups, type PresetRow } from '../src/model/provider/preset';

/**
 * What the ISPDB knows of a server. `%EMAILDOMAIN%`, `%EMAILADDRESS%` and `%EMAILLOCALPART%` stand for parts of the
 * address.
 */
export interface BaseServer {
  readonly hostname: string;
  readonly socketType: string;
  readonly username: string;
  readonly port: number;
  readonly auth: readonly string[];
}

export interface BaseProvider {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly smtp: readonly BaseServer[];
  readonly imap: readonly BaseServer[];
}

export interface Base {
  readonly source: string;
  readonly providers: readonly BaseProvider[];
}

/** A value that somebody looked up: where, and on which day. */
export interface OverlayField {
  readonly value: unknown;
  readonly source: string;
  readonly checkedOn: string;
  /**
   * What the base said as this was reviewed; needed where it says something else, so that a change there is noticed.
   */
  readonly insteadOf?: unknown;
}

export interface OverlayEntry {
  readonly id: string;
  /** A domain of the provider in the base that this is about; without it the base knows nothing of it. */
  readonly base?: string;
  readonly fields: Readonly<Record<string, OverlayField>>;
}

export interface Overlay {
  readonly providers: readonly OverlayEntry[];
}

/** What stands in the file itself, since a JSON file has no comments. */
const notice =
  'Made from server facts of the Thunderbird ISPDB (github.com/thunderbird/autoconfig) and our own overlay. This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.';

type Row = { -readonly [Key in keyof PresetRow]: PresetRow[Key] };

/** The order of the keys in a row, so that the file is the same whatever the order in its sources. */
const keys: readonly (keyof PresetRow)[] = [
  ...(['id', 'name', 'group', 'domains', 'smtp', 'imap', 'user', 'imapUser', 'signIn', 'password', 'page'] as const),
  ...(['groups', 'help', 'mailsPerDay', 'mailsPerMinute', 'recipientsPerMail', 'megabytes'] as const),
  ...(['ownDomainHost', 'notes'] as const),
];

/**
 * The rows, group by group and in each in the order of the overlay, those of no group by name; and what a person has to
 * look at before they may ship: without complaints the rows are good.
 */
export function merge(base: Base, overlay: Overlay): { rows: readonly PresetRow[]; complaints: readonly string[] } {
  const complaints: string[] = [];
  const left = new Set(base.providers);
  const reviewed = overlay.providers.map((entry) => {
    const found = base.providers.find(({ domains }) => entry.base !== undefined && domains.includes(entry.base));
    if (entry.base !== undefined && found === undefined) complaints.push(`${entry.id}: nobody has ${entry.base}`);
    if (found !== undefined && !left.delete(found)) complaints.push(`${entry.id}: ${entry.base} is taken already`);
    return overlaid(found && baseRow(found), entry, complaints);
  });
  const others = [...reviewed.filter(({ group }) => group === undefined), ...[...left].map(baseRow)];
  others.sort((one, other) => compare(one.name, other.name) || compare(one.id, other.id));
  const rows = [...presetGroups.flatMap((name) => reviewed.filter(({ group }) => group === name)), ...others];
  complaints.push(
    ...repeated(rows.map(({ id }) => id)).map((id) => `two providers are called ${id}`),
    ...repeated(rows.flatMap(({ domains = '' }) => domains.split(' ').filter((domain) => domain !== ''))).map(
      (domain) => `two providers have ${domain}`,
    ),
  );
  return { rows, complaints };
}

/** The text of presets.json: one provider a line, so that a change is one line in a comparison. */
export function fileText(rows: readonly PresetRow[]): string {
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`);
  return `{\n  "notice": ${JSON.stringify(notice)},\n  "providers": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

function overlaid(base: PresetRow | undefined, { id, fields }: OverlayEntry, complaints: string[]): PresetRow {
  const row: Record<string, unknown> = { ...base, id };
  for (const [key, { value, insteadOf }] of Object.entries(fields)) {
    const known = key === 'user' || key === 'imapUser' ? (row[key] ?? row['user'] ?? 'email') : row[key];
    if (key === 'domains') {
      row[key] = [known, ...(value as readonly string[])].filter(Boolean).join(' ');
    } else {
      // What the base does not have cannot differ from it.
      const differs = base !== undefined && known !== undefined && !isDeepSame(known, value);
      if (differs && !isDeepSame(known, insteadOf))
        complaints.push(
          `${id}.${key}: the base has ${JSON.stringify(known)}, reviewed was ${JSON.stringify(insteadOf)}`,
        );
      if (!differs && insteadOf !== undefined)
        complaints.push(`${id}.${key}: the base no longer differs, drop insteadOf`);
      row[key] = key === 'notes' ? [...((known as string[] | undefined) ?? []), ...(value as string[])] : value;
    }
  }
  return inOrder(row as unknown as PresetRow);
}

function baseRow({ id, name, domains, smtp, imap }: BaseProvider): PresetRow {
  const [first] = smtp;
  const best = sorted(smtp.filter(({ socketType }) => socketType !== 'plain'));
  const [incoming] = sorted(imap.filter(({ socketType }) => socketType !== 'plain'));
  // Never without encryption: the same port with STARTTLS, which is required, so nothing goes out where it is missing.
  const servers = best.length > 0 ? best : smtp;
  const user = usernameOf(best[0] ?? first);
  const imapUser = incoming === undefined ? user : usernameOf(incoming);
  const auth = servers.flatMap((server) => server.auth);
  return inOrder({
    id: id.toLowerCase(),
    name,
    domains: [...new Set(domains)].join(' '),
    smtp: servers.map(endpointText),
    ...(incoming && { imap: endpointText(incoming) }),
    ...(user !== 'email' && { user }),
    ...(imapUser !== user && { imapUser }),
    ...(auth.every((method) => method === 'OAuth2') && { signIn: 'refused' }),
    ...(best.length === 0 && { notes: ['unencrypted'] }),
  });
}

/** Implicit TLS before STARTTLS, the port that is meant for it before others, port 25 last. */
function sorted(servers: readonly BaseServer[]): readonly BaseServer[] {
  const rank = ({ socketType, port }: BaseServer): number =>
    (socketType === 'SSL' ? 0 : 4) + (port === 25 ? 2 : [465, 587, 993].includes(port) ? 0 : 1);
  return [...servers].sort((one, other) => rank(one) - rank(other));
}

function endpointText({ hostname, port, socketType }: BaseServer): string {
  const host = hostname.replace('%EMAILDOMAIN%', '<domain>').toLowerCase();
  return `${host}:${port}${socketType === 'SSL' ? '' : '/startTls'}`;
}

function usernameOf(server: BaseServer | undefined): string {
  if (server?.auth.every((method) => method === 'none')) return 'none';
  switch (server?.username) {
    case '%EMAILADDRESS%':
      return 'email';
    case '%EMAILLOCALPART%':
      return 'local';
    case '%EMAILLOCALPART%.%EMAILDOMAIN%':
      return 'localAndDomain';
    default:
      return 'own';
  }
}

function inOrder(row: PresetRow): PresetRow {
  const made: Record<string, unknown> = {};
  for (const key of keys) if (row[key] !== undefined) made[key] = row[key];
  const strange = Object.keys(row).filter((key) => !(keys as readonly string[]).includes(key));
  if (strange.length > 0) throw new Error(`${row.id}: nobody knows the field ${strange.join(', ')}`);
  return made as unknown as Row;
}

function repeated(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word, place) => words.indexOf(word) !== place))];
}

function isDeepSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** By code points: the order must not depend on the language of whoever rebuilds. */
function compare(one: string, other: string): number {
  const [first, second] = [one.toLowerCase(), other.toLowerCase()];
  return first < second ? -1 : first > second ? 1 : 0;
}
