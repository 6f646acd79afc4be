// `npm test`: format, types, lint, unit tests, real servers, the suite inside the editor and the pages in a browser, as
// many of them side by side as the computer has cores for. `npm test -- host` runs one part, `--grep <text>` only the
// tests with this in their title.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setInterval, setTimeout } from 'node:timers';
import { installDependencies, root } from './dependencies.mjs';
import { Job } from './job.mjs';
import { testFiles } from './testFiles.mjs';

const resultsDir = path.join(root, 'out', 'results');
const tsx = ['--import', 'tsx'];
// Without its configuration mocha runs in the process that is started here, and not in a child of that.
const mocha = [...tsx, 'node_modules/mocha/bin/mocha.js', '--no-config', '--require', './test/tally.ts'];
const tsc = 'node_modules/typescript/bin/tsc';

/**
 * Steps that pass or fail as a whole (`step`), and suites that count their tests. What takes longest starts first;
 * the second suite of editors comes when there is room for it, rather than before all that is shorter.
 * `part`: the word, or the words, that ask for it. `npm` is a script, `node` the arguments of one process.
 * `load`: how many cores it keeps busy. Together they keep no more busy than there are.
 * `files`: test files, dealt to `shares` processes, each of which gets its own as further arguments.
 */
const parts = [
  // Editors mostly wait: three of them keep about one core busy.
  { part: 'page', name: 'page suite', load: 1, node: [...tsx, 'test/page/run.ts'] },
  { part: 'check', name: 'lint', step: true, load: 1, npm: 'lint' },
  { part: 'check', name: 'types of src', step: true, load: 1, node: [tsc, '-p', '.'] },
  { part: 'check', name: 'types of webview', step: true, load: 1, node: [tsc, '-p', 'webview'] },
  { part: 'check', name: 'types of test', step: true, load: 1, node: [tsc, '-p', 'test'] },
  { part: 'check', name: 'format', step: true, load: 1, npm: 'format' },
  {
    part: 'unit',
    name: 'unit tests',
    load: 0.5,
    node: [...mocha, '--timeout', '300000'],
    files: [...testFiles('test/unit'), 'test/architecture.test.ts'],
    shares: 3,
  },
  {
    part: 'servers',
    name: 'real servers',
    load: 0.5,
    node: [...mocha, '--timeout', '300000'],
    files: testFiles('test/servers'),
  },
  { part: 'host', name: 'in-editor suite', load: 1, node: [...tsx, 'test/host/run.ts'] },
];
const partNames = ['check', 'unit', 'servers', 'host', 'page'];

function parse(args) {
  const wanted = [];
  let grep;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '--grep' || arg === '-g') grep = args[++index];
    else if (arg.startsWith('--grep=')) grep = arg.slice('--grep='.length);
    else if (partNames.includes(arg)) wanted.push(arg);
    else throw new Error(`"${arg}" is not known. npm test -- [${partNames.join('|')}] [--grep <text>]`);
  }
  return { wanted: wanted.length > 0 ? wanted : partNames, grep };
}

/** What one process is to run. A few tests of a suite are not worth several. */
function plansOf({ files, shares = 1, ...part }, grep) {
  const count = grep === undefined ? shares : 1;
  return Array.from({ length: count }, (_, at) => ({
    ...part,
    title: count === 1 ? part.name : `${part.name} ${at + 1}/${count}`,
    args: files?.filter((_file, index) => index % count === at) ?? [],
  }));
}

const running = new Set();

