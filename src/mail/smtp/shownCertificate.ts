import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { Account } from '../../model/account/account';
import type { CertificateFacts } from '../../model/failure/failure';
import { certificateNames } from './classify';
import { connect, socketOf, whileConnected } from './connection';
import { smtpOptions, type Timeouts } from './smtpOptions';

/**
 * Reads the certificate of a server whose check has just failed, so that a message can say what is wrong with it. It is
 * not checked here, so nothing but EHLO and STARTTLS is sent over the connection. `undefined` if the server shows none
 * in time.
 */
export async function shownCertificate(
  account: Account,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<CertificateFacts | undefined> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  const { probe } = timeouts;
  const quick = { ...timeouts, connection: probe, greeting: probe, dns: probe, socket: probe };
  const { tls, ...options } = smtpOptions(account, false, quick, []);
  const connection = new Connection({ ...options, tls: { ...tls, rejectUnauthorized: false } });
  connection.on('error', () => undefined);
  try {
    return await whileConnected(connection, signal, async () => {
      await connect(connection);
      const socket = socketOf(connection);
      return socket instanceof TLSSocket ? factsOf(socket.getPeerCertificate()) : undefined;
    });
  } catch {
    return undefined;
  } finally {
    connection.close();
  }
}

function factsOf(certificate: Partial<PeerCertificate>): CertificateFacts | undefined {
  const { raw, issuer, valid_from = '', valid_to = '', fingerprint256 = '' } = certificate;
  if (raw === undefined) return undefined;
  const { O: organisation, CN: name } = (issuer ?? {}) as Partial<Record<string, string | string[]>>;
  return {
    names: certificateNames({ cert: certificate }),
    issuer: plain([name ?? organisation ?? ''].flat().join(' ')),
    validFrom: Date.parse(valid_from),
    validTo: Date.parse(valid_to),
    fingerprint: fingerprint256,
    der: raw.toString('base64'),
  };
}

/** A name from a certificate, short and harmless within a sentence. */
function plain(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} .,:&'()-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
}
