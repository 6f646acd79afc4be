import * as l10n from '@vscode/l10n';
import { domainOf } from '../account/address';
import { bareText } from '../account/bareText';
import { asciiHost } from '../account/hostName';
import type { Security } from '../account/security';

/**
 * A server and how to talk to it. In `host`, `<domain>`, `<region>` or `<number>` stand for what differs between
 * accounts.
 */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
}

/** The user name to sign in with: the address, its local part, a fixed text, the user's own choice, or none. */
export type UsernameForm =
  | 'email'
  | 'local'
  /** `joe.example.com` for joe@example.com */
  | 'localAndDomain'
  | 'own'
  | 'none'
  | { readonly literal: string };

/** Whether a password signs in at all. A preset leaves it out if nobody has looked it up. */
export const passwordSignIns = ['works', 'appPasswordOnly', 'refused'] as const;
export type PasswordSignIn = (typeof passwordSignIns)[number];

/** Which secret the provider expects as password; `passwordHint` has the sentences. */
export const passwordKinds = [
  'account',
  'mailbox',
  'app',
  'appIfTwoStep',
  'infomaniak',
  'bridge',
  'protonToken',
  'authorisationCode',
  'apiKey',
  'apiToken',
  'smtpKey',
  'secretKey',
  'smtpCredentials',
  'smtpPassword',
  'serverToken',
  'inboxPassword',
  'none',
] as const;
export type PasswordKind = (typeof passwordKinds)[number];

/** Further notes for the user; `presetWords` has the sentences. */
export const presetNotes = [
  'adminMustAllow',
  'appleAddress',
  'blockGrows',
  'bridge',
  'catchesOnly',
  'freePlanWithout',
  'fromMustMatch',
  'fromOwnDomain',
  'outlookRefuses',
  'ovhPlans',
  'relaySetup',
  'switchOn',
  'tenantDecides',
  'twoStep',
  'unencrypted',
] as const;
export type PresetNote = (typeof presetNotes)[number];

/** The group of a preset in the list: popular mailboxes, sending services, programs on this computer, all others. */
export const presetGroups = ['often', 'service', 'local', 'other'] as const;
export type PresetGroup = (typeof presetGroups)[number];

/** The sending limits of a provider, if known. */
export interface PresetLimits {
  readonly mailsPerDay?: number;
  readonly mailsPerMinute?: number;
  readonly recipientsPerMail?: number;
  readonly megabytes?: number;
}

/** What is known of a provider. Sources and dates of the values: presets/overlay.json, docs/providers.md. */
export interface Preset extends PresetLimits {
  readonly id: string;
  readonly label: string;
  readonly group: PresetGroup;
  /** Its mail domains; typing an address of one of them selects the preset. */
  readonly domains: readonly string[];
  /** The preset fills in the first one; the others work too. Empty for `custom` and the sandbox. */
  readonly smtp: readonly Endpoint[];
  readonly imap?: Endpoint;
  readonly username: UsernameForm;
  readonly imapUsername: UsernameForm;
  readonly passwordSignIn?: PasswordSignIn;
  readonly passwordKind: PasswordKind;
  /** The page where the user gets that password. */
  readonly passwordPage?: string;
  /** How that page shows an app password. Blanks between the groups are not part of it. */
  readonly passwordGroups?: { readonly count: number; readonly size: number; readonly separator: 'spaces' | 'hyphens' };
  readonly helpPage?: string;
  /** The server for addresses of the user's own domain, if it differs. */
  readonly ownDomainHost?: string;
  readonly notes: readonly PresetNote[];
}

/** One line of presets.json, the file that ships; defaults are left out. presets/merge.ts writes it. */
export interface PresetRow extends PresetLimits {
  readonly id: string;
  readonly name: string;
  readonly group?: string;
  /** Separated by spaces. */
  readonly domains?: string;
  /** `host:port` for implicit TLS, otherwise `host:port/security`. */
  readonly smtp: readonly string[];
  readonly imap?: string;
  /** A word of `UsernameForm`, or `=` and the literal; if missing, the address. */
  readonly user?: string;
  /** If missing, the same as `user`. */
  readonly imapUser?: string;
  readonly signIn?: string;
  readonly password?: string;
  readonly page?: string;
  /** For instance `4x4 spaces`. */
  readonly groups?: string;
  readonly help?: string;
  readonly ownDomainHost?: string;
  readonly notes?: readonly string[];
}

