import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { systemClock } from '../src/model/clock';
import { silentLog, type Log } from '../src/model/log';
import { SmtpTransport } from '../src/mail/smtp/smtp';
import { systemScheduler, type Scheduler } from '../src/system/scheduler';
import { anAuthority } from '../test/support/certificates';
import { fillBacklog } from './backlog';
import { accountId, openOutbox } from './drain';
import { message } from './sampleMail';
import { startSinkProcess } from './sinkProcess';

const kills = 11;
const locks = 5;
/** Mails of another account, which wait. */
const others = 200;

export interface Takeover {
  /** For each kill, in milliseconds: see the text of the report. */
  readonly outbox: {
    readonly noticed: readonly number[];
    readonly usable: readonly number[];
    readonly sent: readonly number[];
  };
  readonly lockfile: readonly number[];
}

export async function measureTakeover(): Promise<Takeover> {
  const certificate = anAuthority().issue();
  const sink = await startSinkProcess({ security: 'none', chunking: true, certificate, stall: 0 });
  const outbox = { noticed: [] as number[], usable: [] as number[], sent: [] as number[] };
  for (let kill = 0; kill < kills; kill++) {
    const { noticed, usable, sent } = await takeOver(sink.port);
    outbox.noticed.push(noticed);
    outbox.usable.push(usable);
    outbox.sent.push(sent);
  }
  sink.stop();
  return { outbox, lockfile: await Promise.all(Array.from({ length: locks }, waitForLock)) };
}

async function takeOver(port: number): Promise<{ noticed: number; usable: number; sent: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbox-bench-'));
  const root = path.join(folder, 'outbox');
  const id = String(others);
  await fillBacklog(root, 'resting', others, message);
  const holder = await held('outbox', root, id);

  let [began, looked, handed] = [0, 0, 0];
  // What the outbox does by itself begins here; with one of these looks it takes the lease over, which it logs.
  const scheduler: Scheduler = {
    ...systemScheduler,
    after: (milliseconds, work) =>
      systemScheduler.after(milliseconds, () => {
        began = performance.now();
        work();
      }),
  };
  const log: Log = {
    ...silentLog,
    info: (text) => {
      if (text.endsWith('is taken over')) looked = began;
    },
  };
  const smtp = new SmtpTransport({ clock: systemClock, log: silentLog });
  const transport: typeof smtp = Object.assign(Object.create(smtp) as typeof smtp, {
    send: (...all: Parameters<typeof smtp.send>) => {
      handed = performance.now();
      return smtp.send(...all);
    },
  });
  const sent = new Promise<number>((resolve) => {
    const onSent = (one: string): void => {
      if (one === id) resolve(performance.now());
    };
    const outbox = openOutbox(root, { port, onSent, transport, scheduler, log, only: accountId });
    void outbox.start();
    ending.push(() => outbox.stop());
  });
  // Killed at any moment between two looks.
  await setTimeout(1_200 + Math.random() * 1_000);
  const ended = new Promise<number>((resolve) => holder.once('exit', () => resolve(performance.now())));
  holder.kill('SIGKILL');
  const [end, done] = await Promise.all([ended, sent]);
  for (const stop of ending.splice(0)) await stop();
  smtp.dispose();
  rmSync(folder, { recursive: true });
  return { noticed: looked - end, usable: handed - looked, sent: done - looked };
}

const ending: (() => Promise<void>)[] = [];

/** Milliseconds from the kill of the process that has a lock until we have it. */
async function waitForLock(): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbox-bench-'));
  const file = path.join(folder, 'queue.json');
  writeFileSync(file, '[]');
  const holder = await held('lock', file);
  holder.kill('SIGKILL');
  const begun = performance.now();
  for (;;) {
    const release = await lock(file).catch(() => undefined);
    if (release === undefined) {
      await setTimeout(20);
      continue;
    }
    const time = performance.now() - begun;
    await release();
    rmSync(folder, { recursive: true });
    return time;
  }
}

/** Resolves when that process has what it is to hold. */
function held(...args: readonly string[]): Promise<ChildProcess> {
  const child = fork(path.join(__dirname, 'outboxHolder.ts'), args, { execArgv: ['--import', 'tsx'] });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`the holder ended with ${String(code)}`)));
    child.once('error', reject);
  });
}
