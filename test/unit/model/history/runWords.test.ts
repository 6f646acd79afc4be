import assert from 'node:assert/strict';
import { plainOutput } from '../../../../src/model/output/renderedOutput';
import { filterWords, isFiltering, noFilter, passes } from '../../../../src/model/history/runFilter';
import { runDescription, runningDescription, runTooltip, shortName } from '../../../../src/model/history/entryWords';
import { momentText } from '../../../../src/model/timeText';
import { plainRule } from '../../../../src/model/rule/rule';
import type { RunEntry } from '../../../../src/model/history/runRecord';
import { aRun } from '../../../support/builders';
import { cpuTime } from '../../../support/cpuTime';

const now = new Date(2026, 10, 20, 12).getTime();
const anEntry = (change: Partial<RunEntry['run']> = {}, more: Partial<RunEntry> = {}): RunEntry => ({
  run: aRun({ startedAt: now - 124_000, endedAt: now, ...change }),
  decision: { mail: false, why: 'noRule', nearest: { rule: { ...plainRule, minimumDuration: 600 }, miss: 'duration' } },
  usual: 110_000,
  ...more,
});

describe('the words for runs', () => {
  it('give result, duration, usual duration and time', () => {
    const described = (change: Partial<RunEntry['run']>, usual?: number): string =>
      runDescription(anEntry(change, { usual }), now, 'en-GB');
    assert.equal(described({}, 110_000), 'exit code 3 · 2m 04s, usually 1m 50s · 12:00');
    assert.equal(described({ outcome: 'done', exitCode: 0 }), 'done · 2m 04s · 12:00');
    assert.equal(described({ exitCode: undefined }), 'failed · 2m 04s · 12:00');
    assert.equal(described({ outcome: 'stopped', exitCode: undefined }), 'stopped · 2m 04s · 12:00');
    assert.equal(described({ startKnown: false }), 'exit code 3 · > 2m 04s · 12:00');
    assert.equal(momentText(now - 86_400_000, now, 'en-GB'), '19 Nov, 12:00');
  });

  it('give the duration of a run that goes on, and say that a mail is requested', () => {
    const running = { ...aRun(), startedAt: now - 12_000 };
    assert.equal(runningDescription(running, undefined, false, now), '12s');
    assert.equal(runningDescription(running, 110_000, true, now), '12s, usually 1m 50s · mail asked for');
    assert.equal(runningDescription({ ...running, startKnown: false }, undefined, false, now), '> 12s');
  });

  it('name it in one line that fits into a sentence', () => {
    assert.equal(shortName('npm test'), 'npm test');
    assert.equal(shortName('for f in *\ndo wc $f\ndone'), 'for f in * do wc $f done');
    assert.equal(shortName('x'.repeat(100)), `${'x'.repeat(59)}…`);
  });

  it('include everything known in the tooltip', () => {
    const text = runTooltip(anEntry({ name: 'a\nb', details: ['cell 3'] }, { mail: 'mail-1' }), 'en-GB');
    for (const line of [
      'a b',
      'Task: failed, exit code 3',
      'cell 3',
      'Duration: 2m 04s, usually 1m 50s',
      'Command: deploy --token s3cret-in-command',
      'Folder: /src',
      'Mail: not mailed: 2m 04s is under 10m 00s',
      'Its mail is in the outbox.',
    ])
      assert.ok(text.split('\n').includes(line), `${line} is not in:\n${text}`);
    assert.doesNotMatch(runTooltip(anEntry({}, { mail: 'mail-1', mailNote: 'withdrawn' }), 'en-GB'), /outbox/);
  });
});

describe('RunFilter', () => {
  it('searches name, command, folder and workspace for a text, and outcomes', () => {
    const run = aRun({ name: 'Build', command: 'make all', folder: '/src/app', workspace: 'My App' });
    const filter = (text: string, ...outcomes: RunEntry['run']['outcome'][]) => passes({ text, outcomes }, run);
    for (const text of ['', 'build', 'ALL', '/app', 'my app']) assert.ok(filter(text), text);
    assert.ok(!filter('test'));
    assert.ok(filter('', 'failed', 'lost'));
    assert.ok(!filter('', 'done'));
    assert.ok(!filter('test', 'failed'));
    assert.ok(passes({ text: 'build', outcomes: [] }, { name: 'build', command: '', folder: '' }));
    assert.ok(!passes({ text: '', outcomes: ['failed'] }, { name: 'build', command: '', folder: '' }));
  });

  it('describes itself', () => {
    assert.equal(filterWords(noFilter), '');
    assert.ok(!isFiltering(noFilter));
    assert.equal(filterWords({ text: 'npm', outcomes: ['failed', 'lost'] }), 'Filter: “npm” · failed, watch lost');
    assert.equal(filterWords({ text: '', outcomes: ['done'] }), 'Filter: done');
  });
});

describe('plainOutput', () => {
  const table: readonly [string, string, string][] = [
    ['colours', '\u001b[1;31mred\u001b[0m \u001b[38;5;4mblue\u001b[m', 'red blue'],
    ['marks of the shell and titles', '\u001b]633;C\u0007out\u001b]0;title\u001b\\put', 'output'],
    ['ends of lines of a terminal', 'one\r\ntwo\r\n', 'one\ntwo\n'],
    ['progress that was overwritten', '10%\r50%\r\u001b[K100%\r\nend', '100%\nend'],
    ['what was erased', 'abX\bc', 'abc'],
    ['single escapes and control characters', '\u001b=\u001b(Ba\u0000\u0007\tb\u001b', 'a\tb'],
    ['a sequence that is cut off', 'end\u001b[1', 'end'],
    ['a title that never ends', 'a\u001b]0;b\nc', 'a\nc'],
  ];
  for (const [title, output, expected] of table) {
    it(`removes ${title}`, () => assert.equal(plainOutput(output), expected));
  }

  it('takes time in proportion to the output', () => {
    const edits = ['A', '2J', '1@x', 'Px', '9999C.', 'J\n', '1m', '?1049h\n', '5;5H', '38;2;1;2;3mx'];
    const parts = ['\u001b[', '\u001b]0;', 'a\b', 'ab\b', '\r', '\b'.repeat(3), '\u001b[1;', 'x\r\n', 'x\u001b[1K'];
    const spent = cpuTime(() => {
      for (const output of [...parts, ...edits.map((edit) => `\u001b[${edit}`)])
        plainOutput(output.repeat(65_536 / output.length));
      plainOutput('a'.repeat(32_768) + '\b'.repeat(32_768));
    });
    // Less than a second; quadratic code would take minutes.
    assert.ok(spent < 20_000, `${spent} ms`);
  });
});
