import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { itemStates, parseEntry, type Entry } from '../../src/outbox/store/entry';
import { everyOffer, HarshSmtpServer, type Arrival } from '../support/harshSmtpServer';
import { testProgram } from '../support/testProgram';

export interface CrashPlan {
  readonly kills: number;
  /** How many windows live on the folder at the same time. */
  readonly windows: number;
}

/** What a run left behind. */
export interface CrashReport {
  readonly kills: number;
  /** The ids of the mails that were promised to be sent. */
  readonly accepted: ReadonlySet<string>;
  readonly arrivals: readonly Arrival[];
  /** What is on the disk at the end, by id. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** What windows said beside the usual. */
  readonly complaints: readonly string[];
  readonly setAside: readonly string[];
  /** How many receipts were written as those of backlogs, over several connections. */
  readonly receipts?: number;
}

/** Kills windows at random moments while they take and send mails; in the end one may finish in peace. */
export async function crashRun(plan: CrashPlan): Promise<CrashReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbox-crash-'));
  const root = path.join(folder, 'outbox');
  const script = await testProgram('test/crash/window.ts', folder);
  const server = await HarshSmtpServer.start(() => Math.random());
  server.offers = everyOffer;
  server.harshness = 0.12;
  const accepted = new Set<string>();
  const complaints: string[] = [];
  const children = new Set<ChildProcess>();
  let kills = 0;
  let serial = 0;

  const open = (mails: number, onLine: (line: string) => void): ChildProcess => {
    serial += 1;
    const args = [script, root, String(server.port), `w${serial}`, String(mails)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    child.once('exit', () => children.delete(child));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, id = ''] = line.split(' ');
      if (word === 'accepted') accepted.add(id);
      else if (word !== 'ready' && word !== 'idle' && word !== 'dead') complaints.push(line);
      onLine(line);
    });
    return child;
  };
  /** Resolves when a window is gone. One that ends by itself is a bug. */
  const closed = (child: ChildProcess): Promise<void> =>
    new Promise((resolve) =>
      child.once('close', (code, signal) => {
        if (signal !== 'SIGKILL') complaints.push(`a window ended by itself: ${String(code ?? signal)}`);
        resolve();
      }),
    );

  try {
    const kill = async (): Promise<void> => {
      while (kills < plan.kills) {
        kills += 1;
        // From a mail on, every other time: on a slow computer none would be taken between that and the kill.
        const moment = kills % 2 === 0 ? 'accepted' : 'ready';
        let isStruck = false;
        const child = open(1_000, (line) => {
          if (isStruck || !line.startsWith(moment)) return;
          isStruck = true;
          setTimeout(() => child.kill('SIGKILL'), Math.random() * 400);
        });
        await closed(child);
      }
    };
    await Promise.all(Array.from({ length: plan.windows }, kill));
    server.harshness = 0;
    const last = open(0, (line) => {
      if (line === 'idle') last.kill('SIGKILL');
    });
    await closed(last);
    const entries = new Map<string, Entry>();
    for (const state of itemStates)
      for (const name of readdirSync(path.join(root, state))) {
        const entry = parseEntry(state, name);
        if (entry !== undefined) entries.set(entry.id, entry);
      }
    const setAside = readdirSync(path.join(root, 'set-aside'));
    const logs = readdirSync(path.join(root, 'receipts')).map((name) =>
      readFileSync(path.join(root, 'receipts', name)),
    );
    const receipts = logs.reduce((sum, log) => sum + log.toString('latin1').split('\n').length - 1, 0);
    return { kills, accepted, arrivals: server.arrivals, entries, complaints, setAside, receipts };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
