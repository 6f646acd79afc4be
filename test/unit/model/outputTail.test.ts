import assert from 'node:assert/strict';
import { OutputTail } from '../../../src/model/outputTail';
import { readShellOutput } from '../../../src/model/shellOutput';
import { seededRandom } from '../../support/seededRandom';

describe('OutputTail', () => {
  it('gives the end of what came, in whatever pieces', () => {
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

  it('leaves out the mark of the shell, whole or in pieces', async () => {
    assert.deepEqual(await read('\u001b]633;C\u0007hello', ' there'), ['hello', ' there']);
    assert.deepEqual(await read('\u001b]63', '3;C', '\u0007hi'), ['hi']);
    assert.deepEqual(await read('plain'), ['plain']);
    assert.deepEqual(await read('\u001b]6', 'x'), ['\u001b]6x']);
    assert.deepEqual(await read('\u001b]6'), ['\u001b]6']);
  });
});
