import { SmtpTransport } from '../../src/mail/smtp/smtp';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { usualHistory } from '../../src/outbox/store/retention';
import { Outbox } from '../../src/outbox/outbox';
import { usualPlan } from '../../src/outbox/store/verdict';
import { anAccount } from '../support/builders';
import { crashMail } from './crashMail';

/*
 * A window that takes mails and sends them until it is killed: node window.js <root> <port> <name> <mails>
 * Says on its standard output `ready`, and `accepted <id>` for each mail that it promised to send. Writing there is
 * synchronous, since it is a pipe. With 0 mails it only sends, and says `idle` when nothing is left.
 */
const [root = '', port = '', name = '', mails = '0'] = process.argv.slice(2);

const retry = { ...usualPlan, waits: [20, 50, 100, 200], floors: {}, turnedAway: 0, repeatAfter: 300 };
const clock = systemClock;
const outbox = new Outbox({
  root,
  clock,
  log: silentLog,
  random: () => Math.random(),
  transport: new SmtpTransport({ clock, log: silentLog }),
  settings: () => ({ retry, history: usualHistory }),
  senders: {
    sender: (id) => {
      const account = anAccount({
        id,
        host: '127.0.0.1',
        port: Number(port),
        security: 'none',
        authentication: false,
      });
      return Promise.resolve({ account, credential: undefined, limits: { perMinute: Infinity, perDay: Infinity } });
    },
  },
});

outbox.onNews((event) => {
  if (event.kind === 'held') say(`held ${event.hold.failure.cause} ${event.hold.failure.reply}`);
  else if (event.kind === 'gaveUp') for (const { id, end } of event.items) say(`dead ${id} ${end ?? ''}`);
  else if (event.kind === 'setAside') say(`aside ${event.paths.join(' ')}`);
  else if (event.kind === 'trouble' && event.failure !== undefined) say(`trouble ${event.failure.code}`);
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function work(): Promise<void> {
  // The timers of the outbox keep no process alive.
  setInterval(() => undefined, 1_000);
  await outbox.start();
  say('ready');
  const take = async (number: number, account: number): Promise<void> => {
    const id = `${name}-${number}`;
    await outbox.enqueue(crashMail(id), `account-${account}`);
    say(`accepted ${id}`);
  };
  // Many at once now and then, so that they go out over several connections.
  const many = Number(mails) > 0 && Math.random() < 0.3 ? 80 : 0;
  await Promise.all(Array.from({ length: many }, (_, number) => take(number, 0)));
  for (let number = many; number < Number(mails); number++) {
    await take(number, number % 3);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  }
  if (Number(mails) > 0) return;
  for (;;) {
    const { queued, sending, inDoubt } = outbox.snapshot().counts;
    if (queued + sending + inDoubt === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  say('idle');
}

void work();
