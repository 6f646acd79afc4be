import assert from 'node:assert/strict';
import { blockNames, type BlockName } from '../../../../src/model/letter/body';
import { htmlOf } from '../../../../src/model/letter/bodyHtml';
import { bodyText } from '../../../../src/model/letter/bodyText';
import { composeRunMail } from '../../../../src/model/letter/compose';
import { exitMeaning } from '../../../../src/model/letter/runFacts';
import { letterOf } from '../../../../src/model/letter/letter';
import { mailVariables, stalledVariables, type MailVariables } from '../../../../src/model/template/mailVariables';
import type { Report } from '../../../../src/model/report/report';
import type { LastRuns } from '../../../../src/model/run/lastRuns';
import { contents, plainRule, type Content } from '../../../../src/model/rule/rule';
import { runBlocks } from '../../../../src/model/letter/runBlocks';
import { sampleStalled } from '../../../../src/model/letter/sampleMail';
import { anAccount } from '../../../support/builders';
import { aRunMail } from '../../../support/sampleMails';
import { fullReport, longReport } from '../../../support/sampleReports';

const options = { language: 'en-GB' };
const compose = (report: Report, content: Content = 'everything', change = {}) =>
  composeRunMail(aRunMail(change, report, content), options);

describe('the blocks of a run', () => {
  it('say as much as the rule allows', () => {
    const told = (content: Content): readonly BlockName[] => {
      const blocks = runBlocks(aRunMail({}, { ...fullReport, summary: 'It broke.' }, content), options);
      return blockNames.filter((name) => blocks[name].pieces.length > 0);
    };
    assert.deepEqual(told('verdict'), ['why', 'support']);
    assert.deepEqual(told('facts'), ['facts', 'problems', 'git', 'rerun', 'why', 'support']);
    const tail = ['facts', 'summary', 'firstError', 'problems', 'git', 'output', 'rerun', 'why', 'support'];
    assert.deepEqual(told('tail'), tail);
    assert.deepEqual(told('everything'), tail);
  });

  it('hide what a higher level adds from the variables of a template', () => {
    const secrets = ['AssertionError', 'price.test.ts', 'vitest'];
    for (const content of contents) {
      const text = JSON.stringify(mailVariables(aRunMail({}, fullReport, content), 'en'));
      const isTail = content === 'tail' || content === 'everything';
      for (const secret of secrets) assert.equal(text.includes(secret), isTail, `${secret} at ${content}`);
      assert.equal(text.includes('/home/ada'), content !== 'verdict', content);
      assert.equal(text.includes('4f2c9e1'), content !== 'verdict', content);
    }
    const held = mailVariables(aRunMail({}, { ...fullReport, withheld: 'notRedacted' }, 'everything'), 'en');
    assert.deepEqual(held.outputTail, []);
  });

  it('hide facts from the variables of a template at the lowest level', () => {
    const told = ['status', 'word', 'exitCode', 'streak', 'duration', 'kind', 'name', 'workspace', 'rule'];
    const textsOf = (all: MailVariables): string[] =>
      Object.entries(all).flatMap(([name, value]) =>
        String(value) === '' || typeof value === 'boolean' ? [] : [name],
      );
    const report = { ...fullReport, lastRuns: { lastOutcome: 'failed', failures: 1 } } as const;
    const quiet = mailVariables(aRunMail({ exitCode: 137, details: ['x'] }, report, 'verdict'), 'en');
    assert.deepEqual(textsOf(quiet).sort(), [...told].sort());
    const stalled = { ...sampleStalled(anAccount(), 1e12), report };
    const quietRule = { ...plainRule, name: 'Long ones', content: 'verdict' } as const;
    const still = ['status', 'word', 'duration', 'kind', 'name', 'workspace', 'rule'];
    assert.deepEqual(textsOf(stalledVariables({ ...stalled, rule: quietRule }, 'en')).sort(), still.sort());
    const facts = mailVariables(aRunMail({ exitCode: 137 }, report, 'facts'), 'en');
    for (const name of ['exitMeaning', 'previousStatus', 'startedAt', 'endedAt', 'usualDuration'] as const)
      assert.notEqual(facts[name], '', name);
  });

  it('list the commits and attach the log only at the highest level', () => {
    assert.ok(compose(longReport).text.includes('- 9b0d3aa Show the tax in the cart'));
    assert.ok(!compose(longReport, 'tail').text.includes('9b0d3aa'));
    assert.equal(compose(longReport, 'tail').attachments, undefined);
    assert.equal(compose(fullReport).attachments, undefined, 'all of it is in the mail');
    assert.deepEqual(
      compose(longReport).attachments?.map(({ filename, text }) => [filename, text.split('\n').length]),
      [['output.txt', 301]],
    );
  });

  it('say why there is no output, and show none', () => {
    const { text, html, attachments } = compose({ ...longReport, withheld: 'notApproved' });
    assert.match(text, /The output is left out: nobody has approved/);
    for (const part of [text, html]) assert.ok(!part.includes('compiling'));
    assert.equal(attachments, undefined);
  });

  it('cut a log of more than a megabyte in its middle, between characters, and say how much is gone', () => {
    const text = Array.from({ length: 60_000 }, (_, index) => `line ${index} 日本語🎉 ${'é'.repeat(10)}`).join('\n');
    const log = compose({ ...fullReport, output: { text, missing: 0 } }).attachments?.[0]?.text ?? '';
    const size = Buffer.byteLength(log.replaceAll('\n', '\r\n'));
    assert.ok(size <= 1_000_000 && size > 990_000, `${size}`);
    assert.ok(log.startsWith('line 0 ') && log.trimEnd().endsWith('é'));
    assert.ok(!log.includes('\ufffd'));
    const [, gone = ''] = /\[\.\.\. ([\d,]+) characters are left out here \.\.\.\]/.exec(log) ?? [];
    const kept = log.replace(/\n\n\[\.\.\..*\.\.\.\]\n\n/, '').length - 1;
    assert.equal(Number(gone.replaceAll(',', '')) + kept, text.length);
  });

  it('show the last lines, say how many characters were not kept, and mark the line of an error', () => {
    const { text } = compose(longReport);
    assert.match(text, /The last 40 lines of output\n-+\n\[261\/300\]/);
    assert.match(
      text,
      /12,345 characters of the output were not kept\. The rest is in the attached file output\.txt\./,
    );
    assert.match(text, /\n> 18 \| {5}expect\(withTax/);
    assert.match(text, /\n {2}17 \| {3}it\(/);
  });

  it('link by https only', () => {
    for (const link of ['http://example.com/a', 'mailto:eve@example.org']) {
      const linked = { message: 'no', place: { path: 'a.ts', line: 1, link }, lines: [] };
      assert.ok(!compose({ ...fullReport, firstError: linked, openLink: link }).html.includes(link), link);
    }
    const place = { path: 'a.ts', line: 1, link: 'javascript:alert(1)' };
    const report = { ...fullReport, firstError: { message: 'no', place, lines: [] }, openLink: 'vscode://file/x' };
    const { html, text } = compose(report);
    assert.deepEqual(
      [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
      ['https://example.com/help'],
    );
    assert.ok(!/javascript|vscode:/.test(text + html));
    assert.match(text, /a\.ts:1\n/);
  });
});

describe('the headline', () => {
  const headline = (change: object, lastRuns: LastRuns, language = 'en') => {
    const { subject, text } = composeRunMail(aRunMail(change, { ...fullReport, lastRuns }), { language });
    return [subject.replace(/ - .*/, ''), text.split('\n')[0]];
  };

  it('says that a run is fixed, and how often it has failed in a row', () => {
    const done = { outcome: 'done', exitCode: 0 };
    assert.deepEqual(headline(done, { lastOutcome: 'failed', failures: 1 }), [
      'FIXED: test',
      'test is fixed: it failed before and is done now, after 1m 04s.',
    ]);
    assert.equal(headline(done, { lastOutcome: 'done', failures: 0 })[0], 'DONE: test');
    assert.equal(headline({}, { lastOutcome: 'done', failures: 0 })[0], 'FAILED: test (exit 3)');
    assert.deepEqual(headline({}, { lastOutcome: 'failed', failures: 2 }), [
      'STILL FAILING (3rd): test (exit 3)',
      'test is still failing (3rd time in a row): exit code 3 after 1m 04s.',
    ]);
    for (const [count, ordinal] of [
      [2, '2nd'],
      [4, '4th'],
      [11, '11th'],
      [21, '21st'],
      [112, '112th'],
    ] as const)
      assert.equal(
        headline({}, { lastOutcome: 'failed', failures: count - 1 })[0],
        `STILL FAILING (${ordinal}): test (exit 3)`,
      );
    assert.match(headline({}, { lastOutcome: 'failed', failures: 20 }, 'fr')[0] ?? '', /\(21e\)/);
    assert.equal(headline({ outcome: 'stopped' }, { lastOutcome: 'failed', failures: 1 })[0], 'STOPPED: test');
  });
});

describe('exitMeaning', () => {
  const table: readonly [number, string][] = [
    [0, ''],
    [1, ''],
    [3, ''],
    [124, 'timed out'],
    [126, 'found, but it cannot be executed'],
    [127, 'command not found'],
    [128, ''],
    [130, 'Ctrl+C'],
    [137, 'killed, often for want of memory'],
    [139, 'crashed: segmentation fault'],
    [141, 'ended by signal SIGPIPE'],
    [143, 'terminated from outside'],
    [152, 'ended by signal 24'],
    [193, ''],
    [255, ''],
    [-1, ''],
    [3221225786, 'Ctrl+C'],
    [-1073741510, 'Ctrl+C'],
    [-1073741819, 'crashed: access violation'],
  ];
  for (const [code, meaning] of table) it(`of ${code}`, () => assert.equal(exitMeaning(code), meaning));
});

describe('the command that runs it again', () => {
  const several = 'for f in *.log; do\n\tgrep "a    b" "$f"\ndone';

  it('keeps its lines and blanks, to be copied', () => {
    const { text, html } = compose({ ...fullReport, rerun: several.replaceAll('\n', '\r\n') });
    assert.ok(text.includes(`Run it again\n------------\n${several}\n`));
    const [, style = '', shown = ''] = /<div [^>]*style="([^"]*)"[^>]*>(for f in .*?)<\/div>/s.exec(html) ?? [];
    assert.match(style, /white-space:pre-wrap/);
    assert.equal(shown.replaceAll('<br>', '\n').replaceAll('&quot;', '"'), several);
  });

  it('is left out if its exact text is unknown', () => {
    for (const rerun of ['x'.repeat(2_001), 'echo "\u001b[31m"', 'echo \u202e', 'echo \u007f', 'a\rb', 'echo \ud800'])
      assert.doesNotMatch(compose({ ...fullReport, rerun }).text, /Run it again/, JSON.stringify(rerun.slice(0, 20)));
    assert.match(compose({ ...fullReport, rerun: 'x'.repeat(2_000) }).text, /\nx{2000}\n/);
  });

  it('is complete or left out in a letter that is too long', () => {
    const sections = [
      {
        pieces: [
          { kind: 'facts', facts: Array.from({ length: 300 }, () => ({ label: 'x', value: 'y'.repeat(3_000) })) },
        ],
      },
      { heading: 'Run it again', pieces: [{ kind: 'code', text: several }] },
      { heading: 'Too long', pieces: [{ kind: 'code', text: 'z'.repeat(2_000) }] },
    ] as const;
    const { text, html } = letterOf(anAccount(), 'x', { verdict: 'x', tone: 'good', language: 'en', sections });
    assert.ok(text.includes(several));
    for (const part of [text, html]) assert.doesNotMatch(part, /zz|Too long/);
  });
});

describe('a letter', () => {
  it('shows the colours of the output in its HTML, and none in its text', () => {
    const { html, text } = compose(fullReport);
    assert.match(html, /<span class="red" style="font-weight:bold;color:#b31d28">AssertionError<\/span>/);
    assert.match(html, /<span style="font-weight:bold;color:#ffffff;background-color:#b31d28"> FAIL <\/span>/);
    assert.ok(text.includes('AssertionError: expected 119.99 to be 120'));
    assert.ok(!text.includes('\u001b'));
  });

  it('isolates right-to-left text', () => {
    const { html, text, subject } = compose(fullReport, 'facts', { name: 'بناء' });
    assert.match(html, /<h1 dir="auto"[^>]*><bdi>بناء<\/bdi> failed/);
    for (const part of [html, text, subject]) assert.doesNotMatch(part, /[\u2066-\u2069]/);
  });

  it('is under 100 KB with any template, and says the same in both', () => {
    const text = '"'.repeat(3_000);
    const paragraph = { kind: 'paragraph', text } as const;
    const facts = { kind: 'facts', facts: Array.from({ length: 300 }, () => ({ label: 'x', value: text })) } as const;
    const pieces = [...Array.from({ length: 200 }, () => paragraph), facts, { kind: 'code', text } as const];
    const body = { verdict: 'x', tone: 'good', language: 'en', sections: [{ pieces }] } as const;
    const letter = letterOf(anAccount(), 'x', body);
    assert.ok(Buffer.byteLength(letter.html) < 100_000, `${Buffer.byteLength(letter.html)}`);
    const quotes = (part: string): number => part.split('"').length - 1;
    const shown =
      /<body.*/s
        .exec(letter.html)?.[0]
        .replace(/<[^>]*>/g, '')
        .replaceAll('&quot;', '"') ?? '';
    assert.equal(quotes(shown), quotes(letter.text));
    assert.ok(quotes(shown) > 1_000);
    assert.ok(htmlOf(body).length > 1_000_000 && bodyText(body).length > 1_000_000, 'it was much longer');
  });
});
