import assert from 'node:assert/strict';
import { LatePart, loaded } from '../../../src/model/partLoading';

const codes = ['EMFILE', 'EIO', 'ENOENT', 'MODULE_NOT_FOUND'];

/** A part whose first loads fail. */
function failing(code: string, times: number) {
  const load = {
    count: 0,
    load: (): Promise<string> => {
      load.count += 1;
      if (load.count > times) return Promise.resolve('part');
      return Promise.reject(Object.assign(new Error(`${code} at load ${load.count}`), { code }));
    },
  };
  return load;
}

describe('a part of the extension', () => {
  let rests: number[];
  const rest = (milliseconds: number): Promise<void> => {
    rests.push(milliseconds);
    return Promise.resolve();
  };
  beforeEach(() => (rests = []));

  for (const code of codes)
    for (const times of [0, 1, 2, 3])
      it(`is loaded although ${times} loads failed with ${code}, each after a longer rest`, async () => {
        const part = failing(code, times);
        assert.equal(await loaded(part.load, rest), 'part');
        assert.deepEqual([part.count, rests.length], [times + 1, times]);
        assert.deepEqual(
          rests,
          rests.toSorted((one, other) => one - other),
        );
      });

  for (const code of codes)
    it(`is given up after some loads with ${code}, with the last error, and loaded at the next call`, async () => {
      const part = failing(code, 4);
      const late = new LatePart(part.load, rest);
      assert.equal(await late.known(), undefined);
      const both = [late.get(), late.get()];
      for (const one of both) await assert.rejects(one, { message: `${code} at load 4` });
      assert.deepEqual([part.count, await late.known()], [4, undefined]);
      assert.deepEqual(await Promise.all([late.get(), late.get()]), ['part', 'part']);
      assert.deepEqual([part.count, await late.get(), await late.known()], [5, 'part', 'part']);
    });

  for (const code of codes)
    for (const times of [0, 1, 4, 5, 40])
      it(`that nobody asks for again is there in the end, and its failure reported once: ${times} times ${code}`, async () => {
        const part = failing(code, times);
        const reported: unknown[] = [];
        const late = new LatePart(part.load, rest);
        assert.equal(await late.insist((error) => reported.push((error as NodeJS.ErrnoException).code)), 'part');
        assert.deepEqual([part.count, reported], [times + 1, times < 4 ? [] : [code]]);
        const pauses = rests.filter((pause) => pause >= 10_000);
        assert.equal(pauses.length, Math.floor(times / 4));
        assert.deepEqual(
          pauses,
          pauses.toSorted((one, other) => one - other),
        );
        assert.ok(pauses.every((pause) => pause <= 300_000));
      });

  it('that is asked for meanwhile is tried at once, and loaded once for all', async () => {
    const part = failing('EMFILE', 4);
    let wake = (): void => undefined;
    const failed = new Promise<void>((resolve) => (wake = resolve));
    let goOn = (): void => undefined;
    const resting = (milliseconds: number): Promise<void> =>
      milliseconds < 10_000 ? Promise.resolve() : new Promise((resolve) => (goOn = resolve));
    const late = new LatePart(part.load, resting);
    const insisting = late.insist(wake);
    await failed;
    assert.deepEqual([await late.get(), part.count], ['part', 5]);
    goOn();
    assert.deepEqual([await insisting, part.count], ['part', 5]);
  });
});
