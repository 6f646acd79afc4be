import * as l10n from '@vscode/l10n';

import { domainOf } from './address';
import type { Security } from './security';

export const presetIds = [
  'custom',
  'sandbox',
  'gmail',
  'outlook',
  'yahoo',
  'ovh',
  'gandi',
  'zoho-eu',
  'zoho-com',
  'infomaniak',
  'proton-bridge',
] as const;

export type PresetId = (typeof presetIds)[number];

/** What is known of a provider. Sources and dates of the values: docs/providers.md. */
export interface Preset {
  readonly id: PresetId;
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  /** Mail domains that belong to it; typing an address of one of them picks it. */
  readonly domains: readonly string[];
  /** Which password it wants, in a sentence. */
  readonly passwordHint?: string;
  /** Where to get that password. */
  readonly passwordPage?: string;
  /** How many mails a day it lets out, where that is known. */
  readonly mailsPerDay?: number;
  /** What one should know before relying on it. */
  readonly warning?: string;
}

/** Every preset, in the order of the provider list. Made on each call because its words follow the language. */
export function presets(): readonly Preset[] {
  return [
    { id: 'custom', label: l10n.t('Custom'), host: '', port: 465, security: 'implicitTls', domains: [] },
    {
      id: 'sandbox',
      label: l10n.t('Sandbox (this computer)'),
      host: '127.0.0.1',
      port: 0,
      security: 'none',
      domains: ['sandbox.test'],
      warning: l10n.t('Mail stays on this computer: it appears in the Sandbox Inbox view and nowhere else.'),
    },
    {
      id: 'gmail',
      label: 'Gmail',
      host: 'smtp.gmail.com',
      port: 465,
      security: 'implicitTls',
      domains: ['gmail.com', 'googlemail.com'],
      passwordHint: l10n.t('Use an app password, not the password of your account. It needs 2-Step Verification.'),
      passwordPage: 'https://myaccount.google.com/apppasswords',
      mailsPerDay: 500,
    },
    {
      id: 'outlook',
      label: 'Outlook.com / Hotmail',
      host: 'smtp-mail.outlook.com',
      port: 587,
      security: 'startTls',
      domains: ['outlook.com', 'outlook.fr', 'hotmail.com', 'hotmail.fr', 'live.com', 'live.fr', 'msn.com'],
      warning: l10n.t(
        'Outlook.com has refused passwords over SMTP since 16 September 2024, app passwords too. Sending will fail at sign-in; choose another provider for now.',
      ),
    },
    {
      id: 'yahoo',
      label: 'Yahoo Mail',
      host: 'smtp.mail.yahoo.com',
      port: 465,
      security: 'implicitTls',
      domains: [
        'yahoo.com',
        'yahoo.fr',
        'yahoo.co.uk',
        'yahoo.de',
        'yahoo.es',
        'yahoo.it',
        'ymail.com',
        'rocketmail.com',
      ],
      passwordHint: l10n.t('Use an app password, not the password of your account.'),
      passwordPage: 'https://login.yahoo.com/account/security',
    },
    {
      id: 'ovh',
      label: 'OVH',
      host: 'ssl0.ovh.net',
      port: 465,
      security: 'implicitTls',
      domains: ['ovh.net', 'ovh.com', 'ovh.fr'],
      passwordHint: l10n.t('Use the password of the mailbox. Email Pro and Exchange have servers of their own.'),
    },
    {
      id: 'gandi',
      label: 'Gandi',
      host: 'mail.gandi.net',
      port: 465,
      security: 'implicitTls',
      domains: ['gandi.net'],
      passwordHint: l10n.t('Use the password of the mailbox. The From address must be of your own domain.'),
    },
    {
      id: 'zoho-eu',
      label: 'Zoho (EU)',
      host: 'smtp.zoho.eu',
      port: 465,
      security: 'implicitTls',
      domains: ['zoho.eu', 'zohomail.eu'],
      ...zohoWords('smtppro.zoho.eu', 'https://accounts.zoho.eu/home#security/app_password'),
    },
    {
      id: 'zoho-com',
      label: 'Zoho (.com)',
      host: 'smtp.zoho.com',
      port: 465,
      security: 'implicitTls',
      domains: ['zoho.com', 'zohomail.com'],
      ...zohoWords('smtppro.zoho.com', 'https://accounts.zoho.com/home#security/app_password'),
    },
    {
      id: 'infomaniak',
      label: 'Infomaniak',
      host: 'mail.infomaniak.com',
      port: 465,
      security: 'implicitTls',
      domains: ['ik.me', 'ikmail.com', 'etik.com', 'infomaniak.com'],
      passwordHint: l10n.t('Use the password of the mailbox or of the device, not the one of the Infomaniak Manager.'),
    },
    {
      id: 'proton-bridge',
      label: 'Proton Mail Bridge',
      host: '127.0.0.1',
      port: 1025,
      security: 'startTls',
      domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'],
      passwordHint: l10n.t('Use the password that Bridge shows for the mailbox, not the one of your Proton account.'),
      passwordPage: 'https://proton.me/mail/bridge',
      warning: l10n.t(
        'Proton Mail Bridge must be installed and running, with a paid plan. If port 1025 is taken, Bridge uses the next free one: see its settings. Its certificate is self-signed: export it from Bridge and add it to the certificates that this computer trusts.',
      ),
    },
  ];
}

/** The preset of that name. */
export function presetOf(id: PresetId): Preset {
  const found = presets().find((preset) => preset.id === id);
  if (found === undefined) throw new Error(`No preset ${id}`);
  return found;
}

/** The provider that an address belongs to, or `undefined` when its domain tells nothing. */
export function presetForAddress(address: string): Preset | undefined {
  const domain = domainOf(address);
  return domain === '' ? undefined : presets().find((preset) => preset.domains.includes(domain));
}

function zohoWords(paidHost: string, passwordPage: string): Pick<Preset, 'passwordHint' | 'passwordPage' | 'warning'> {
  return {
    passwordHint: l10n.t('With two-factor sign-in, use an app-specific password.'),
    passwordPage,
    warning: l10n.t(
      'Addresses of your own domain on a paid plan use {0}. The free plan may not offer SMTP. The From address must be the one you sign in with.',
      paidHost,
    ),
  };
}
