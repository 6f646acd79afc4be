import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { silentLog } from '../src/model/log';
import { systemClock } from '../src/model/clock';
import { decide } from '../src/model/rule/decision';
import { RunHistory } from '../src/notify/history/runHistory';
import { systemScheduler } from '../src/system/scheduler';
import { launchBrowser } from '../test/editor/browser';
import { installEditor } from '../test/editor/install';
import { aSandboxEntry } from '../test/page/accountEntries';
import { aRun } from '../test/support/builders';
import { fillBacklog } from './backlog';
import { type Finding, table, writeReport } from './benchReport';
import { message } from './sampleMail';
import { median, shuffled } from './series';
import { WeighedEditor, type Weight } from './windowWeight';

const root = path.resolve(__dirname, '..');
const rounds = 5;
const waiting = 10_000;
const runs = 500;
const day = 24 * 60 * 60 * 1_000;
const account = aSandboxEntry();
const settings = { 'mailWhenDone.accounts': [account] };

const plans = [
  { name: 'the editor without us', start: () => WeighedEditor.start(undefined, {}) },
  { name: 'with us, nothing waiting', start: () => WeighedEditor.start(root, settings) },
  {
    name: `with us, ${String(waiting)} mails that wait and ${String(runs)} runs of history`,
    start: () => WeighedEditor.start(root, settings, prepare),
  },
];

void main();

async function main(): Promise<void> {
  execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'ignore' });
  await installEditor();
  const browser = await launchBrowser();
  const weighed: { readonly name: string; readonly editor: WeighedEditor; readonly weights: Weight[] }[] = [];
  try {
    for (const { name, start } of plans) {
      const editor = await start();
      weighed.push({ name, editor, weights: [] });
      // The first window fills caches, as the first start after an installation does.
      await editor.weigh(browser);
    }
    for (let round = 0; round < rounds; round++)
      for (const { editor, weights } of shuffled(weighed)) weights.push(await editor.weigh(browser));
  } finally {
    for (const { editor } of weighed) await editor.stop();
    await browser.close();
  }
  await report(weighed);
}

/** Mails that wait for tomorrow, and the last runs of all windows. */
async function prepare(storage: string): Promise<void> {
  await fillBacklog(path.join(storage, 'outbox'), account.id, waiting, message, Date.now() + day);
  const folder = path.join(storage, 'history');
  const history = new RunHistory({ folder, clock: systemClock, scheduler: systemScheduler, log: silentLog });
  const known = { enabled: true, isAway: () => true, lastOutcome: undefined, failures: 0, muted: false } as const;
  const decision = decide(aRun(), [], { ...known, asked: true, told: false, workspace: undefined });
  for (let run = 0; run < runs; run++) {
    const [id, command] = [`run-${String(run)}`, 'x'.repeat(200 + (run % 300))];
    history.add(aRun({ id, name: `build ${String(run)}`, endedAt: Date.now(), command }), decision, 1_000);
  }
  history.dispose();
}

interface Weighed {
  readonly name: string;
  readonly weights: readonly Weight[];
}

async function report(weighed: readonly Weighed[]): Promise<void> {
  const [without, ...others] = weighed;
  const of = (one: Weighed | undefined, key: keyof Weight): number[] => (one?.weights ?? []).map((each) => each[key]);
  const over = (one: Weighed, key: keyof Weight): number => median(of(one, key)) - median(of(without, key));
  const spread = (values: readonly number[]): string =>
    `${Math.min(...values).toFixed(0)} – **${median(values).toFixed(0)}** – ${Math.max(...values).toFixed(0)}`;
  const peers = 'the same editor without us';
  const findings = others.flatMap((one): Finding[] => {
    const [cpu, heap] = [over(one, 'cpu'), over(one, 'heap')];
    const what = `start of a window ${one.name}`;
    return [
      { what: `${what}: CPU`, target: '≤ 30 ms more', peers, measured: `${cpu.toFixed(0)} ms`, isMet: cpu <= 30 },
      { what: 'its memory', target: '≤ 5 MB more', peers, measured: `${heap.toFixed(1)} MB`, isMet: heap <= 5 },
    ];
  });
  await writeReport(
    'Weight',
    'npm run bench:weight',
    [
      `The extension host of a window of a real editor in its first 15 seconds: CPU time of the process, heap after a collection, and the longest block of its event loop, whoever held it. Each column: minimum – **median** – maximum of ${String(rounds)} windows, the editors in random order.`,
      '',
      ...table([
        ['', 'CPU, ms', 'heap, MB', 'longest block, ms'],
        ...weighed.map((one) => [one.name, spread(of(one, 'cpu')), spread(of(one, 'heap')), spread(of(one, 'block'))]),
      ]),
    ],
    findings,
  );
}
