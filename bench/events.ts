import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as queueSoon } from 'node:timers';
import { setImmediate } from 'node:timers/promises';
import { compileRules } from '../src/model/rule/compiledRule';
import { systemClock } from '../src/model/clock';
import { silentLog } from '../src/model/log';
import { PrintedOutput } from '../src/model/output/printedOutput';
import { plainRule, type Rule } from '../src/model/rule/rule';
import type { Run } from '../src/model/run/run';
import { readShellOutput } from '../src/model/output/printedOutput';
import { TerminalRuns } from '../src/model/source/terminalRuns';
import { UsualDurations } from '../src/model/run/usualDuration';
import { MailRequests } from '../src/notify/mailRequests';
import { Notifier } from '../src/notify/notifier';
import { RunHistory } from '../src/notify/history/runHistory';
import { systemScheduler } from '../src/system/scheduler';
import { table, writeReport } from './benchReport';
import { median, shuffled, spread } from './series';

const rules = 1_000;
/** Events of one round: as many starts as ends. */
const events = 4_000;
const rounds = 9;
const perSecond = 100;
const gigabyte = 1_073_741_824;

void main();

async function main(): Promise<void> {
  const costs = { ours: [] as number[], nothing: [] as number[] };
  const longest: number[] = [];
  for (let round = 0; round < rounds; round++)
    for (const way of shuffled(['ours', 'nothing'] as const)) {
      const { cpu, gap } = await cost(way);
      costs[way].push(cpu);
      if (way === 'ours') longest.push(gap);
    }
  const ours = median(costs.ours) - median(costs.nothing);
  const share = (ours * perSecond) / 10_000;
  const rates: Record<Chunks, Record<'ours' | 'touch', number[]>> = {
    '4 KB': { ours: [], touch: [] },
    '64 KB': { ours: [], touch: [] },
  };
  for (let round = 0; round < 5; round++)
    for (const size of shuffled(['4 KB', '64 KB'] as const))
      for (const way of shuffled(['ours', 'touch'] as const)) rates[size][way].push(await stream(size, way));
  const ratio = (size: Chunks): number => median(rates[size].ours) / median(rates[size].touch);
  const row = (size: Chunks): (string | number)[] => {
    const { ours: mine, touch } = rates[size];
    return [size, spread(touch, 0).join(' – '), spread(mine, 0).join(' – '), `${ratio(size).toFixed(2)}x`];
  };
  await writeReport(
    'Events',
    'npm run bench:events',
    [
      '### Events of terminals',
      '',
      `A command begins or ends: joined into runs, asked of ${String(rules)} rules (a third of them regular expressions, none of which means it, so that each is asked), written into the history on the disk, its duration learnt. Beside it a listener that does nothing, for the same events. CPU time of the process over ${String(events)} events as fast as they go, ${String(rounds)} rounds in random order; least, median and greatest, the share of the medians. The longest time that one event held up the others: ${Math.max(...longest).toFixed(0)} ms.`,
      '',
      ...table([
        ['', 'CPU per event, µs', `of one core at ${String(perSecond)} events a second`],
        ['a listener that does nothing', spread(costs.nothing, 1).join(' – '), ''],
        ['ours', spread(costs.ours, 1).join(' – '), `${share.toFixed(2)} %`],
      ]),
      '',
      '### A long output',
      '',
      'A gigabyte of output as the editor hands it out, an asynchronous iterator of chunks, of which we keep the last 64 KB. Beside it a listener that looks at the first character of each chunk. MB a second, 5 of each in random order; least, median and greatest.',
      '',
      ...table([['chunks of', 'touched only', 'ours', 'ratio'], row('4 KB'), row('64 KB')]),
    ],
    [
      {
        what: `${String(perSecond)} terminal events a second, ${String(rules)} rules`,
        target: '< 1.5 % of one core over a listener that does nothing',
        peers: '',
        measured: `${share.toFixed(2)} %`,
        isMet: share < 1.5,
      },
      ...(['4 KB', '64 KB'] as const).map((size) => ({
        what: `1 GB of output in chunks of ${size}`,
        target: '≥ 0.7x of a listener that only touches each chunk',
        peers: '1x',
        measured: `${ratio(size).toFixed(2)}x`,
        isMet: ratio(size) >= 0.7,
      })),
    ],
  );
}

type Chunks = '4 KB' | '64 KB';

