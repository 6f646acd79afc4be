import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { maxWorkers } from '../src/outbox/courier/workerPool';
import { anAuthority } from '../test/support/certificates';
import { fillBacklog } from './backlog';
import { table, writeReport, type Finding } from './benchReport';
import { accountId } from './drain';
import { message } from './sampleMail';
import { isSteady, median, shuffled, spread } from './series';
import { startSinkProcess } from './sinkProcess';
import type { ClientKind, ClientRun } from './throughputClient';

const mails = Number(process.argv[2] ?? 10_000);
/** All take turns until the ratios to the pool of the same round are within a tenth, or that often. */
const rounds = { least: 3, most: 7 };
const certificate = anAuthority().issue();
/** In one file, as what is installed: the loader of the sources adds work to each function that they make. */
const client = path.resolve(__dirname, '../out/bench/throughputClient.cjs');

interface Setting {
  readonly name: string;
  readonly kind: ClientKind;
  readonly chunking: boolean;
}

const settings: readonly Setting[] = [
  { name: 'nodemailer pool of 5', kind: 'nodemailer pool of 5', chunking: true },
  {
    name: 'nodemailer pool of 5, bytes made before',
    kind: 'nodemailer pool of 5, bytes made before',
    chunking: true,
  },
  { name: 'our transport, one connection, DATA', kind: 'transport, one connection', chunking: false },
  { name: 'our transport, one connection, CHUNKING', kind: 'transport, one connection', chunking: true },
  { name: 'our whole outbox, DATA', kind: 'whole outbox', chunking: false },
  { name: 'our whole outbox, CHUNKING', kind: 'whole outbox', chunking: true },
];

void main();

async function main(): Promise<void> {
  const entryPoints = [path.join(__dirname, 'throughputClient.ts')];
  buildSync({ entryPoints, outfile: client, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  const runs = new Map<string, ClientRun[]>(settings.map(({ name }) => [name, []]));
  const [pool = '', made = ''] = settings.map(({ name }) => name);
  const all = (name: string, value: (run: ClientRun) => number): number[] => (runs.get(name) ?? []).map(value);
  const of = (name: string, value: (run: ClientRun) => number): number => median(all(name, value));
  const ratesOf = (name: string): number[] => all(name, ({ time }) => (mails * 1_000) / time);
  /** Round by round: what slows the computer down slows both. */
  const ratiosOf = (name: string, peer: string): number[] =>
    ratesOf(name).map((rate, round) => rate / (ratesOf(peer)[round] ?? Number.NaN));
  const ratioOf = (name: string, peer: string): number => median(ratiosOf(name, peer));
  const aboveIdle = (name: string): number => of(name, ({ most, idle }) => most - idle);
  const outboxes = settings.filter(({ kind }) => kind === 'whole outbox');
  const isDone = (round: number): boolean =>
    round >= rounds.most || (round >= rounds.least && outboxes.every(({ name }) => isSteady(ratiosOf(name, pool))));
  let done = 0;
  for (; !isDone(done); done++)
    for (const setting of shuffled(settings)) runs.get(setting.name)?.push(await run(setting));
  const rows = settings.map(({ name }) => [
    name,
    spread(ratesOf(name), 0).join(' – '),
    spread(ratiosOf(name, pool), 2).join(' – '),
    ratioOf(name, made).toFixed(2),
    aboveIdle(name).toFixed(0),
    of(name, ({ most }) => most).toFixed(0),
  ]);
  const findings = outboxes.flatMap(({ name, chunking }): Finding[] => [
    {
      what: `${String(mails)} messages drained, durability on${chunking ? ', CHUNKING offered' : ''}`,
      target: '≥ 1.5x of a nodemailer pool of 5',
      peers: '1x, durability none',
      measured: `${ratioOf(name, pool).toFixed(2)}x (${spread(ratiosOf(name, pool), 2).join(' – ')})`,
      isMet: ratioOf(name, pool) >= 1.5,
    },
    {
      what: `memory meanwhile${chunking ? ', CHUNKING offered' : ''}`,
      target: '≤ 100 MB above idle',
      peers: `pool ${aboveIdle(pool).toFixed(0)} MB`,
      measured: `${aboveIdle(name).toFixed(0)} MB`,
      isMet: aboveIdle(name) <= 100,
    },
  ]);
  await writeReport(
    'Throughput',
    'npm run bench:throughput',
    [
      `${String(mails)} mails of about 1 KB over plain SMTP with AUTH PLAIN to a sink of our own in another process; each client bundled into one file, as the extension is, and in a process of its own, ${String(done)} rounds in random order; least, median and greatest, ratios from round to round. The pools get all mails at once and keep nothing. Our transport alone gets one after the other and writes nothing to disk. Our whole outbox finds them on disk, as a window does that opens after another one has died: it reads and claims each, has on disk that it is in doubt before its body goes out, and its receipt before the next one’s does, over one connection at first and, once a mail was accepted, over up to ${String(maxWorkers)}.`,
      '',
      ...table([['', 'mails/s', 'x pool', 'x pool, bytes made before', 'MB above idle', 'MB at most'], ...rows]),
    ],
    findings,
  );
}

async function run({ kind, chunking }: Setting): Promise<ClientRun> {
  const root = mkdtempSync(path.join(tmpdir(), 'outbox-bench-'));
  if (kind === 'whole outbox') await fillBacklog(root, accountId, mails, message);
  const sink = await startSinkProcess({ security: 'none', chunking, certificate, stall: 0 });
  const child = fork(client, [kind, String(sink.port), String(mails), root], { execArgv: [] });
  try {
    return await new Promise<ClientRun>((resolve, reject) => {
      child.once('message', (result) => resolve(result as ClientRun));
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`a client ended with ${String(code)}`)));
    });
  } finally {
    sink.stop();
    rmSync(root, { recursive: true, force: true });
  }
}
