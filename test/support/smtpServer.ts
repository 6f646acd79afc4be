import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerOptions } from 'smtp-server';
import { password } from './builders';

/** A mail that a real server accepted. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly secure: boolean;
  readonly ehlo: string;
  readonly method: string;
}

export interface RunningSmtpServer {
  readonly port: number;
  readonly mails: readonly TakenMail[];
  stop(): Promise<void>;
}

/**
 * A well-behaved SMTP server on loopback that accepts `username` with the builders' password, and every mail.
 */
export async function startSmtpServer(username: string, options: SMTPServerOptions = {}): Promise<RunningSmtpServer> {
  const mails: TakenMail[] = [];
  const server = new SMTPServer({
    disableReverseLookup: true,
    closeTimeout: 50,
    size: 30 * 1024 * 1024,
    onAuth: (auth, _session, callback) => {
      const fits = auth.method === 'CRAM-MD5' ? auth.validatePassword(password) : auth.password === password;
      if (fits && auth.username === username) callback(null, { user: auth.method });
      else callback(new Error('Wrong user name or password'));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: (mailFrom as SMTPServerAddress).address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
          secure: session.secure,
          ehlo: session.hostNameAppearsAs,
          method: String(session.user ?? ''),
        });
        callback(null, 'queued as 1');
      });
    },
    ...options,
  });
  // Some tests have a client that rejects our certificate.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, stop: () => new Promise((resolve) => server.close(resolve)) };
}