/** CPU time per event in microseconds, and the longest time that one took, in milliseconds. */
async function cost(way: 'ours' | 'nothing'): Promise<{ readonly cpu: number; readonly gap: number }> {
  const { take, end } = way === 'ours' ? await pipeline() : { take: () => undefined, end: () => undefined };
  // Warm, and with nothing left of what was made ready.
  for (let index = 0; index < 400; index++) take(index);
  await setImmediate();
  const before = process.cpuUsage();
  let gap = 0;
  for (let index = 0; index < events; index++) {
    const begun = performance.now();
    take(index);
    // Each comes in a turn of its own, as from the editor.
    await setImmediate();
    gap = Math.max(gap, performance.now() - begun);
  }
  const { user, system } = process.cpuUsage(before);
  end();
  return { cpu: (user + system) / events, gap };
}

/** All that an event sets going in the extension but the editor's own part and the views. */
async function pipeline() {
  const folder = mkdtempSync(path.join(tmpdir(), 'events-bench-'));
  const compiled = await compileRules(Array.from({ length: rules }, (_, index) => ruleOf(index)));
  const history = new RunHistory({ folder, clock: systemClock, scheduler: systemScheduler, log: silentLog });
  history.start();
  const durations = new UsualDurations({ mark: (name) => name, load: () => undefined, save: () => undefined });
  const notifier = new Notifier({
    journal: { recognize: (run) => run, keepEnd: () => undefined },
    requests: new MailRequests(),
    rules: { ready: () => Promise.resolve(compiled) },
    circumstances: {
      ready: () => history.ready(),
      of: (run) => ({
        ...history.lastOf(run),
        enabled: true,
        isAway: () => true,
        muted: false,
        workspace: undefined,
      }),
    },
    redaction: { run: (run) => run },
    accounts: { route: () => ({ id: undefined, account: undefined, isStandIn: false }) },
    reports: { of: () => Promise.reject(new Error('no rule means it')) },
    deferred: { add: () => Promise.resolve() },
    log: silentLog,
  });
  notifier.onDidDecide(({ run, decision }) => history.add(run, decision, durations.of(run)?.median));
  notifier.onDidDecide(({ run }) => durations.learn(run));
  notifier.open();
  const facts = new WeakMap<object, string>();
  const runs = new TerminalRuns<object>(
    {
      factsOf: (key) => {
        const command = facts.get(key) ?? '';
        return { name: command, command, folder: '/src/app', workspace: 'app', host: 'box' };
      },
      isScreenLine: () => false,
      isInteractive: () => false,
      isCut: () => false,
      cut: () => '',
      unreported: () => '',
      suspended: () => '',
      ended: (run: Run) => notifier.ended(run),
      changed: () => undefined,
    },
    systemClock,
    silentLog,
  );
  const going: object[] = [];
  const take = (index: number): void => {
    if (index % 2 === 0) {
      const key = {};
      facts.set(key, `npm run build -- --target ${String(index % 50)}`);
      going.push(key);
      runs.started(key, { at: systemClock.now(), isKnown: true, isInherited: false });
      return;
    }
    const key = going.shift();
    if (key === undefined) return;
    runs.ended(key, index % 3);
    runs.settle(key, { terminal: 7, output: 'built\r\n' });
  };
  const end = (): void => {
    history.dispose();
    rmSync(folder, { recursive: true });
  };
  return { take, end };
}

/**
 * A third has wildcards, a third a regular expression, a third a plain name; all are asked for the name or the command.
 */
function ruleOf(index: number): Rule {
  const name = `deploy-${String(index)}`;
  const match = [`*${name}*`, index % 2 === 0 ? `/${name}( |$)/` : `/^npm .*${name}/`, name][index % 3] ?? name;
  return { ...plainRule, id: String(index), match, minimumDuration: 0 };
}

/** MB a second. */
async function stream(size: Chunks, way: 'ours' | 'touch'): Promise<number> {
  const length = size === '4 KB' ? 4_096 : 65_536;
  const count = gigabyte / length;
  const chunks = Array.from({ length: 64 }, (_, index) => `${String(index % 10)}${'x'.repeat(length - 1)}`);
  let seen = 0;
  const printed = new PrintedOutput(systemClock, 0, queueSoon);
  const begun = performance.now();
  if (way === 'touch') for await (const chunk of output(chunks, count)) seen += chunk.charCodeAt(0);
  else
    await readShellOutput(output(chunks, count), (chunk) => {
      printed.append(chunk);
    });
  const time = performance.now() - begun;
  if (way === 'touch' ? seen === 0 : printed.printed().at === 0 || printed.printed().text.length !== 65_536)
    throw new Error('nothing was read');
  return gigabyte / 1_048_576 / (time / 1_000);
}

/** As the editor's `read()`: what is there comes at once. */
async function* output(chunks: readonly string[], count: number): AsyncIterable<string> {
  for (let index = 0; index < count; index++) {
    yield chunks[index % chunks.length] ?? '';
    if (index % 256 === 0) await setImmediate();
  }
}