async function run({ title, step, npm, node, args }, grep, isAlone) {
  const started = Date.now();
  const slug = path.join(resultsDir, title.replaceAll(/\W+/g, '-'));
  const results = `${slug}.json`;
  const env = { ...process.env, MAIL_WHEN_DONE_RESULTS: results };
  if (grep !== undefined) env['MAIL_WHEN_DONE_GREP'] = grep;
  if (process.stdout.isTTY) env['FORCE_COLOR'] ??= '1';
  const options = { cwd: root, env, results: step ? undefined : results, reports: resultsDir };
  if (!isAlone) options.log = `${slug}.log`;
  const grepArgs = node?.includes('--no-config') && grep !== undefined ? ['--grep', grep] : [];
  const reports = ['--report-on-signal', '--report-directory', resultsDir];
  console.log(`▶ ${title}`);
  const job = npm
    ? new Job('npm', ['run', '--silent', npm], options)
    : new Job(process.execPath, [...reports, ...node, ...args, ...grepArgs], options);
  running.add(job);
  const code = await job.ended;
  running.delete(job);

  const counted = !step && existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : { passed: 0, failed: 0 };
  const empty = !step && grep === undefined && counted.passed + counted.failed === 0;
  // A step, a failing hook, a suite that broke off and one without tests count as one failure.
  const failed = code === 0 && !empty ? counted.failed : Math.max(counted.failed, 1);
  const output = job.output();
  if (output !== '') console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 110 - title.length))}\n${output.trimEnd()}`);
  if (empty) console.log('It ran no test.');
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const numbers = step ? '' : `: ${counted.passed} passed, ${failed} failed`;
  console.log(`${failed > 0 ? '✗' : '✓'} ${title}${numbers} (${seconds} s)`);
  const { skipped = 0, reasons = [], failures = [] } = counted;
  return { passed: counted.passed, failed, failures, skipped, reasons, log: options.log };
}

/** Runs all of them, in order, as many side by side as the cores allow. */
async function runAll(plans, grep) {
  const cores = Math.max(2, availableParallelism());
  const waiting = [...plans];
  const busy = new Map();
  const done = [];
  const hasRoom = (load) => busy.size === 0 || [...busy.keys()].reduce((sum, plan) => sum + plan.load, load) <= cores;
  while (waiting.length > 0 || busy.size > 0) {
    const index = leaving ? -1 : waiting.findIndex(({ load }) => hasRoom(load));
    if (index < 0) {
      if (busy.size === 0) break;
      await Promise.race(busy.values());
      continue;
    }
    const [plan] = waiting.splice(index, 1);
    const end = run(plan, grep, plans.length === 1).then((result) => {
      busy.delete(plan);
      done.push({ ...plan, ...result });
    });
    busy.set(plan, end);
  }
  return done;
}

async function main() {
  const { wanted, grep } = parse(process.argv.slice(2));
  await installDependencies();
  mkdirSync(resultsDir, { recursive: true });
  const plans = parts
    .filter(({ part }) => [part].flat().some((one) => wanted.includes(one)))
    .flatMap((part) => plansOf(part, grep));
  const done = await runAll(plans, grep);

  const bad = done.filter(({ failed }) => failed > 0);
  const sum = (key) => done.reduce((total, part) => total + part[key], 0);
  process.exitCode = bad.length > 0 ? 1 : 0;
  // Once more at the end, where whoever sees the last lines only finds it.
  for (const { title, log, failures } of bad) {
    const lines = failures.map((line) => `\n  ${line}`).join('');
    console.log(`\nFailed: ${title}${log === undefined ? '' : `, see ${path.relative(root, log)}`}${lines}`);
  }
  const skipped = sum('skipped');
  if (grep !== undefined && done.length > 0 && sum('passed') + sum('failed') === 0) {
    console.log(`\nNo test has "${grep}" in its title.`);
    process.exitCode = 1;
  }
  // The last line has the numbers that count; what this machine could not run is said before it.
  if (skipped > 0) console.log(`\n${skipped} skipped: ${done.flatMap(({ reasons }) => reasons).join('; ')}`);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
}

let leaving = false;
async function leave(signal, code) {
  if (leaving) return;
  leaving = true;
  const jobs = [...running];
  // Ctrl+C has reached the parts too; a second signal would cut their cleaning up short.
  setTimeout(() => jobs.forEach((job) => job.kill('SIGTERM')), signal === 'SIGINT' ? 5000 : 0);
  await Promise.all(jobs.map(({ ended }) => ended));
  console.log('\nInterrupted.');
  process.exit(code);
}
process.on('SIGINT', () => leave('SIGINT', 130));
process.on('SIGTERM', () => leave('SIGTERM', 143));
// A killed npm or shell does not pass its signal on.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && leave('SIGTERM', 143), 1000).unref();

main().catch((error) => {
  console.error(error.message);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
