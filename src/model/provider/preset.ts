import type { Security } from './security';

/** A server and how to talk to it. In `host`, `<domain>`, `<region>` or `<number>` stand for what differs between accounts. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
}

/** What one signs in as: the address, its local part, something fixed, something of one's own, or nothing at all. */
export type UsernameForm =
  | 'email'
  | 'local'
  /** `joe.example.com` for joe@example.com */
  | 'localAndDomain'
  | 'own'
  | 'none'
  | { readonly literal: string };

/** Whether a password signs in at all. Where nobody has looked it up, a preset says nothing. */
export const passwordSignIns = ['works', 'appPasswordOnly', 'refused'] as const;
export type PasswordSignIn = (typeof passwordSignIns)[number];

/** Which secret the provider wants as password; `passwordHint` has the sentences. */
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

/** What one should know besides; `presetWords` has the sentences. */
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

/** Where a preset stands in the list: much used mailboxes, services for sending, programs on this computer, the others. */
export const presetGroups = ['often', 'service', 'local', 'other'] as const;
export type PresetGroup = (typeof presetGroups)[number];

/** How much a provider lets out, where that is known. */
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
  /** Mail domains that belong to it; typing an address of one of them picks it. */
  readonly domains: readonly string[];
  /** The first is what the preset fills in; the others work too. Empty for `custom` and the sandbox. */
  readonly smtp: readonly Endpoint[];
  readonly imap?: Endpoint;
  readonly username: UsernameForm;
  readonly imapUsername: UsernameForm;
  readonly passwordSignIn?: PasswordSignIn;
  readonly passwordKind: PasswordKind;
  /** Where to get that password. */
  readonly passwordPage?: string;
  /** How the page shows an app password; what separates the groups is not part of it where these are spaces. */
  readonly passwordGroups?: { readonly count: number; readonly size: number; readonly separator: 'spaces' | 'hyphens' };
  readonly helpPage?: string;
  /** The server for addresses of one's own domain, where that is another one. */
  readonly ownDomainHost?: string;
  readonly notes: readonly PresetNote[];
}

/** One line of presets.json, the file that ships; what is the usual is left out. presets/merge.ts writes it. */
export interface PresetRow extends PresetLimits {
  readonly id: string;
  readonly name: string;
  readonly group?: string;
  /** Separated by spaces. */
  readonly domains?: string;
  /** `host:port` for implicit TLS, else `host:port/security`. */
  readonly smtp: readonly string[];
  readonly imap?: string;
  /** A word of `UsernameForm`, or `=` and the literal; without it the address. */
  readonly user?: string;
  /** Without it the same as `user`. */
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

/** A line of presets.json as a preset. That its words are known ones is what the test of that file is for. */
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
