import nodemailer from 'nodemailer';
import type { Account } from '../src/model/account/account';
import { systemClock } from '../src/model/clock';
import { silentLog } from '../src/model/log';
import { SmtpTransport } from '../src/mail/smtp/smtp';
import { aCredential, aMessage, anAccount, password } from '../test/support/builders';
import { anAuthority } from '../test/support/certificates';
import { writeReport, type Finding } from './benchReport';
import { startDelayProxy } from './delayProxy';
import { findingsAt, rows, stallAt, type Measured, type Plan } from './latencyReport';
import { startPostfix, ensurePostfix } from './postfix';
import { shuffled } from './series';
import { startSinkProcess } from './sinkProcess';

/** Rounds for each round-trip time (milliseconds): the longer the way, the less the noise matters. */
const far: Plan = [
  [0, 21],
  [20, 7],
  [50, 5],
  [100, 5],
];
const near: Plan = [[0, 31]];

/** What the sink may be like. `stall`: Linux' delayed acknowledgement, milliseconds. */
const sinks = [
  { name: '', chunking: false, stall: 0, plan: far },
  { name: ', CHUNKING offered', chunking: true, stall: 0, plan: far },
] as const;
const imitation = { name: ', as Postfix after a full handshake (imitated)', chunking: false, stall: 40, plan: far };

const authority = anAuthority();
const certificate = authority.issue();
const ca = [authority.ca];
/** About what a mail of a finished task is. */
const message = aMessage({
  raw: new TextEncoder().encode(`Subject: DONE: build\r\n\r\n${'It is done, and all is well.\r\n'.repeat(35)}`),
});
const security = ['startTls', 'implicitTls'] as const satisfies readonly Account['security'][];

/** One way to send one mail; resolves when the server has taken it. `prepare` is not measured. */
interface Way {
  readonly name: string;
  readonly prepare?: () => Promise<void>;
  readonly send: () => Promise<unknown>;
  readonly end?: () => void;
}

void main();

async function main(): Promise<void> {
  const without = ensurePostfix();
  const postfix = without === undefined ? await startPostfix(certificate) : undefined;
  const lines: string[] = [
    'A mail of about 1 KB, signed in with AUTH PLAIN, TLS 1.3, to a sink of our own in another process, over a proxy that delays each packet by half a round trip and the first by one more (the TCP handshake). All ways take turns in random order. Medians in milliseconds; round trips are the slope over 20, 50 and 100 ms.',
    '',
    postfix === undefined
      ? `A real Postfix is not measured: ${without ?? ''}. What it does after a full handshake (it sends a session ticket in a small segment, and its next reply waits for the delayed acknowledgement of that) is imitated by the sink.`
      : `Beside the sink a real Postfix ${postfix.version}, which throws all mails away, without delay: after a full handshake it sends a session ticket in a small segment, and its next reply waits for the delayed acknowledgement of that.`,
    '',
  ];
  const findings: Finding[] = [];
  try {
    for (const one of security) {
      for (const sink of postfix === undefined ? [...sinks, imitation] : sinks) {
        const measured: Measured = new Map();
        for (const [roundTrip, rounds] of sink.plan) await measureSink(one, sink, roundTrip, rounds, measured);
        lines.push(`### ${one}${sink.name}`, '', ...rows(measured, sink.plan), '');
        if (sink.stall === 0) findings.push(...findingsAt(one, sink.chunking, measured));
      }
      const measured: Measured = new Map();
      if (postfix !== undefined) {
        for (const [roundTrip, rounds] of near) await measure(one, postfix.ports[one], roundTrip, rounds, measured);
        lines.push(`### ${one}, Postfix`, '', ...rows(measured, near), '');
      }
      findings.push(stallAt(one, measured));
    }
  } finally {
    await postfix?.stop();
  }
  await writeReport('Latency', 'npm run bench:latency', lines, findings);
}

async function measureSink(
  one: (typeof security)[number],
  { chunking, stall }: { readonly chunking: boolean; readonly stall: number },
  roundTrip: number,
  rounds: number,
  measured: Measured,
): Promise<void> {
  // Held until the ticket has come and its acknowledgement is back.
  const held = stall === 0 ? 0 : stall + roundTrip;
  const sink = await startSinkProcess({ security: one, chunking, certificate, stall: held });
  const proxy = roundTrip === 0 ? undefined : await startDelayProxy(sink.port, roundTrip);
  await measure(one, proxy?.port ?? sink.port, roundTrip, rounds, measured);
  proxy?.stop();
  sink.stop();
}

async function measure(
  one: (typeof security)[number],
  port: number,
  roundTrip: number,
  rounds: number,
  measured: Measured,
): Promise<void> {
  const all = ways(anAccount({ host: '127.0.0.1', port, security: one }));
  // Once each beforehand: code is loaded, sessions and pools are there.
  for (const way of all) await timed(way);
  for (let round = 0; round < rounds; round++) {
    for (const way of shuffled(all)) {
      const times = measured.get(way.name) ?? new Map<number, number[]>();
      measured.set(way.name, times);
      times.set(roundTrip, [...(times.get(roundTrip) ?? []), await timed(way)]);
    }
  }
  for (const way of all) way.end?.();
}

async function timed(way: Way): Promise<number> {
  await way.prepare?.();
  const begun = performance.now();
  await way.send();
  return performance.now() - begun;
}

function ways(account: Account): readonly Way[] {
  const { host, port, username: user } = account;
  const stock = {
    host,
    port,
    secure: account.security === 'implicitTls',
    requireTLS: account.security === 'startTls',
    auth: { user, pass: password },
    tls: { ca },
  };
  const { from, to } = message.envelope;
  const mail = { envelope: { from, to: [...to] }, raw: Buffer.from(message.raw) };
  const pool = nodemailer.createTransport({ ...stock, pool: true, maxConnections: 1, maxMessages: Infinity });
  const closing = new SmtpTransport({ clock: systemClock, log: silentLog, ca, idle: 0 });
  const keeping = new SmtpTransport({ clock: systemClock, log: silentLog, ca, idle: 60_000 });
  let ahead = new SmtpTransport({ clock: systemClock, log: silentLog, ca, idle: 60_000 });
  const credential = aCredential(account);
  const own =
    (transport: SmtpTransport, fresh = false) =>
    async () => {
      const attempted = await transport.send({
        message,
        account,
        credential,
        fresh,
        beforeBody: () => Promise.resolve(),
      });
      if (!attempted.ok) throw new Error(attempted.failure.cause);
    };
  return [
    { name: 'nodemailer, fresh', send: () => nodemailer.createTransport(stock).sendMail(mail) },
    { name: 'nodemailer, pool, warm', send: () => pool.sendMail(mail), end: () => pool.close() },
    { name: 'ours, fresh, full handshake', send: own(closing, true) },
    { name: 'ours, fresh, session resumed', send: own(closing) },
    { name: 'ours, connection reused', send: own(keeping), end: () => keeping.dispose() },
    {
      name: 'ours, opened ahead',
      // A connection that has carried no mail yet, as it is when a run ends.
      prepare: async () => {
        ahead = new SmtpTransport({ clock: systemClock, log: silentLog, ca, idle: 60_000 });
        await ahead.open(account, credential);
      },
      send: async () => {
        await own(ahead)();
        ahead.dispose();
      },
    },
  ];
}
