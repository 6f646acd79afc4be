import { table, writeReport } from './benchReport';
import { measureEnqueue } from './enqueue';
import { median, spread } from './series';
import { measureStorm } from './storm';
import { measureTakeover } from './takeover';

const waiting = 10_000;
const runs = 500;

void main();

async function main(): Promise<void> {
  const times = await measureEnqueue(waiting);
  const of = (name: keyof typeof times): number => median(times[name]);
  const ratio = (name: keyof typeof times): string => (of(name) / of('one fdatasync')).toFixed(1);
  const enqueued = Object.keys(times) as (keyof typeof times)[];
  const { outbox, lockfile } = await measureTakeover();
  const [noticed, usable, sent] = [outbox.noticed, outbox.usable, outbox.sent].map(median) as [number, number, number];
  const locked = median(lockfile);
  const storm = await measureStorm(runs);
  const fromEmpty = of('outbox, 10,000 waiting') / of('outbox, empty');
  await writeReport(
    'Outbox',
    'npm run bench:outbox',
    [
      '### Enqueue',
      '',
      'A mail of about 1 KB taken durably: the outbox writes its file, flushes it, renames it and flushes the folder. Beside it one fdatasync after 1 KB is appended to an open file, and a queue like VS Code’s Memento: one JSON text with everything in it, written anew each time, flushed and renamed. All take turns in random order in one process; least, median and greatest, ratios of the medians.',
      '',
      ...table([
        ['', 'ms', 'x one fdatasync'],
        ...enqueued.map((name) => [name, spread(times[name], 3).join(' – '), ratio(name)]),
      ]),
      '',
      '### Takeover',
      '',
      `Two processes live on one outbox; the one that holds the lease and has claimed a mail is killed with SIGKILL. Noticed: from its end until the other looks, which it does once a second. Usable: from that look until the claimed mail is handed to the transport. Sent: until the server has taken it and the disk knows. ${String(outbox.usable.length)} kills, medians. proper-lockfile with its defaults (stale after 10 s): from the kill until another process has the lock, tried every 20 ms.`,
      '',
      ...table([
        ['', 'noticed after, ms', 'usable after, ms', 'sent after, ms', 'all together, ms'],
        ['outbox', noticed.toFixed(0), usable.toFixed(1), sent.toFixed(1), (noticed + sent).toFixed(0)],
        ['proper-lockfile', '', '', '', locked.toFixed(0)],
      ]),
      '',
      '### Storm',
      '',
      `${String(runs)} runs end within five seconds and go through notifier, composing, freezing, digest and outbox on a real folder to a server in the same process: each has a mail of its own on the disk, and is then told of in ${String(storm.mails)} mail. The longest time for which the event loop was blocked, beside that of a process that only waits.`,
      '',
      ...table([
        ['', 'blocked for at most, ms'],
        [`${String(runs)} runs`, storm.longest.toFixed(0)],
        ['waiting', storm.idle.toFixed(0)],
      ]),
    ],
    [
      {
        what: 'enqueue, median',
        target: '≤ 2x one fdatasync',
        peers: `Memento-like JSON ${ratio('JSON rewritten, empty')}x`,
        measured: `${ratio('outbox, empty')}x`,
        isMet: of('outbox, empty') / of('one fdatasync') <= 2,
      },
      {
        what: 'enqueue with 10,000 waiting',
        target: '≤ 1.3x of that when empty',
        peers: `Memento-like JSON ${(of('JSON rewritten, 10,000 waiting') / of('JSON rewritten, empty')).toFixed(0)}x`,
        measured: `${fromEmpty.toFixed(2)}x`,
        isMet: fromEmpty <= 1.3,
      },
      {
        what: 'after the sending process is killed, the next one sends',
        target: 'lease time aside, claims usable ≤ 10 ms',
        peers: `proper-lockfile ${(locked / 1000).toFixed(1)} s`,
        measured: `${usable.toFixed(1)} ms; noticed after ${noticed.toFixed(0)} ms`,
        isMet: usable <= 10,
      },
    ],
  );
}
