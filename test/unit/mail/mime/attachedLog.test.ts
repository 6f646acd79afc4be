import assert from 'node:assert/strict';
import PostalMime from 'postal-mime';
import { freeze } from '../../../../src/mail/mime/freeze';
import { composeRunMail } from '../../../../src/model/letter/compose';
import { gapBetweenWords, withGapLine } from '../../../../src/model/output/outputTail';
import { keepAllOutput, OutputTail } from '../../../../src/model/output/outputTail';
import { colouredOutput } from '../../../../src/model/output/renderedOutput';
import { noReport } from '../../../../src/model/report/report';
import { renderedOutput } from '../../../../src/model/output/renderedOutput';
import { aRunMail } from '../../../support/sampleMails';

/** The attached file, as received, for a run with this output. */
async function attachedLog(printed: string): Promise<string> {
  keepAllOutput(true);
  const tail = new OutputTail();
  for (let at = 0; at < printed.length; at += 100_000) tail.append(printed.slice(at, at + 100_000));
  const kept = tail.kept();
  const missing = gapBetweenWords(kept).outputGap?.length ?? 0;
  const output = { text: colouredOutput(renderedOutput(withGapLine(kept))), missing };
  const letter = composeRunMail(aRunMail({}, { ...noReport, output }, 'everything'), { language: 'en' });
  const { raw } = await freeze(letter, { clock: { now: () => 0 }, id: 'log-1' });
  const [file] = (await PostalMime.parse(raw)).attachments;
  assert.ok(file !== undefined && typeof file.content !== 'string');
  return Buffer.from(new Uint8Array(file.content)).toString();
}

describe('the attached log', () => {
  afterEach(() => keepAllOutput(false));

  const numbered = (count: number, width: number): string =>
    Array.from({ length: count }, (_, at) => `${String(at).padEnd(width - 1, '.')}\n`).join('');
  const printed: readonly (readonly [string, string])[] = [
    ['a bit more than is kept', numbered(18_000, 60)],
    ['much more', numbered(62_000, 60)],
    ['short lines, which grow as they are sent', numbered(1_000_000, 8)],
    ['empty lines between', numbered(500_000, 8).replaceAll('\n', '\n\n\n\n')],
    ['no ASCII', numbered(100_000, 40).replaceAll('.', '語')],
  ];
  for (const [what, text] of printed) {
    it(`says once how much is missing in total: ${what}`, async () => {
      const log = (await attachedLog(text)).replaceAll('\r\n', '\n').trimEnd();
      const notes = [...log.matchAll(/\n\n\[\.\.\. ([\d,]+) characters are left out here \.\.\.\]\n\n/g)];
      assert.equal(notes.length, 1);
      assert.equal(log.includes('…'), false, 'no second note');
      const [[note = '', gone = ''] = []] = notes;
      assert.equal(log.length - note.length + Number(gone.replaceAll(',', '')), text.trimEnd().length);
      assert.ok(log.startsWith('0.') || log.startsWith('0語'));
      assert.equal(log.slice(-20), text.trimEnd().slice(-20));
    });
  }
});
