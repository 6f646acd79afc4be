import { isIP } from 'node:net';
import tls from 'node:tls';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Account } from '../../model/account/account';
import { isLoopback, mayBeLocal } from '../../model/account/hostName';

/** Milliseconds. */
export interface Timeouts {
  /** Until the connection stands; through a proxy for the tunnel. */
  readonly connection: number;
  /**
   * For the greeting, and as long again for a TLS handshake. RFC 5321 section 4.5.3.2.1 asks for five minutes: a server
   * may look up the caller, and a gateway wake the server behind it.
   */
  readonly greeting: number;
  /** Without a greeting in plain text. After it, the server is asked whether it waits for TLS. */
  readonly silence: number;
  readonly dns: number;
  /** Until it is signed in, from looking up the name on, however often the server says something meanwhile. */
  readonly setup: number;
  /** From MAIL to the start of the body, likewise (RFC 5321 section 4.5.3.2.2 and following: five minutes a reply). */
  readonly envelope: number;
  /** For silence. Covers the wait after the final dot, for which RFC 5321 section 4.5.3.2.6 asks for ten minutes. */
  readonly socket: number;
  /** From MAIL to the last reply: the time for the envelope and for silence, and some for the body. */
  readonly mail: number;
  /** For the TLS handshake with a server that is silent in plain text. */
  readonly probe: number;
  /** To show the certificate of a server that was refused, from looking up its name on; somebody may be waiting. */
  readonly certificate: number;
}

export const usualTimeouts: Timeouts = {
  connection: 15_000,
  greeting: 300_000,
  silence: 10_000,
  dns: 10_000,
  setup: 480_000,
  envelope: 300_000,
  socket: 600_000,
  mail: 1_020_000,
  probe: 3_000,
  certificate: 60_000,
};

export const leastTls = 'TLSv1.2' as const;

/** The EHLO name of an account without its own domain: it reveals nothing about this computer. */
export const neutralName = '[127.0.0.1]';

/**
 * Options of nodemailer for an account, field by field: none of its defaults decides about security.
 * @param ca PEM certificates to trust in addition to those of this computer
 */
export function smtpOptions(
  account: Account,
  logger: NonNullable<SMTPConnectionOptions['logger']>,
  timeouts: Timeouts,
  ca: readonly string[],
): SMTPConnectionOptions {
  const { host, port, security } = account;
  return {
    host,
    port,
    secure: security === 'implicitTls',
    // It is given a connected socket, for implicit TLS with the handshake done.
    secured: security === 'implicitTls',
    // Sends STARTTLS even if it is not offered, and fails without it.
    requireTLS: security === 'startTls',
    ignoreTLS: security === 'none',
    opportunisticTLS: false,
    tls: {
      // Otherwise NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would decide, here and wherever it is named.
      rejectUnauthorized: true,
      minVersion: leastTls,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...trustFor(account, ca),
    },
    name: account.ehloDomain || neutralName,
    connectionTimeout: timeouts.connection,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.socket,
    logger,
    // Logs the conversation without the mail itself, which `debug` would add.
    transactionLog: true,
    debug: false,
  };
}

/**
 * The address to connect to. Names of this computer are not looked up (RFC 6761 section 6.3): a DNS server that answers
 * for `localhost` would receive a password that may only be sent unencrypted to this computer.
 */
export function addressOf(host: string): string {
  return isLoopback(host) && isIP(host) === 0 ? '127.0.0.1' : host;
}

/** Options of Node's `tls` for the check of a certificate; certificates are PEM. */
export interface Trust {
  readonly ca: string[];
  readonly allowPartialTrustChain?: boolean;
  readonly checkServerIdentity?: NonNullable<tls.ConnectionOptions['checkServerIdentity']>;
}

/** What a server's certificate is checked against: if the account names a certificate, only that one. */
export function trustFor({ certificate, host }: Account, ca: readonly string[]): Trust {
  if (certificate === '' || !mayBeLocal(host)) return { ca: [...trustedCertificates(), ...ca] };
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`;
  // It need be neither a CA nor self-signed.
  return {
    ca: [pem],
    allowPartialTrustChain: true,
    // The user saw for which names it was issued: devices in a local network have their own ideas of those.
    checkServerIdentity: (name, shown) =>
      shown.raw.toString('base64') === certificate ? undefined : tls.checkServerIdentity(name, shown),
  };
}

let trusted: readonly string[] | undefined;

/**
 * The certificates that come with Node and those that this computer trusts in addition (company networks, Proton Mail
 * Bridge). Passed explicitly, since what editors patch into TLS depends on their settings.
 */
export function trustedCertificates(): readonly string[] {
  // Since Node 22.15; remote hosts may run an older version.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default' | 'system') => string[] };
  trusted ??=
    getCACertificates === undefined
      ? tls.rootCertificates
      : [...new Set([...tls.rootCertificates, ...getCACertificates('default'), ...getCACertificates('system')])];
  return trusted;
}
