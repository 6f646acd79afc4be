import assert from 'node:assert/strict';
import { endOfOutput, withGapLine } from '../../../../src/model/output/outputTail';
import { keepAllOutput, OutputTail } from '../../../../src/model/output/outputTail';
import { readShellOutput } from '../../../../src/model/output/printedOutput';
import { seededRandom } from '../../../support/seededRandom';

describe('OutputTail', () => {
  it('gives the end of the output, in pieces of any size', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 200; round++) {
      const limit = 1 + Math.floor(random() * 50);
      const tail = new OutputTail(limit);
      let all = '';
      for (let piece = 0; piece < 40; piece++) {
        const chunk = String.fromCharCode(97 + (piece % 26)).repeat(Math.floor(random() * 3 * limit));
        tail.append(chunk);
        all += chunk;
        if (random() < 0.2) assert.equal(tail.text(), all.slice(-limit));
      }
      assert.equal(tail.text(), all.slice(-limit));
      assert.equal(tail.text(), all.slice(-limit), 'looking changes nothing');
      assert.equal(tail.isEmpty, all === '');
    }
  });
});

describe('OutputTail for the whole output', () => {
  afterEach(() => keepAllOutput(false));

  it('keeps the beginning too, and says how much is missing in between', () => {
    keepAllOutput(true);
    const random = seededRandom(3);
    for (const length of [0, 10, 524_288, 1_048_576, 1_048_577, 4_000_000]) {
      const all = Array.from({ length: Math.ceil(length / 10) }, (_, index) => String(index).padStart(9, '0') + '\n')
        .join('')
        .slice(0, length);
      const tail = new OutputTail();
      for (let at = 0; at < length;) {
        const piece = 1 + Math.floor(random() * 200_000);
        tail.append(all.slice(at, at + piece));
        at += piece;
        if (random() < 0.2) assert.equal(tail.text(), all.slice(0, at).slice(-65_536));
        if (random() < 0.2) assert.equal(tail.missing, Math.max(0, Math.min(at, length) - 65_536));
      }
      const { output, outputGap: gap = { at: 0, length: 0 } } = tail.kept();
      assert.equal(output.length + gap.length, length);
      assert.equal(gap.length, Math.max(0, length - 1_048_576));
      const end = gap.at === 0 ? output : output.slice(gap.at);
      if (gap.length > 0) assert.equal(output.slice(0, gap.at), all.slice(0, 524_288));
      assert.equal(end, all.slice(-end.length || length));
      assert.equal(tail.isEmpty, length === 0);
    }
  });

  it('says how much is missing if only the end is kept', () => {
    const tail = new OutputTail();
    keepAllOutput(true);
    tail.append('a'.repeat(100_000));
    tail.append('b'.repeat(100_000));
    assert.deepEqual(tail.kept(), { output: 'b'.repeat(65_536), outputGap: { at: 0, length: 200_000 - 65_536 } });
    assert.deepEqual(tail.kept().outputGap?.length, 200_000 - 65_536, 'looking changes nothing');
  });
});

describe('withGapLine', () => {
  it('says what is missing in the middle, but not what is missing before the end', () => {
    const told = withGapLine({ output: 'begin \nend', outputGap: { at: 6, length: 7 } });
    assert.equal(told, 'begin \u001b[0m\r\n[… 7 characters are missing here …]\r\n\nend');
    assert.equal(withGapLine({ output: 'end', outputGap: { at: 0, length: 7 } }), 'end');
    assert.equal(withGapLine({ output: 'all' }), 'all');
  });
});

describe('the words beside a gap', () => {
  it('are left out: they may be the halves of a secret', () => {
    const told = withGapLine({ output: 'my token ghp_abcdef0123456789 it is', outputGap: { at: 16, length: 7 } });
    assert.equal(told, 'my token \u001b[0m\r\n[… 27 characters are missing here …]\r\n it is');
    const endless = withGapLine({ output: 'x'.repeat(20_000), outputGap: { at: 10_000, length: 7 } });
    assert.match(endless, /^x{5904}\S+\r\n.* 8199 .*\r\nx{5904}$/);
  });
});

describe('endOfOutput', () => {
  it('counts the characters that it leaves out', () => {
    assert.deepEqual(endOfOutput({ output: 'abcdef' }, 6), { output: 'abcdef' });
    assert.deepEqual(endOfOutput({ output: 'abcdef' }, 2), { output: 'ef', outputGap: { at: 0, length: 4 } });
    const gap = { at: 2, length: 100 };
    assert.deepEqual(endOfOutput({ output: 'abcdef', outputGap: gap }, 9), { output: 'abcdef', outputGap: gap });
    assert.deepEqual(endOfOutput({ output: 'abcdef', outputGap: gap }, 3), {
      output: 'def',
      outputGap: { at: 0, length: 103 },
    });
  });
});

describe('readShellOutput', () => {
  const read = async (...chunks: readonly string[]): Promise<string[]> => {
    const found: string[] = [];
    await readShellOutput(
      (async function* () {
        for (const chunk of chunks) yield await Promise.resolve(chunk);
      })(),
      (chunk) => void found.push(chunk),
    );
    return found;
  };

  it('leaves out the shell’s mark, whole or in pieces', async () => {
    assert.deepEqual(await read('\u001b]633;C\u0007hello', ' there'), ['hello', ' there']);
    assert.deepEqual(await read('\u001b]63', '3;C', '\u0007hi'), ['hi']);
    assert.deepEqual(await read('plain'), ['plain']);
    assert.deepEqual(await read('\u001b]6', 'x'), ['\u001b]6x']);
    assert.deepEqual(await read('\u001b]6'), ['\u001b]6']);
  });

  it('counts the marks of several commands that the editor takes for one, and leaves all of them out', async () => {
    let began = 0;
    const chunks = ['\u001b]633;C\u0007one\r\n\u001b]633', ';C\u0007\u001b]633;C\u0007two', '\u001b[0m \u001b'];
    const found: string[] = [];
    const stream = (async function* () {
      for (const chunk of chunks) yield await Promise.resolve(chunk);
    })();
    await readShellOutput(
      stream,
      (chunk) => void found.push(chunk),
      () => (began += 1),
    );
    assert.deepEqual([began, found], [3, ['one\r\n', 'two', '\u001b[0m ', '\u001b']]);
  });
});
