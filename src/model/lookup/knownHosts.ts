import type { ServerPlace } from './serverFacts';

/** A provider that is recognised by the servers that receive its mail. */
export interface MailHost extends ServerPlace {
  readonly label: string;
  /** The id of its preset; empty if there is none. */
  readonly preset: string;
  /** Where its SPF records are (RFC 7208), to check whether a domain names it. */
  readonly spf: readonly string[];
  /** The selectors of its DKIM keys (RFC 6376) that are the same for all its customers. */
  readonly selectors: readonly string[];
}

type Known = MailHost & { readonly suffixes: readonly string[] };

/** Sources: docs/providers.md. The first match counts. */
const known: readonly Known[] = [
  {
    suffixes: ['google.com', 'googlemail.com', 'psmtp.com'],
    label: 'Google',
    preset: 'gmail',
    ...implicit('smtp.gmail.com'),
    spf: ['_spf.google.com'],
    selectors: ['google', '20230601'],
  },
  {
    suffixes: ['olc.protection.outlook.com'],
    label: 'Outlook.com',
    preset: 'outlook',
    ...startTls('smtp-mail.outlook.com'),
    spf: ['outlook.com', 'spf.protection.outlook.com'],
    selectors: ['selector1', 'selector2'],
  },
  {
    suffixes: ['mail.protection.outlook.com', 'mx.microsoft'],
    label: 'Microsoft 365',
    preset: 'm365',
    ...startTls('smtp.office365.com'),
    spf: ['spf.protection.outlook.com'],
    selectors: ['selector1', 'selector2'],
  },
  {
    suffixes: ['yahoodns.net'],
    label: 'Yahoo Mail',
    preset: 'yahoo',
    ...implicit('smtp.mail.yahoo.com'),
    spf: ['_spf.mail.yahoo.com'],
    selectors: ['s2048', 's1024'],
  },
  {
    suffixes: ['icloud.com'],
    label: 'iCloud',
    preset: 'icloud',
    ...startTls('smtp.mail.me.com'),
    spf: ['icloud.com'],
    selectors: ['sig1'],
  },
  {
    suffixes: ['messagingengine.com'],
    label: 'Fastmail',
    preset: 'fastmail',
    ...implicit('smtp.fastmail.com'),
    spf: ['spf.messagingengine.com'],
    selectors: ['fm1', 'fm2', 'fm3'],
  },
  {
    suffixes: ['protonmail.ch'],
    label: 'Proton Mail',
    preset: 'proton-bridge',
    host: '127.0.0.1',
    port: 1025,
    security: 'startTls',
    spf: ['_spf.protonmail.ch'],
    selectors: ['protonmail', 'protonmail2', 'protonmail3'],
  },
  {
    suffixes: ['mail.ovh.net'],
    label: 'OVH',
    preset: 'ovh',
    ...implicit('ssl0.ovh.net'),
    spf: ['mx.ovh.com', 'mx.ovh.net'],
    selectors: ['ovhmo-selector-1', 'ovhmo-selector-2'],
  },
  {
    suffixes: ['infomaniak.ch', 'infomaniak.com'],
    label: 'Infomaniak',
    preset: 'infomaniak',
    ...implicit('mail.infomaniak.com'),
    spf: ['spf.infomaniak.ch'],
    selectors: ['20240101'],
  },
  {
    suffixes: ['mail.gandi.net'],
    label: 'Gandi',
    preset: 'gandi',
    ...implicit('mail.gandi.net'),
    spf: ['_mailcust.gandi.net'],
    selectors: ['gm1', 'gm2', 'gm3'],
  },
  {
    suffixes: ['zoho.eu'],
    label: 'Zoho (EU)',
    preset: 'zoho-eu',
    ...implicit('smtppro.zoho.eu'),
    spf: ['zoho.eu', 'zohomail.eu', 'one.zoho.eu'],
    selectors: ['zmail', 'zoho'],
  },
  {
    suffixes: ['zoho.com'],
    label: 'Zoho (.com)',
    preset: 'zoho-com',
    ...implicit('smtppro.zoho.com'),
    spf: ['zoho.com', 'zohomail.com', 'one.zoho.com'],
    selectors: ['zmail', 'zoho'],
  },
  {
    suffixes: ['mailbox.org'],
    label: 'mailbox.org',
    preset: 'mailbox-org',
    ...implicit('smtp.mailbox.org'),
    spf: ['mailbox.org'],
    selectors: ['mbo0001', 'mbo0002'],
  },
  {
    suffixes: ['yandex.net', 'yandex.ru', 'yandex.com'],
    label: 'Yandex',
    preset: 'yandex',
    ...implicit('smtp.yandex.com'),
    spf: ['_spf.yandex.net', 'redirect.mail.yandex.net'],
    selectors: ['mail'],
  },
];

/** The provider that runs a receiving server (the target of an MX record), or `undefined` if it is none of these. */
export function providerOfMx(exchange: string): MailHost | undefined {
  return known.find(({ suffixes }) => suffixes.some((suffix) => isWithin(exchange, suffix)));
}

/** The provider that runs a sending server, or `undefined` if it is none of these. */
export function providerOfSmtp(host: string): MailHost | undefined {
  const name = bare(host);
  // An IP address says nothing about the provider, least of all 127.0.0.1.
  if (!/[a-z]/.test(name)) return undefined;
  return known.find((one) => one.host === name) ?? known.find((one) => site(one.host) === site(name));
}

/** Whether a host is a domain or a subdomain of it. */
export function isWithin(host: string, domain: string): boolean {
  const name = bare(host);
  const top = bare(domain);
  return name === top || name.endsWith(`.${top}`);
}

/** The last two labels of a name: a good guess at its owner, and no more than that (`co.uk` has none). */
export function site(host: string): string {
  return bare(host).split('.').slice(-2).join('.');
}

/** A host name normalised for comparison: in lower case, without the dot at the end. */
export function bare(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function implicit(host: string): ServerPlace {
  return { host, port: 465, security: 'implicitTls' };
}

function startTls(host: string): ServerPlace {
  return { host, port: 587, security: 'startTls' };
}
