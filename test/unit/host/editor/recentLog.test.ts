import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LogOutputChannel } from 'vscode';
import { RecentLog } from '../../../../src/host/editor/recentLog';
import { systemClock } from '../../../../src/model/clock';

const written: string[] = [];
const write = (line: string): void => void written.push(line);
const channel = { debug: write, info: write, warn: write, error: write } as unknown as LogOutputChannel;

/** What the log file and the support bundle hold of a sentence. */
function logged(sentence: string | Error): string {
  written.length = 0;
  const log = new RecentLog(channel, systemClock);
  log.error(sentence);
  return [...written, ...log.lines].join('\n');
}

/** The sentences of the extension that quote something, in English and French. */
const quoting = Object.entries(
  JSON.parse(readFileSync(path.resolve(__dirname, '../../../../l10n/bundle.l10n.fr.json'), 'utf8')) as Record<
    string,
    string
  >,
).filter(([english]) => /[“"][^”"]*\{0\}[^”"]*[”"]/.test(english));

/** Names of terminal commands: their lines. */
const commandLines = [
  'deploy --token s3cretT0ken',
  'curl -H "Authorization: Bearer s3cretT0ken"',
  "psql 'password=s3cretT0ken'",
  'echo “s3cretT0ken” » log',
  'echo » « s3cretT0ken',
  'printf "« %s »" s3cretT0ken',
  'make a="1" && TOKEN=s3cretT0ken make b="2"',
  'login <<< s3cretT0ken\n"done"',
];

describe('the log file, which all users of the computer may read', () => {
  it('knows sentences that quote', () => assert.ok(quoting.length > 10));

  for (const line of commandLines) {
    it(`has nothing of the command ${JSON.stringify(line)} that a sentence quotes`, () => {
      for (const sentence of quoting.flat()) {
        const text = logged(`goToRun: ${sentence.replaceAll('{0}', line).replaceAll('{1}', 'x')}`);
        assert.ok(!text.includes('s3cretT0ken'), text);
        assert.ok(text.includes('goToRun: '), text);
      }
    });
  }

  it('has nothing of what is quoted in a sentence that was cut off', () => {
    for (const open of ['“', '« ', '"', '„'])
      assert.ok(!logged(`a listener failed: ${open}deploy --token s3cretT0k`).includes('s3cret'));
  });

  it('has nothing of what an error quotes, and has its stack', () => {
    let error: unknown;
    try {
      JSON.parse('s3cretT0ken');
    } catch (thrown) {
      error = thrown;
    }
    const text = logged(error as Error);
    assert.ok(!text.includes('s3cret'), text);
    assert.match(text, /SyntaxError: .*“…”.*\n\s+at /);
  });

  it('has a sentence without quotes as it is', () => {
    const sentence = "run 1: task done after 3 ms; l'éditeur isn’t there: ENOENT, open '/tmp/x'";
    assert.equal(logged(sentence).split('\n')[0], sentence);
  });
});
