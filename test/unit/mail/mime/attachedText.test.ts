import assert from 'node:assert/strict';
import { attachedText, safeFilename } from '../../../../src/mail/mime/freeze';

describe('a text to attach', () => {
  const names: readonly (readonly [string, string])[] = [
    ['build.log', 'build.log'],
    ['Build.LOG', 'Build.log'],
    ['npm: test', 'npm- test.txt'],
    ['../../etc/passwd', '-..-etc-passwd.txt'],
    ['C:\\x\\run.exe', 'C--x-run.exe.txt'],
    ['report\u202egol.exe', 'reportgol.exe.txt'],
    ['a\r\nX-Evil: 1.txt', 'a X-Evil- 1.txt'],
    ['résumé 日本.txt', 'résumé 日本.txt'],
    ['', 'output.txt'],
    ['...', 'output.txt'],
    ['.log', 'log.txt'],
    ['CON', 'output-CON.txt'],
    ['com1.log', 'output-com1.log'],
    ['=?utf-8?Q?x?=', '=-utf-8-Q-x-=.txt'],
    ['\ud800x', 'x.txt'],
    ['x'.repeat(500), `${'x'.repeat(80)}.txt`],
  ];
  for (const [name, safe] of names) {
    it(`is called ${safe.slice(0, 40)}, not ${JSON.stringify(name.slice(0, 40))}`, () =>
      assert.equal(safeFilename(name), safe));
  }

  it('is sent in the smaller of the two encodings', () => {
    const encodingOf = (text: string): string => attachedText({ filename: 'x', text }).contentTransferEncoding;
    assert.equal(encodingOf('plain words\n'.repeat(100)), 'quoted-printable');
    assert.equal(encodingOf('日本語\n'.repeat(100)), 'base64');
    assert.equal(encodingOf(''), 'base64');
  });

  it('has the line ends of mails, and all of a text that fits', () => {
    assert.equal(attachedText({ filename: 'x', text: 'a\nb\r\nc\rd\n' }).content.toString(), 'a\r\nb\r\nc\r\nd\r\n');
    const text = 'ab\n'.repeat(262_144);
    assert.equal(attachedText({ filename: 'x', text }).content.byteLength, 1_048_576);
  });

  for (const [what, text] of [
    ['many lines', Array.from({ length: 300_000 }, (_, at) => `line ${String(at)}`).join('\n')],
    ['one line', 'é'.repeat(2_000_000)],
    ['line ends only', '\n'.repeat(2_000_000)],
    ['characters of four bytes', '🎉'.repeat(600_000)],
  ] as const) {
    it(`is cut in its middle beyond a megabyte, and says so: ${what}`, () => {
      const content = attachedText({ filename: 'x', text }).content;
      const cut = content.toString();
      assert.ok(content.byteLength <= 1_048_576 && content.byteLength > 1_000_000, String(content.byteLength));
      assert.match(cut, /\r\n\[… \d+ …\]\r\n/);
      assert.equal(cut.includes('\ufffd'), false);
      assert.equal(cut.slice(0, 6), text.replaceAll('\n', '\r\n').slice(0, 6));
      assert.equal(cut.slice(-6), text.replaceAll('\n', '\r\n').slice(-6));
    });
  }
});
