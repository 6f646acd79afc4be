import * as l10n from '@vscode/l10n';
import { type AccountDraft, type AuthMethod, authMethods, emptyDraft } from './account';
import { isAddress } from './address';
import { bareText } from './bareText';
import { asciiHost, isLoopback } from './hostName';
import type { Security } from './security';

/** An account read from the settings of `git send-email`. */
export interface GitAccount {
  /** The `<identity>` of `sendemail.<identity>.*`; empty for the settings without one. */
  readonly identity: string;
  /** Without recipients: Git's are mostly the mailing list of a project. */
  readonly draft: AccountDraft;
  /** The recipients that Git sends to. */
  readonly to: readonly string[];
  /** What could not be imported, or was guessed; one sentence each. */
  readonly remarks: readonly string[];
  /** The settings that are from the repository's own file, as Git's manual writes them. */
  readonly fromRepository: readonly string[];
  /** Whether others are the user's own: a repository could send their name and address to a server of its choice. */
  readonly isMixed: boolean;
}

/** The accounts found in the settings of `git send-email`. */
export interface GitAccounts {
  readonly accounts: readonly GitAccount[];
  /** Why an identity gives no account; one sentence each. */
  readonly unusable: readonly string[];
}

/**
 * The settings that are read, in lower case as Git prints them. The password is not among them: Git is never asked
 * for it.
 */
const written = {
  smtpserver: 'smtpServer',
  smtpserverport: 'smtpServerPort',
  smtpencryption: 'smtpEncryption',
  smtpssl: 'smtpSsl',
  smtpuser: 'smtpUser',
  smtpdomain: 'smtpDomain',
  smtpauth: 'smtpAuth',
  smtpsslcertpath: 'smtpSslCertPath',
  from: 'from',
  to: 'to',
} as const;

type Key = keyof typeof written;
export const gitKeys = Object.keys(written) as readonly Key[];

type Values = Readonly<Partial<Record<Key, readonly string[]>>>;

/**
 * Reads accounts from the settings of `git send-email`, see https://git-scm.com/docs/git-send-email.
 * @param settings from `git config --null --get-regexp`: key, line feed, value and NUL for each entry
 * @param ofRepository the entries of that output that are in the repository's own file
 * @param newId returns a new id for each account
 * @param providerAt the id of the preset that uses a host, in lower case
 */
export function readGitAccounts(
  { settings, ofRepository = '' }: { readonly settings: string; readonly ofRepository?: string },
  newId: () => string,
  providerAt: (host: string) => string | undefined,
): GitAccounts {
  const found = valuesByIdentity(settings);
  const foundInRepository = valuesByIdentity(ofRepository);
  const common = found.get('') ?? {};
  const accounts: GitAccount[] = [];
  const unusable: string[] = [];
  for (const [identity, own] of found) {
    const values = { ...common, ...own };
    const server = last(values, 'smtpserver');
    // Net::SMTP, which Git sends with, takes a port behind the name, and behind an IPv6 address in brackets.
    const [, name = server, port = ''] = /^([^:\s]+|\[[^\]\s]+\]):([\w-]+)$/.exec(server) ?? [];
    const host = isPath(server) ? server : asciiHost(name);
    if (host === '' || isPath(host)) {
      // The settings without an identity may only be what all identities share.
      if (identity !== '' || host !== '' || found.size === 1) unusable.push(noServer(identity, host));
    } else {
      const whole = port === '' ? values : { ...values, smtpserverport: [port] };
      const account = accountOf(identity, host, whole, newId(), providerAt(host.toLowerCase()) ?? 'custom');
      const foreign = gitKeys.filter((key) => foundInRepository.get(key in own ? identity : '')?.[key] !== undefined);
      accounts.push({ ...account, ...originOf(foreign, Object.keys(values).length) });
    }
  }
  return { accounts, unusable };
}

/** @param count of all settings that the account is made of */
function originOf(foreign: readonly Key[], count: number): Pick<GitAccount, 'fromRepository' | 'isMixed'> {
  return { fromRepository: foreign.map((key) => written[key]), isMixed: foreign.length > 0 && foreign.length < count };
}

function valuesByIdentity(output: string): Map<string, Values> {
  const found = new Map<string, Partial<Record<Key, string[]>>>();
  for (const entry of output.split('\0')) {
    const [, identity = '', name] = /^sendemail\.(?:(.*)\.)?([^.\n]+)/.exec(entry) ?? [];
    const key = gitKeys.find((one) => one === name);
    if (key === undefined) continue;
    const values = found.get(identity) ?? {};
    const feed = entry.indexOf('\n');
    // A key without a value means `true`, which fits none of these.
    values[key] = [...(values[key] ?? []), feed < 0 ? '' : entry.slice(feed + 1)];
    found.set(identity, values);
  }
  return found;
}

