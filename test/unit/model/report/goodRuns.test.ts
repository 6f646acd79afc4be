import assert from 'node:assert/strict';
import { GoodRuns, isCommitId, type GoodRun } from '../../../../src/model/report/goodRuns';

const kind = { source: 'task', name: 'deploy --token s3cret', folder: '/src' } as const;
const good: GoodRun = { errors: 2, warnings: 3, commit: 'a'.repeat(40) };

function memory(stored?: unknown) {
  const state = { text: stored === undefined ? '' : JSON.stringify(stored) };
  return {
    state,
    mark: (name: string) => String(name.length),
    load: (): unknown => (state.text === '' ? undefined : JSON.parse(state.text)),
    save: (runs: unknown) => void (state.text = JSON.stringify(runs)),
  };
}

describe('GoodRuns', () => {
  it('remembers the state of things after a reload, and no names', () => {
    const kept = memory();
    new GoodRuns(kept).learn([kind], good);
    assert.deepEqual(new GoodRuns(kept).of(kind), good);
    assert.doesNotMatch(kept.state.text, /deploy|s3cret|src/);
    assert.equal(new GoodRuns(kept).of({ ...kind, folder: '/other' }), undefined);
  });

  it('knows the last one of each of 200 things', () => {
    const runs = new GoodRuns({ ...memory(), mark: (name) => name });
    const named = (name: string) => ({ ...kind, name });
    runs.learn([named('first')], good);
    runs.learn([named('second')], good);
    runs.learn([named('first')], { errors: 0, warnings: 0 });
    for (let index = 0; index < 199; index++) runs.learn([named(`other ${String(index)}`)], good);
    assert.deepEqual(runs.of(named('first')), { errors: 0, warnings: 0 });
    assert.equal(runs.of(named('second')), undefined);
  });

  it('ignores foreign data in the memory', () => {
    const stored = {
      1: 7,
      2: null,
      3: { errors: -1, warnings: 0 },
      4: { errors: 1, warnings: 0, commit: '--output=/x' },
    };
    for (const odd of [7, 'x', [], stored])
      assert.equal(new GoodRuns(memory(odd)).of({ ...kind, name: '' }), undefined);
    const marked = { ...memory(stored), mark: () => '4' };
    assert.deepEqual(new GoodRuns(marked).of(kind), { errors: 1, warnings: 0 });
    assert.ok(isCommitId('0123456789abcdef'.repeat(4)));
    for (const id of ['HEAD', '-n1', 'A'.repeat(40), 'a'.repeat(39), `${'a'.repeat(40)}\n`, undefined])
      assert.ok(!isCommitId(id), String(id));
  });
});
