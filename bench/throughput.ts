import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { anAuthority } from '../test/support/certificates';
import { fillBacklog } from './backlog';
import { table, writeReport } from './benchReport';
import { accountId } from './drain';
import { message } from './sampleMail';
import { median, shuffled } from './series';
import { startSinkProcess } from './sinkProcess';
import type { ClientKind, ClientRun } from './throughputClient';

const mails = Number(process.argv[2] ?? 10_000);
const rounds = Number(process.env['R'] ?? 3);
const certificate = anAuthority().issue();

interface Setting {
  readonly name: string;
  readonly kind: ClientKind;
  readonly chunking: boolean;
}

const allSettings: readonly Setting[] = [
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
const settings = allSettings.filter(({ name }) => name.includes(process.env['S'] ?? ''));

void main();

async function main(): Promise<void> {
  const runs = new Map<string, ClientRun[]>(settings.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const setting of shuffled(settings)) runs.get(setting.name)?.push(await run(setting));
  const rateOf = (name: string): number => median((runs.get(name) ?? []).map(({ time }) => (mails * 1_000) / time));
  const [pool, made] = settings.map(({ name }) => rateOf(name));
  const rows = settings.map(({ name }) => {
    const own = runs.get(name) ?? [];
    const rate = rateOf(name);
    const above = median(own.map(({ most, idle }) => most - idle));
    const most = median(own.map((one) => one.most));
    return [
      name,
      rate.toFixed(0),
      (rate / (pool ?? 1)).toFixed(2),
      (rate / (made ?? 1)).toFixed(2),
      above.toFixed(0),
      most.toFixed(0),
    ];
  });
  await writeReport('Throughput', 'npm run bench:throughput', [
    `${String(mails)} mails of about 1 KB over plain SMTP with AUTH PLAIN to a sink of our own in another process; each client in a process of its own, ${String(rounds)} rounds in random order, medians. The transport only: what the outbox writes to disk is not in it. The pools get all mails at once, ours one after the other, as the outbox sends them.`,
    '',
    ...table([['', 'mails/s', 'x pool', 'x pool, bytes made before', 'MB above idle', 'MB at most'], ...rows]),
  ]);
}

async function run({ kind, chunking }: Setting): Promise<ClientRun> {
  const root = mkdtempSync(path.join(tmpdir(), 'outbox-bench-'));
  if (kind === 'whole outbox') await fillBacklog(root, accountId, mails, message);
  const sink = await startSinkProcess({ security: 'none', chunking, certificate, stall: 0 });
  const file = path.join(__dirname, 'throughputClient.ts');
  const child = fork(file, [kind, String(sink.port), String(mails), root], { execArgv: ['--import', 'tsx'] });
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