function accountOf(
  identity: string,
  host: string,
  values: Values,
  id: string,
  provider: string,
): Omit<GitAccount, 'fromRepository' | 'isMixed'> {
  const remarks: string[] = [];
  const port = portOf(last(values, 'smtpserverport'), encryptionOf(values));
  const security = securityOf(host, port, encryptionOf(values), remarks);
  const username = last(values, 'smtpuser');
  const methods = last(values, 'smtpauth').toUpperCase().split(/\s+/).filter(Boolean);
  const from = last(values, 'from');
  const fromAddress = addressesIn(from)[0] ?? '';
  if (last(values, 'smtpsslcertpath') !== '') {
    remarks.push(
      l10n.t('smtpSslCertPath is not taken over: certificates are checked against those this computer trusts.'),
    );
  }
  const draft: AccountDraft = {
    ...emptyDraft(id),
    name: identity || host,
    email: fromAddress || (isAddress(username) ? username : ''),
    provider,
    host,
    port,
    security,
    authentication: username !== '' && !methods.includes('NONE'),
    username,
    senderName: senderNameIn(from),
    fromAddress,
    ehloDomain: last(values, 'smtpdomain'),
    authMethod: methodOf(methods, remarks),
  };
  return { identity, draft, to: (values.to ?? []).flatMap(addressesIn), remarks };
}

function encryptionOf(values: Values): string {
  const encryption = last(values, 'smtpencryption').toLowerCase();
  return encryption === '' && /^(true|yes|on|1)$/i.test(last(values, 'smtpssl')) ? 'ssl' : encryption;
}

function portOf(port: string, encryption: string): string {
  const names: Readonly<Record<string, string>> = {
    ...{ smtp: '25', submission: '587', smtps: '465', submissions: '465' },
    // Aliases and older names in lists of services.
    ...{ mail: '25', msa: '587', ssmtp: '465', urd: '465' },
  };
  if (port === '') return encryption === 'ssl' ? '465' : '25';
  return names[port.toLowerCase()] ?? port;
}

function securityOf(host: string, port: string, encryption: string, remarks: string[]): Security {
  if (encryption === 'ssl') return 'implicitTls';
  if (encryption === 'tls') return 'startTls';
  if (isLoopback(host)) return 'none';
  const security = port === '465' ? 'implicitTls' : 'startTls';
  remarks.push(l10n.t('Git sends unencrypted here; encryption was chosen instead. Test whether the server offers it.'));
  return security;
}

function methodOf(methods: readonly string[], remarks: string[]): AuthMethod {
  const known = authMethods.filter((method) => methods.includes(method));
  if (methods.length > 0 && known.length === 0 && !methods.includes('NONE')) {
    remarks.push(l10n.t('The authentication method {0} is not supported; it is set to automatic.', methods.join(', ')));
  }
  return known.length === 1 && known[0] !== undefined ? known[0] : 'automatic';
}

function noServer(identity: string, host: string): string {
  if (host === '') {
    return identity === ''
      ? l10n.t('Git names no SMTP server (sendemail.smtpServer), so it sends through a program of this computer.')
      : l10n.t('The identity {0} names no SMTP server.', identity);
  }
  return l10n.t('{0} is a program on this computer, not a server: Mail When Done cannot send through it.', host);
}

/** Git treats what begins like this as a program, on Windows too; `~` is no host either. */
function isPath(host: string): boolean {
  return /^([/\\~]|[A-Za-z]:[/\\])/.test(host);
}

/** The last value counts, as it does for Git. */
function last(values: Values, key: Key): string {
  return bareText(values[key]?.at(-1) ?? '');
}

/** The addresses of a list such as `Ada <ada@example.com>, grace@example.org`; anything else in it is skipped. */
function addressesIn(list: string): readonly string[] {
  return (
    list
      .replaceAll(/"(?:[^"\\]|\\.)*"/g, '')
      .split(',')
      // The old form has the name behind: `ada@example.com (Ada Lovelace)`.
      .map((entry) => bareText(/<([^<>]*)>/.exec(entry)?.[1] ?? entry.replace(/\([^()]*\)/g, '')))
      .filter(isAddress)
  );
}

function senderNameIn(from: string): string {
  const name = (/^([^<]*)</.exec(from) ?? /\(([^()]*)\)\s*$/.exec(from))?.[1]?.trim() ?? '';
  return /^"(.*)"$/.exec(name)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? name;
}
