// node.exe suite.cjs <bundle> <events> [text]: runs one suite, or its tests with the text in their title, and writes
// what happens as lines of JSON: Wine gives no standard output that Node could write to (EBADF at the first line).
const { appendFileSync } = require('node:fs');

const [bundle, events, text] = process.argv.slice(2);
const write = (event) => appendFileSync(events, `${JSON.stringify(event)}\n`);
const words = (error) => String(error?.stack ?? error).slice(0, 4000);

process.on('uncaughtException', (error) => {
  write({ event: 'broke', words: words(error) });
  process.exit(3);
});
for (const stream of [process.stdout, process.stderr]) stream.write = () => true;

async function main() {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ timeout: 300_000, reporter: class {} });
  if (text !== undefined) mocha.fgrep(text);
  mocha.addFile(bundle);
  await mocha.loadFilesAsync();
  const run = mocha.run(() => {
    write({ event: 'end', reasons: require(bundle).skipReasons() });
    process.exit(0);
  });
  run.on('test', (test) => write({ event: 'start', title: test.fullTitle() }));
  run.on('pass', () => write({ event: 'pass' }));
  run.on('pending', (test) => write({ event: 'skip', title: test.fullTitle() }));
  run.on('fail', (test, error) => write({ event: 'fail', title: test.fullTitle(), words: words(error) }));
}

main().catch((error) => {
  write({ event: 'broke', words: words(error) });
  process.exit(3);
});
