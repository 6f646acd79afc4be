// `npm test`: format, types, lint and unit tests, then the suite inside the editor, then the pages in a browser.
// `npm test -- host` runs one part (check, unit, servers, host, page), `--grep <text>` only the tests with this in their title.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { clearInterval, setInterval, setTimeout } from 'node:timers';
import { installDependencies, root } from './dependencies.mjs';

const resultsDir = path.join(root, 'out', 'results');
const tsx = ['--import', 'tsx'];
// Without its configuration mocha runs in the process that is started here, and not in a child of that.
const mocha = [...tsx, 'node_modules/mocha/bin/mocha.js', '--no-config', '--require', './test/tally.ts'];
const unit = ['--timeout', '30000', 'test/unit/**/*.test.ts', 'test/architecture.test.ts'];
const servers = ['--timeout', '60000', 'test/servers/*.test.ts'];
/** How long a suite may go on once its results are written, in milliseconds. */
const patience = 60_000;

/** Steps that pass or fail as a whole, and suites that count their tests. */
const parts = [
  { part: 'check', name: 'format', npm: 'format' },
  { part: 'check', name: 'types', npm: 'types' },
  { part: 'check', name: 'lint', npm: 'lint' },
  { part: 'unit', name: 'unit tests', node: [...mocha, ...unit] },
  { part: 'servers', name: 'real servers', node: [...mocha, ...servers] },
  { part: 'host', name: 'in-editor suite', node: [...tsx, 'test/host/run.ts'] },
  { part: 'page', name: 'page suite', node: [...tsx, 'test/page/run.ts'] },
];

function parse(args) {
  const wanted = [];
  let grep;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '--grep' || arg === '-g') grep = args[++index];
    else if (arg.startsWith('--grep=')) grep = arg.slice('--grep='.length);
    else if (parts.some(({ part }) => part === arg)) wanted.push(arg);
    else throw new Error(`"${arg}" is not known. npm test -- [check|unit|servers|host|page] [--grep <text>]`);
  }
  return { wanted: wanted.length > 0 ? wanted : ['check', 'unit', 'servers', 'host', 'page'], grep };
}

let current;

function run(program, args, env, results) {
  return new Promise((resolve) => {
    const shell = program === 'npm' && process.platform === 'win32';
    const child = (current = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env, shell }));
    let written;
    // A suite that has told its results and does not end would keep everything for ever.
    const watch = setInterval(() => {
      if (results === undefined || !existsSync(results)) return;
      written ??= Date.now();
      if (Date.now() - written < patience) return;
      clearInterval(watch);
      endStuck(child);
    }, 1000);
    child.on('error', (error) => {
      clearInterval(watch);
      console.error(`${program} could not be started: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code) => {
      clearInterval(watch);
      resolve(code ?? 1);
    });
  });
}

/** Says what keeps a process that should have ended, as far as it can be asked, and kills it. */
function endStuck(child) {
  console.log(`It has not ended ${patience / 1000} seconds after its last test, and is killed.`);
  if (process.platform !== 'win32') child.kill('SIGUSR2');
  setTimeout(() => {
    const name = readdirSync(resultsDir).find((file) => file.includes(`.${child.pid}.`));
    if (name !== undefined) {
      const file = path.join(resultsDir, name);
      const { javascriptStack, libuv } = JSON.parse(readFileSync(file, 'utf8'));
      // It has the environment in it.
      rmSync(file);
      console.log([javascriptStack.message, ...(javascriptStack.stack ?? [])].join('\n  '));
      const open = libuv.filter(({ is_active, is_referenced }) => is_active && is_referenced);
      console.log(`Open: ${open.map((handle) => JSON.stringify(handle)).join('\n  ')}`);
    }
    child.kill('SIGKILL');
  }, 5000);
}

async function runPart({ name, npm, node }, grep) {
  const started = Date.now();
  console.log(`\n▶ ${name}`);
  const file = path.join(resultsDir, `${name.replaceAll(' ', '-')}.json`);
  rmSync(file, { force: true });
  const env = { ...process.env, MAIL_WHEN_DONE_RESULTS: file };
  if (grep !== undefined) env['MAIL_WHEN_DONE_GREP'] = grep;
  const grepArgs = node?.includes('--no-config') && grep !== undefined ? ['--grep', grep] : [];
  const reports = ['--report-on-signal', '--report-directory', resultsDir];
  const code = npm
    ? await run('npm', ['run', '--silent', npm], env)
    : await run(process.execPath, [...reports, ...node, ...grepArgs], env, file);
  const counted = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0 };
  const empty = !npm && grep === undefined && counted.passed + counted.failed === 0;
  if (empty) console.log('It ran no test.');
  // A step, a failing hook, a suite that broke off and one without tests count as one failure.
  const failed = code === 0 && !empty ? counted.failed : Math.max(counted.failed, 1);
  const verdict = failed > 0 ? '✗' : '✓';
  const numbers = npm ? '' : `: ${counted.passed} passed, ${failed} failed`;
  console.log(`${verdict} ${name}${numbers} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  const { skipped = 0, reasons = [] } = counted;
  return { name, passed: counted.passed, failed, skipped, reasons };
}

async function main() {
  const { wanted, grep } = parse(process.argv.slice(2));
  await installDependencies();
  mkdirSync(resultsDir, { recursive: true });
  const done = [];
  for (const part of parts.filter(({ part }) => wanted.includes(part))) done.push(await runPart(part, grep));

  const bad = done.filter(({ failed }) => failed > 0).map(({ name }) => name);
  if (bad.length > 0) console.log(`\nFailed: ${bad.join(', ')}`);
  const sum = (key) => done.reduce((total, part) => total + part[key], 0);
  process.exitCode = bad.length > 0 ? 1 : 0;
  const skipped = sum('skipped');
  // The last line has the numbers that count; what this machine could not run is said before it.
  if (skipped > 0) console.log(`\n${skipped} skipped: ${done.flatMap(({ reasons }) => reasons).join('; ')}`);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
}

let leaving = false;
function leave(signal, code) {
  if (leaving) return;
  leaving = true;
  if (current === undefined || current.exitCode !== null) process.exit(code);
  current.once('close', () => process.exit(code));
  // Ctrl+C has reached the part too; a second signal would cut its cleaning up short.
  setTimeout(() => current.kill('SIGTERM'), signal === 'SIGINT' ? 5000 : 0);
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
