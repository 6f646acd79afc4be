import { isIP } from 'node:net';
import tls from 'node:tls';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Account } from '../model/account';
import { isLoopback } from '../model/host';

/** Milliseconds. */
export interface Timeouts {
  /** For everything up to the end of the TLS handshake. */
  readonly connection: number;
  readonly greeting: number;
  readonly dns: number;
  /** Of silence. Covers the wait after the final dot, for which RFC 5321 section 4.5.3.2.6 wants ten minutes. */
  readonly socket: number;
  /** How long a server that is silent in plain is asked whether it speaks TLS. */
  readonly probe: number;
}

export const usualTimeouts: Timeouts = {
  connection: 15_000,
  greeting: 10_000,
  dns: 10_000,
  socket: 600_000,
  probe: 3_000,
};

export const leastTls = 'TLSv1.2' as const;

/** What EHLO says without a domain of the account's own: it tells nothing about this computer. */
export const neutralName = '[127.0.0.1]';

/**
 * How nodemailer is set up for an account, field by field: none of its defaults decides about security.
 * @param ca certificates to trust beside those of this computer, PEM
 */
export function smtpOptions(
  account: Account,
  logger: NonNullable<SMTPConnectionOptions['logger']>,
  timeouts: Timeouts,
  ca: readonly string[],
): SMTPConnectionOptions {
  const { host, port, security } = account;
  return {
    host: addressOf(host),
    port,
    secure: security === 'implicitTls',
    // Sends STARTTLS even where it is not offered, and goes no further without it.
    requireTLS: security === 'startTls',
    ignoreTLS: security === 'none',
    opportunisticTLS: false,
    tls: {
      minVersion: leastTls,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...trustFor(account, ca),
    },
    name: account.ehloDomain || neutralName,
    connectionTimeout: timeouts.connection,
    greetingTimeout: timeouts.greeting,
    dnsTimeout: timeouts.dns,
    socketTimeout: timeouts.socket,
    allowInternalNetworkInterfaces: isLoopback(host),
    logger,
    // The conversation without the mail itself, which `debug` would add.
    transactionLog: true,
    debug: false,
  };
}

/**
 * Where to connect to. The names of this computer are not looked up (RFC 6761 section 6.3): a DNS server that answers for
 * `localhost` would get a password that may go unencrypted to this computer only.
 */
function addressOf(host: string): string {
  return isLoopback(host) && isIP(host) === 0 ? '127.0.0.1' : host;
}

/** Options of Node's `tls` that say what a certificate is checked against; certificates are PEM. */
export interface Trust {
  readonly ca: string[];
  readonly allowPartialTrustChain?: boolean;
}

/** What a server's certificate is checked against: where the account names one, nothing but that very one. */
export function trustFor({ certificate, host }: Account, ca: readonly string[]): Trust {
  if (certificate === '' || !isLoopback(host)) return { ca: [...trustedCertificates(), ...ca] };
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`;
  // It need not be an authority, nor signed by itself.
  return { ca: [pem], allowPartialTrustChain: true };
}

let trusted: readonly string[] | undefined;

/**
 * The certificates that come with Node and those that this computer trusts besides (company networks, Proton Mail
 * Bridge). Given explicitly, because what editors patch into TLS differs with their settings.
 */
export function trustedCertificates(): readonly string[] {
  // Since Node 22.15; remote hosts may still run an older one.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default' | 'system') => string[] };
  trusted ??=
    getCACertificates === undefined
      ? tls.rootCertificates
      : [...new Set([...tls.rootCertificates, ...getCACertificates('default'), ...getCACertificates('system')])];
  return trusted;
}
