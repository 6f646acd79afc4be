import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../src/model/clock';
import { silentLog, type Log } from '../src/model/log';
import { SmtpTransport } from '../src/mail/smtp/smtp';
import type { Transport } from '../src/mail/transport/transport';
import { Outbox } from '../src/outbox/outbox';
import type { Scheduler } from '../src/system/scheduler';
import { aCredential, anAccount } from '../test/support/builders';
import { message } from './sampleMail';

/** The account that the mails of the benches are for. */
export const accountId = 'account-1';

export interface BenchOutboxOptions {
  /** Of a server on this computer, without encryption. */
  readonly port: number;
  readonly onSent?: (id: string) => void;
  readonly transport?: Transport;
  readonly log?: Log;
  readonly scheduler?: Scheduler;
  /** Sends for this account only; where it is missing for all, `'none'` takes messages and sends none. */
  readonly only?: string;
}

/** The whole outbox, as a window has it. */
export function openOutbox(root: string, options: BenchOutboxOptions): Outbox {
  const { port, onSent, log = silentLog, scheduler, only } = options;
  const account = anAccount({ id: accountId, host: '127.0.0.1', port, security: 'none' });
  const sender = { account, credential: aCredential(account), limits: { perMinute: Infinity, perDay: Infinity } };
  const outbox = new Outbox({
    root,
    transport: options.transport ?? new SmtpTransport({ clock: systemClock, log: silentLog }),
    senders: {
      sender: (id) => (only === undefined || only === id ? Promise.resolve(sender) : new Promise(() => undefined)),
    },
    clock: systemClock,
    log,
    random: Math.random,
    ...(scheduler === undefined ? {} : { scheduler }),
  });
  outbox.onNews((event) => {
    if (event.kind === 'sent') onSent?.(event.item.id);
    else if (event.kind !== 'trouble' || event.failure !== undefined)
      // Not thrown: the outbox goes on whatever its listeners do.
      setImmediate(() => {
        throw new Error(`the outbox of the bench: ${event.kind}`);
      });
  });
  return outbox;
}

/** As a window does that opens and finds mails of another one: reads, claims, sends and settles each, all on disk. */
export function drain(port: number, full: string) {
  const empty = mkdtempSync(path.join(tmpdir(), 'outbox-bench-'));
  // The timers of the outbox keep no process alive.
  const awake = setInterval(() => undefined, 1_000);
  const open = async (root: string, mails: number, begin: (outbox: Outbox) => Promise<void>): Promise<void> => {
    let [sent, done] = [0, (): void => undefined];
    const all = new Promise<void>((resolve) => (done = resolve));
    const onSent = (): void => {
      sent += 1;
      if (sent === mails) done();
    };
    const outbox = openOutbox(root, { port, onSent });
    await begin(outbox);
    await all;
    await outbox.stop();
  };
  return {
    sendAll: (mails: number) =>
      mails === 1
        ? open(empty, 1, async (outbox) => {
            await outbox.start();
            await outbox.enqueue(message(-1), accountId);
          })
        : open(full, mails, (outbox) => outbox.start()),
    end: () => {
      clearInterval(awake);
      rmSync(empty, { recursive: true, force: true });
    },
  };
}