/** Reads a line of presets.json. The test of that file checks that its words are known. */
export function readPreset(row: PresetRow): Preset {
  const { id, name, group = 'other', domains = '', smtp, imap, user = 'email', imapUser = user } = row;
  const { mailsPerDay, mailsPerMinute, recipientsPerMail, megabytes, ownDomainHost, notes = [] } = row;
  const [, count, size, separator] = /^(\d)x(\d) (\w+)$/.exec(row.groups ?? '') ?? [];
  const found = {
    imap: imap === undefined ? undefined : readEndpoint(imap),
    passwordSignIn: row.signIn as PasswordSignIn | undefined,
    passwordPage: row.page,
    passwordGroups:
      separator === undefined
        ? undefined
        : { count: Number(count), size: Number(size), separator: separator as 'spaces' | 'hyphens' },
    helpPage: row.help,
    ...{ ownDomainHost, mailsPerDay, mailsPerMinute, recipientsPerMail, megabytes },
  };
  const known = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return {
    ...known,
    id,
    label: name,
    group: group as PresetGroup,
    domains: domains === '' ? [] : domains.split(' '),
    smtp: smtp.map(readEndpoint),
    username: readUsername(user),
    imapUsername: readUsername(imapUser),
    passwordKind: (row.password ?? 'account') as PasswordKind,
    notes: notes as readonly PresetNote[],
  };
}

function readEndpoint(text: string): Endpoint {
  const [, host = '', port = '', security = 'implicitTls'] = /^(.+):(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
  return { host, port: Number(port), security: security as Security };
}

function readUsername(word: string): UsernameForm {
  return word.startsWith('=') ? { literal: word.slice(1) } : (word as Exclude<UsernameForm, object>);
}

const nothing = {
  group: 'other',
  domains: [],
  smtp: [],
  username: 'email',
  imapUsername: 'email',
  passwordKind: 'account',
  notes: [],
} as const;

/**
 * A server of the user's own choice, about which nothing is known. Created on each call because its label follows the
 * language.
 */
export function customPreset(): Preset {
  return { ...nothing, id: 'custom', label: l10n.t('Custom') };
}

/** The extension's own server. */
export function sandboxPreset(): Preset {
  return { ...nothing, id: 'sandbox', label: l10n.t('Sandbox (this computer)'), domains: ['sandbox.test'] };
}

/** Whether a provider is one of the two that presets.json does not contain. */
export function isBuiltIn(provider: string): boolean {
  return provider === 'custom' || provider === 'sandbox';
}

/** Fills the `<domain>` of an address into a host. Other gaps, such as `<region>`, stay for the user to fill in. */
export function hostFor(host: string, address: string): string {
  const domain = domainOf(bareText(address));
  return domain === '' ? host : host.replace('<domain>', domain);
}

/**
 * The server of a preset that an account uses, including the one for the user's own domain; `undefined` if it uses
 * another.
 */
export function endpointIn(
  preset: Preset,
  { host, port, security }: { readonly host: string; readonly port: string; readonly security: Security },
): Endpoint | undefined {
  return preset.smtp.find(
    (endpoint) =>
      [endpoint.host, preset.ownDomainHost ?? endpoint.host].some((one) => fits(one, asciiHost(host).toLowerCase())) &&
      bareText(port) === String(endpoint.port) &&
      security === endpoint.security,
  );
}

/** Whether a host fits a pattern such as `email-smtp.<region>.amazonaws.com`. */
export function fits(pattern: string, host: string): boolean {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/<\w+>/g, '[^.]+(?:\\.[^.]+)*');
  return new RegExp(`^${escaped}$`).test(host);
}
