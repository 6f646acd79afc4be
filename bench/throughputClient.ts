import nodemailer from 'nodemailer';
import { systemClock } from '../src/model/clock';
import { silentLog } from '../src/model/log';
import { SmtpTransport } from '../src/mail/smtp/smtp';
import { aCredential, anAccount, password } from '../test/support/builders';
import { drain } from './drain';
import { from, html, message, text, to } from './sampleMail';

/**
 * One client of the throughput bench, in a process of its own: tells how long its mails took and what memory it needed.
 */
export interface ClientRun {
  /** Milliseconds from the first mail to the last receipt. */
  readonly time: number;
  /** Milliseconds for which a processor worked for this process meanwhile, in the kernel too. */
  readonly cpu: number;
  /** MB resident, once everything was loaded and one mail was sent; and at most. */
  readonly idle: number;
  readonly most: number;
}

export type ClientKind =
  'nodemailer pool of 5' | 'nodemailer pool of 5, bytes made before' | 'transport, one connection' | 'whole outbox';

/** @param root of the outbox that is full of these mails, where the whole outbox is measured */
const [, , kind, port, count, root = ''] = process.argv;
void run(kind as ClientKind, Number(port), Number(count)).then((result) => {
  process.send?.(result);
  process.disconnect();
});

function clientOf(own: ClientKind, at: number) {
  switch (own) {
    case 'whole outbox':
      return drain(at, root);
    case 'transport, one connection':
      return ours(at);
    default:
      return pool(at, own !== 'nodemailer pool of 5');
  }
}

async function run(own: ClientKind, at: number, mails: number): Promise<ClientRun> {
  const client = clientOf(own, at);
  await client.sendAll(1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const idle = process.memoryUsage().rss;
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await client.sendAll(mails);
  const time = performance.now() - begun;
  const { user, system } = process.cpuUsage(before);
  client.end();
  const mb = 1_048_576;
  return { time, cpu: (user + system) / 1_000, idle: idle / mb, most: (process.resourceUsage().maxRSS * 1_024) / mb };
}

/** As a program does that has many mails to send: all of them handed over, five connections. */
function pool(at: number, isMade: boolean) {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: at,
    secure: false,
    ignoreTLS: true,
    auth: { user: from, pass: password },
    pool: true,
    maxConnections: 5,
    maxMessages: Infinity,
  });
  const mail = (index: number) =>
    isMade
      ? { envelope: { from, to: [to] }, raw: Buffer.from(message(index).raw) }
      : { from, to, subject: `DONE: build ${String(index)}`, text, html };
  return {
    sendAll: (mails: number) =>
      Promise.all(Array.from({ length: mails }, (_, index) => transport.sendMail(mail(index)))),
    end: () => transport.close(),
  };
}

/** As the courier does: one mail after the other, each one's bytes at hand when it is its turn. */
function ours(at: number) {
  const transport = new SmtpTransport({ clock: systemClock, log: silentLog });
  const account = anAccount({ host: '127.0.0.1', port: at, security: 'none' });
  const credential = aCredential(account);
  return {
    sendAll: async (mails: number) => {
      for (let index = 0; index < mails; index++) {
        const beforeBody = (): Promise<void> => Promise.resolve();
        const attempted = await transport.send({ message: message(index), account, credential, beforeBody });
        if (!attempted.ok) throw new Error(attempted.failure.cause);
      }
    },
    end: () => transport.dispose(),
  };
}
