// `npm run test:windows`: the suites that run in plain node, under Windows' own Node in Wine.
// `npm run test:windows -- smtp outbox` runs those with one of the words in their path, `--grep <text>` only the tests
// with this in their title.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { installDependencies, root } from '../dependencies.mjs';
import { testFiles } from '../testFiles.mjs';
import { ensureWine, Windows } from './wine.mjs';

const out = path.join(root, 'out', 'windows');
const programs = [
  'test/crash/window.ts',
  'test/support/historyWriter.ts',
  'test/support/journalRacer.ts',
  'test/support/linesProcess.ts',
];

/** Milliseconds for a suite; on a quiet machine none takes three minutes. */
const suiteMs = 1_200_000;

/** What the lines of a suite say. */
function read(events, code) {
  const lines = existsSync(events) ? readFileSync(events, 'utf8').split('\n').slice(0, -1) : [];
  const heard = lines.map((line) => JSON.parse(line));
  const of = (...names) => heard.filter(({ event }) => names.includes(event));
  const failures = of('fail', 'broke').map(({ title, words }) => `${title ?? 'It broke'}\n${words}`);
  if (of('end', 'broke').length === 0) {
    const end = code === undefined ? `did not end in ${suiteMs / 60_000} minutes` : `broke off with ${code}`;
    failures.push(`It ${end}. Its last test: ${of('start').at(-1)?.title ?? 'none'}`);
  }
  const skipped = of('skip').map(({ title }) => title);
  return { passed: of('pass').length, failures, skipped, reasons: of('end').flatMap(({ reasons }) => reasons) };
}

async function runSuite(windows, file, bundled, text) {
  const started = Date.now();
  const name = path.join(out, 'results', file.slice('test/unit/'.length).replace('.test.ts', '').replaceAll('/', '-'));
  const events = `${name}.jsonl`;
  rmSync(events, { force: true });
  const suite = path.join(root, 'test', 'windows', 'suite.cjs');
  const code = await windows.node([...[suite, bundled, events].map(Windows.path), ...text], {
    log: `${name}.log`,
    timeoutMs: suiteMs,
  });
  const result = read(events, code);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const { passed, failures, skipped } = result;
  const isEmpty = passed + failures.length + skipped.length === 0;
  if (isEmpty && text.length === 0) failures.push('It ran no test.');
  const mark = failures.length > 0 ? '✗' : '✓';
  console.log(`${mark} ${file}: ${passed} passed, ${failures.length} failed, ${skipped.length} skipped (${seconds} s)`);
  for (const failure of failures) console.log(`  ${failure.replaceAll('\n', '\n    ')}`);
  return { ...result, file };
}

async function main() {
  const words = process.argv.slice(2);
  const at = words.indexOf('--grep');
  const [, ...text] = at < 0 ? [] : words.splice(at, 2);
  await installDependencies();
  const reason = await ensureWine();
  if (reason !== undefined) return console.log(`Skipped: ${reason}\n\n0 passed, 0 failed, 0 skipped`);
  const { bundle } = await import('./bundle.mjs');
  const bundles = path.join(out, 'bundles');
  mkdirSync(path.join(out, 'results'), { recursive: true });
  const files = testFiles('test/unit').filter(
    (file) => words.length === 0 || words.some((word) => file.includes(word)),
  );
  const bundled = await bundle([...files, ...programs], bundles);
  const windows = new Windows(path.join(out, 'prefix'), {
    MAIL_WHEN_DONE_PROGRAMS: Windows.path(bundles),
    MAIL_WHEN_DONE_WINE: '1',
  });
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, async () => {
      await windows.end();
      process.exit(1);
    });
  const results = [];
  try {
    await windows.boot();
    const waiting = [...files];
    const work = async () => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift())
        results.push(await runSuite(windows, file, bundled.get(file), text));
    };
    await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  } finally {
    await windows.end();
  }
  const bad = results.filter(({ failures }) => failures.length > 0);
  const sum = (key) => results.reduce((total, result) => total + result[key].length, 0);
  if (bad.length > 0) console.log(`\nFailed: ${bad.map(({ file }) => file).join(', ')}`);
  for (const { file, skipped, reasons } of results)
    if (skipped.length > 0) console.log(`\nSkipped in ${file}: ${(reasons.length > 0 ? reasons : skipped).join('; ')}`);
  const passed = results.reduce((total, result) => total + result.passed, 0);
  if (passed + sum('failures') + sum('skipped') === 0) throw new Error('No test fits these words');
  console.log(`\n${passed} passed, ${sum('failures')} failed, ${sum('skipped')} skipped`);
  process.exitCode = bad.length > 0 ? 1 : 0;
}

await main();
