import assert from 'node:assert/strict';
import { previewRules } from '../../../../src/host/rule/rulePreview';
import { compileRules } from '../../../../src/model/rule/compiledRule';
import { plainRule, type Rule } from '../../../../src/model/rule/rule';
import type { Run } from '../../../../src/model/run/run';
import { aRun } from '../../../support/builders';

describe('the preview of rules', () => {
  let count = 0;
  /** Runs that ended one after another, a minute each. */
  const after = (changes: readonly Partial<Run>[]): Run[] =>
    changes.map((change, index) => {
      const startedAt = index * 100_000;
      return aRun({ id: `run-${++count}`, startedAt, endedAt: startedAt + 60_000, ...change });
    });
  const preview = async (runs: readonly Run[], ...rules: readonly Partial<Rule>[]): Promise<string[][]> => {
    const compiled = await compileRules(
      rules.map((rule, index) => ({ ...plainRule, outcomes: [], id: String(index), ...rule })),
    );
    const found = previewRules(runs, compiled);
    return compiled.map(({ rule }) => (found.get(rule.id) ?? []).map(({ name }) => name));
  };
  const failed = { outcome: 'failed', exitCode: 1 } as const;
  const done = { outcome: 'done', exitCode: 0 } as const;

  it('gives each run to the first rule that matches it, the newest first', async () => {
    const runs = after([{ name: 'a1' }, { name: 'b' }, { name: 'a2' }]);
    assert.deepEqual(await preview(runs, { match: 'a*' }, {}), [['a2', 'a1'], ['b']]);
    assert.deepEqual(await preview(runs, {}, { match: 'a*' }), [['a2', 'b', 'a1'], []]);
  });

  it('goes by the end of runs, in any order', async () => {
    const [one, two] = after([{ name: 'one' }, { name: 'two' }]);
    assert.deepEqual(await preview([two!, one!], {}), [['two', 'one']]);
  });

  it('shows what a muting rule mutes, and nothing for a rule that is off or invalid', async () => {
    const runs = after([{ name: 'watch' }, { name: 'build' }]);
    assert.deepEqual(await preview(runs, { mails: false, match: 'watch' }, {}), [['watch'], ['build']]);
    assert.deepEqual(await preview(runs, { enabled: false }, { match: '/(/' }, {}), [[], [], ['build', 'watch']]);
  });

  it('assumes that the user was away', async () => {
    assert.deepEqual(await preview(after([{ name: 'x' }]), { onlyWhenAway: true }), [['x']]);
  });

  it('leaves out runs that are muted by name', async () => {
    const runs = after([{ name: 'noise' }, { name: 'build' }]);
    const compiled = await compileRules([{ ...plainRule, id: 'all', outcomes: [] }]);
    const listed = ({ name }: Run) => (name === 'noise' ? 'mute' : undefined);
    const names = previewRules(runs, compiled, listed)
      .get('all')
      ?.map(({ name }) => name);
    assert.deepEqual(names, ['build']);
  });

  it('judges changes by the order of the runs, separately for each thing', async () => {
    const runs = after([
      { name: 'a', ...done, folder: '/1' },
      { name: 'a', ...failed, folder: '/1' },
      { name: 'b', ...failed, folder: '/2' },
      { name: 'a', ...failed, folder: '/1' },
      { name: 'b', ...done, folder: '/2' },
      { name: 'a', ...failed, folder: '/1' },
      { name: 'a', ...failed, folder: '/1' },
    ]);
    assert.deepEqual(await preview(runs, { onlyOnChange: true }), [['b', 'b', 'a']]);
    // The fourth failure of a in a row counts as well.
    assert.deepEqual(await preview(runs, { onlyOnChange: true, repeatEvery: 4 }), [['a', 'b', 'b', 'a']]);
  });

  it('does not see a change after a run that was stopped', async () => {
    const stopped = { outcome: 'stopped', exitCode: undefined } as const;
    const runs = after([
      { name: 'a', ...failed },
      { name: 'a', ...stopped },
      { name: 'a', ...failed },
    ]);
    assert.deepEqual(await preview(runs, { onlyOnChange: true, outcomes: ['failed'] }), [['a']]);
  });
});
