import assert from 'node:assert/strict';
import { gather, type BundlePart } from '../../../../src/host/support/bundlePart';
import { bundleReadme } from '../../../../src/host/support/bundleReadme';

const part = (name: string, text: BundlePart['text']): BundlePart => ({ name, about: `about ${name}`, text });
const anonymize = (text: string) => text.replaceAll('ada', '***');
const never = () => new Promise<string>(() => undefined);
const { signal } = new AbortController();

describe('the parts of a support bundle', () => {
  it('are gathered, each of them anonymized', async () => {
    const told: string[] = [];
    const texts = await gather([part('a.txt', () => 'ada'), part('b.txt', () => Promise.resolve('of ada'))], {
      anonymize,
      signal,
      onPart: ({ name }) => told.push(name),
    });
    assert.deepEqual(texts, { 'a.txt': '***', 'b.txt': 'of ***' });
    assert.deepEqual(told.sort(), ['a.txt', 'b.txt']);
  });

  it('are replaced by a sentence if they fail or take too long', async () => {
    let given: AbortSignal | undefined;
    const parts = [
      part('throws.txt', () => {
        throw new Error('ada is away');
      }),
      part('rejects.txt', () => Promise.reject(new Error('no'))),
      part('late.txt', (late) => {
        given = late;
        return never();
      }),
    ];
    // The timer of a signal does not keep the process alive.
    const alive = setInterval(() => undefined, 1_000);
    const texts = await gather(parts, { anonymize, signal, timeoutMs: 30 });
    clearInterval(alive);
    assert.deepEqual(texts, {
      'throws.txt': 'This part could not be made: *** is away',
      'rejects.txt': 'This part could not be made: no',
      'late.txt': 'This part was not ready within 1 seconds.',
    });
    assert.equal(given?.aborted, true);
  });

  it('are not waited for after cancelling', async () => {
    const ending = new AbortController();
    const gathering = gather([part('late.txt', never)], { anonymize, signal: ending.signal });
    ending.abort();
    await assert.rejects(gathering, { name: 'AbortError' });
    await assert.rejects(gather([part('a.txt', () => 'a')], { anonymize, signal: ending.signal }), {
      name: 'AbortError',
    });
  });

  it('are listed in README.txt, each folder once', () => {
    const parts = [part('log.txt', never), part('transcripts/01.txt', never), part('transcripts/02.txt', never)];
    const lines = bundleReadme(parts, Date.UTC(2026, 10, 20, 12), 'en').split('\n');
    const listed = lines.slice(lines.indexOf('What is in it:') + 2).filter((line) => line.includes(': about'));
    assert.deepEqual(listed, ['- log.txt: about log.txt', '- transcripts/: about transcripts/02.txt']);
  });
});
