import assert from 'node:assert/strict';
import {
  mayBeSummarized,
  modelName,
  summaryOf,
  summaryPrompt,
  type Summarized,
} from '../../../../src/model/report/failureSummary';
import { noReport, type Report } from '../../../../src/model/report/report';

const mark = 'd41d8cd98f00b204e9800998';

function failedRun(change: Partial<Report> = {}, rest: Partial<Summarized> = {}): Summarized {
  const report = { ...noReport, output: { text: 'compiling\nerror: no such module\n', missing: 0 }, ...change };
  return { run: { outcome: 'failed', exitCode: 2 }, report, content: 'tail', ...rest };
}

describe('a summary of a failure', () => {
  it('is requested only if a run failed and its mail shows output', () => {
    assert.equal(mayBeSummarized(failedRun()), true);
    assert.equal(mayBeSummarized(failedRun({}, { content: 'everything' })), true);
    for (const content of ['verdict', 'facts'] as const)
      assert.equal(mayBeSummarized(failedRun({}, { content })), false);
    for (const outcome of ['done', 'stopped', 'ended', 'lost'] as const)
      assert.equal(mayBeSummarized(failedRun({}, { run: { outcome, exitCode: undefined } })), false);
    for (const withheld of ['notRedacted', 'notApproved'] as const)
      assert.equal(mayBeSummarized(failedRun({ withheld })), false);
    for (const text of ['', '\n \n', '\u001b[31m\u001b[0m']) {
      assert.equal(mayBeSummarized(failedRun({ output: { text, missing: 0 } })), false);
    }
    assert.equal(mayBeSummarized({ ...failedRun(), report: noReport }), false);
  });

  it('is requested with the end of the output between marks, and with nothing else about the run', () => {
    const secret = { user: 'USER', remote: 'REMOTE', rerun: 'RERUN', openLink: 'https://LINK.example' };
    const prompt = summaryPrompt(failedRun(secret), 'fr', mark, 1_000);
    assert.match(prompt, /exit code 2\b/);
    assert.match(prompt, /in French\./);
    assert.ok(prompt.endsWith(`\n${mark}\ncompiling\nerror: no such module\n${mark}`));
    for (const word of Object.values(secret)) assert.ok(!prompt.includes(word));
    assert.match(summaryPrompt(failedRun(), 'no language', mark, 1_000), /in English\./);
  });

  it('is requested with at most 200 shortened lines, without colours and our own marks', () => {
    const text = Array.from({ length: 300 }, (_, at) => `\u001b[32mline ${String(at)}\u001b[0m ${mark}`).join('\n');
    const lines = summaryPrompt(failedRun({ output: { text, missing: 0 } }), 'en', mark, 100_000).split('\n');
    const data = lines.slice(lines.indexOf(mark) + 1, -1);
    assert.deepEqual([data.length, data[0], data.at(-1)], [200, 'line 100 ', 'line 299 ']);
    assert.equal(lines.filter((line) => line.includes(mark) && line !== mark).length, 1);
    const long = summaryPrompt(failedRun({ output: { text: 'x'.repeat(9_000), missing: 0 } }), 'en', mark, 100_000);
    assert.ok(long.length < 1_700);
    const few = summaryPrompt(failedRun({ output: { text, missing: 0 } }), 'en', mark, 100);
    assert.ok((few.split(mark).at(-2)?.length ?? Infinity) <= 102);
  });

  const who = ' (Written by the language model Parrot; it may be wrong.)';
  const said = (answer: string): string | undefined => summaryOf(answer, 'Parrot', 'en')?.replace(who, '');

  it('is two sentences, and names the model', () => {
    assert.equal(summaryOf('One. Two. Three.', 'Parrot', 'en'), `One. Two.${who}`);
    assert.equal(
      said('The file foo.ts lacks an import. Add it in line 3.'),
      'The file foo.ts lacks an import. Add it in line 3.',
    );
    assert.equal(said('**Bold** `code`\n\n- list'), 'Bold code - list');
    assert.equal(said('# C# fails in __init__.py'), 'C# fails in __init__.py');
    assert.equal(summaryOf('編譯失敗。缺少模組。再來。', 'Parrot', 'zh-tw')?.replace(who, ''), '編譯失敗。缺少模組。');
    const long = said(`${'word '.repeat(500)}.`) ?? '';
    assert.deepEqual([Array.from(long).length, long.endsWith('…')], [400, true]);
  });

  it('is missing if the model says nothing', () => {
    for (const answer of ['', '   ', '\n', '...', 'UNKNOWN', 'Unknown.', '123', '\u200b\u2060', '🎉'])
      assert.equal(summaryOf(answer, 'Parrot', 'en'), undefined, JSON.stringify(answer));
  });

  const links: readonly (readonly [string, string])[] = [
    ['See [the docs](https://evil.example/x).', 'See the docs.'],
    ['Go to https://evil.example/a?b=c now', 'Go to evil[.]example/a?b=c now'],
    ['Go to HTTP://evil.example', 'Go to evil[.]example'],
    ['Go to www.evil.example/x', 'Go to www[.]evil[.]example/x'],
    ['Visit evil.com/pay', 'Visit evil[.]com/pay'],
    ['/evil.com and EVIL.ORG', '/evil[.]com and EVIL[.]ORG'],
    ['Write to eve@evil.example', 'Write to eve@evil[.]example'],
    ['mailto:eve@evil.com', 'eve@evil[.]com'],
    ['javascript:alert(1) runs', 'alert(1) runs'],
    ['vscode://x/y does', 'x/y does'],
    ['vscode://a.b/c.d does', 'a[.]b/c[.]d does'],
    ['registry.example.org refused it', 'registry[.]example[.]org refused it'],
    ['ev\u200bil.com and e\u00advil.net', 'evil[.]com and evil[.]net'],
  ];
  for (const [answer, shown] of links) {
    it(`contains nothing to click: ${answer}`, () => assert.equal(said(answer), shown));
  }

  it('contains no invisible or displaced text', () => {
    const answer = 'a\u202eb\u0000\u001b[31mc\u2066d\r\nBcc: x\u{e0041}\ud800 end';
    assert.doesNotMatch(said(answer) ?? '', /[\p{Cc}\p{Cs}\u202e\u2066\u{e0041}]/u);
  });

  it('names the model properly', () => {
    assert.equal(modelName('GPT\n5 https://x.example'), 'GPT 5 x[.]example');
    assert.equal(modelName('\u0000'), '?');
    assert.equal(Array.from(modelName('x'.repeat(500))).length, 60);
  });
});
