import type { Socket } from 'node:net';
import { connect, type ConnectionOptions, type SecureContext } from 'node:tls';
import type { Account } from '../../model/account/account';
import { isLocalAddress } from '../../model/account/hostName';
import { type Proxy, proxyName } from '../../model/account/proxy';
import { SendRefusal } from './classify';
import { coded } from './connection';
import { directSocket } from './directSocket';
import { notLocal } from '../../model/failure/failure';
import type { SmtpConversation } from './smtpConversation';
import { addressOf, type Timeouts } from './smtpOptions';
import { openTunnel } from './tunnel';

interface Way {
  readonly account: Account;
  /** Without it the connection is direct. */
  readonly through?: { readonly proxy: Proxy; readonly context: SecureContext };
  /** Follows how the connection comes about. */
  readonly conversation?: Pick<SmtpConversation, 'resolved' | 'reached' | 'proxyReached' | 'tunnelled' | 'handshake'>;
  readonly tls: ConnectionOptions;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal;
}

/** A socket to the account's server, through its proxy if there is one; for implicit TLS with the handshake done. */
export async function serverSocket(way: Way): Promise<Socket> {
  const plain = await (way.through === undefined ? direct(way) : tunnelled(way, way.through));
  refusePublic(way.account, way.through === undefined ? plain.remoteAddress : way.account.host, plain);
  return way.account.security === 'implicitTls' ? protect(plain, way) : plain;
}

async function direct({ account: { host, port }, conversation, timeouts, signal }: Way): Promise<Socket> {
  try {
    const socket = await directSocket({
      host: addressOf(host),
      port,
      lookupMs: timeouts.dns,
      timeoutMs: timeouts.connection,
      signal,
      onResolved: (addresses) => conversation?.resolved(addresses),
    });
    conversation?.reached(socket);
    return socket;
  } catch (error) {
    throw asOfSocket(error as NodeJS.ErrnoException);
  }
}

async function tunnelled(
  { account, conversation, signal, timeouts }: Way,
  { proxy, context }: NonNullable<Way['through']>,
): Promise<Socket> {
  const { host, port } = account;
  const name = proxyName(proxy);
  const onReached = (address: string): void => conversation?.proxyReached(name, address);
  const tunnel = await openTunnel({ proxy, context, host, port, timeoutMs: timeouts.connection, onReached, signal });
  conversation?.tunnelled(name);
  return tunnel;
}

/**
 * A certificate that the user accepted in the local network means nothing elsewhere: the same name may lead to another
 * server once the laptop has left home. Of a server behind a proxy only an address in the account says where it is.
 */
export function refusePublic(
  { certificate, security }: Pick<Account, 'certificate' | 'security'>,
  address: string | undefined,
  socket: Pick<Socket, 'destroy'>,
): void {
  // Without an address it is closed already.
  if (certificate === '' || security === 'none' || address === undefined || isLocalAddress(address)) return;
  socket.destroy();
  throw new SendRefusal('certificateUntrusted', 'tls', notLocal, address);
}

/** The error with the codes that nodemailer uses for errors of sockets. */
function asOfSocket(error: NodeJS.ErrnoException): Error {
  const { code: originalCode } = error;
  return originalCode === 'ETIMEDOUT' ? error : Object.assign(error, { code: 'ESOCKET', originalCode });
}

/** Done here, because nodemailer does not report what is wrong with a certificate on a socket that it is given. */
function protect(plain: Socket, { account, conversation, tls, timeouts, signal }: Way): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { rejectUnauthorized = true } = tls;
    const socket = connect({ ...tls, rejectUnauthorized, host: account.host, socket: plain });
    const fail = (error: NodeJS.ErrnoException): void => {
      stop();
      socket.destroy();
      plain.destroy();
      reject(asOfSocket(error));
    };
    const timer = setTimeout(() => fail(coded('TLS handshake timed out', 'ETIMEDOUT')), timeouts.greeting);
    const abort = (): void => fail(coded('Aborted', 'EABORT'));
    const closed = (): void => fail(coded('The connection ended', 'ECONNRESET'));
    const stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('close', closed);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', fail);
    socket.once('close', closed);
    conversation?.handshake(socket);
    socket.once('secureConnect', () => {
      stop();
      resolve(socket);
    });
  });
}
