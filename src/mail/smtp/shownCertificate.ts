import type { Socket } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { Account } from '../../model/account/account';
import type { CertificateFacts } from '../../model/failure/failure';
import { loaded } from '../../model/partLoading';
import { chunking } from './chunkingConnection';
import { certificateNames } from './classify';
import { connect, socketOf, whileConnected } from './connection';
import { serverSocket } from './serverSocket';
import { smtpOptions, type Timeouts } from './smtpOptions';

/**
 * Reads the certificate of a server whose check has just failed, so that a message can say what is wrong with it. The
 * server is found and heard as in a conversation with it. Its certificate is not checked here, so nothing but EHLO
 * and STARTTLS is sent over the connection. `undefined` if the server shows none in time.
 */
export async function shownCertificate(
  asked: Account,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<CertificateFacts | undefined> {
  // What is trusted so far must not keep another one from being shown.
  const account = { ...asked, certificate: '' };
  const { tls: checked, ...options } = smtpOptions(account, false, timeouts, []);
  const tls = { ...checked, rejectUnauthorized: false };
  const late = AbortSignal.timeout(timeouts.certificate);
  const ending = signal === undefined ? late : AbortSignal.any([signal, late]);
  let socket: Socket | undefined;
  try {
    socket = await serverSocket({ account, tls, timeouts, signal: ending });
    const secured = socket instanceof TLSSocket ? socket : await turned(socket, { ...options, tls }, ending);
    return secured && factsOf(secured.getPeerCertificate(), secured.remoteAddress);
  } catch {
    return undefined;
  } finally {
    socket?.destroy();
  }
}

/** The socket after STARTTLS. */
async function turned(
  plain: Socket,
  options: ReturnType<typeof smtpOptions>,
  signal: AbortSignal,
): Promise<TLSSocket | undefined> {
  const { default: Base } = await loaded(() => import('nodemailer/lib/smtp-connection'));
  const connection = new (chunking(Base))({ ...options, connection: plain });
  connection.on('error', () => undefined);
  try {
    return await whileConnected(connection, signal, async () => {
      await connect(connection);
      const socket = socketOf(connection);
      return socket instanceof TLSSocket ? socket : undefined;
    });
  } finally {
    connection.close();
  }
}

function factsOf(certificate: Partial<PeerCertificate>, address = ''): CertificateFacts | undefined {
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
    address,
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
