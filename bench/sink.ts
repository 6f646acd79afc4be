import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { randomBytes } from 'node:crypto';
import type { Security } from '../src/model/account/security';
import type { Certificate } from '../test/support/certificates';

/** How the sink behaves; given to the process as JSON on its command line. */
export interface SinkOptions {
  readonly security: Security;
  readonly chunking: boolean;
  readonly certificate: Certificate;
  /**
   * Milliseconds for which the first reply after a full TLS handshake is held, as it is at a real Postfix: its session
   * ticket is on the way in a small segment, so that Nagle holds the reply until the client's delayed acknowledgement.
   */
  readonly stall: number;
}

const replies: Readonly<Record<string, string>> = {
  AUTH: '235 ok',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  RSET: '250 ok',
  QUIT: '221 bye',
};

/**
 * An SMTP server that throws everything away, as fast as it can: no waiting before the greeting, one write for each
 * batch.
 */
export function startSink({ security, chunking, certificate, stall }: SinkOptions): Promise<number> {
  const ticketKeys = randomBytes(48);
  const offer = `250-sink\r\n250-PIPELINING\r\n250-SIZE 20000000\r\n${chunking ? '250-CHUNKING\r\n' : ''}`;

  const handshakes = createTlsServer({ ...certificate, ticketKeys }, (socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    const wait = socket.isSessionReused() ? 0 : stall;
    converse(socket, security === 'implicitTls', `${offer}250 AUTH PLAIN\r\n`, () => undefined, wait);
  });

  const server = createServer((plain) => {
    plain.setNoDelay(true);
    plain.on('error', () => undefined);
    const turn = (): unknown => handshakes.emit('connection', plain);
    if (security === 'implicitTls') turn();
    else converse(plain, true, `${offer}250 ${security === 'startTls' ? 'STARTTLS' : 'AUTH PLAIN'}\r\n`, turn, 0);
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { readonly port: number }).port)),
  );
}

function converse(socket: Socket, greets: boolean, ehlo: string, turn: () => void, wait: number): void {
  let rest: Buffer = Buffer.alloc(0);
  let inBody = false;
  let chunk = -1;
  let holdUntil = wait === 0 ? 0 : performance.now() + wait;
  let taken = 0;

  const write = (text: string): void => {
    const left = holdUntil - performance.now();
    holdUntil = 0;
    if (left > 0) setTimeout(() => socket.write(text), left);
    else socket.write(text);
  };
  const hear = (bytes: Buffer): void => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    let out = '';
    for (;;) {
      if (chunk >= 0) {
        if (rest.length < chunk) break;
        rest = rest.subarray(chunk);
        chunk = -1;
        out += `250 taken ${String(++taken)}\r\n`;
        continue;
      }
      const end = inBody ? rest.indexOf('\r\n.\r\n') : rest.indexOf('\r\n');
      if (end < 0) break;
      if (inBody) {
        rest = rest.subarray(end + 5);
        inBody = false;
        out += `250 taken ${String(++taken)}\r\n`;
        continue;
      }
      const line = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + 2);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'BDAT') chunk = Number(line.split(' ')[1]);
      else if (line === 'STARTTLS') {
        socket.off('data', hear);
        socket.write('220 go\r\n');
        turn();
        return;
      } else {
        inBody = verb === 'DATA';
        out += verb === 'EHLO' ? ehlo : `${replies[verb] ?? '500 what?'}\r\n`;
        if (verb === 'QUIT') socket.end(out);
      }
    }
    if (out !== '' && !socket.writableEnded) write(out);
  };
  socket.on('data', hear);
  if (greets) write('220 sink ESMTP\r\n');
}

if (process.argv[1]?.endsWith('sink.ts') === true) {
  const options = JSON.parse(process.argv[2] ?? '{}') as SinkOptions;
  void startSink(options).then((port) => process.send?.(port));
  process.on('disconnect', () => process.exit());
}
