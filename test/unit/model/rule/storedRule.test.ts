import assert from 'node:assert/strict';
import { compileRules } from '../../../../src/model/rule/compiledRule';
import { ruleWords } from '../../../../src/model/rule/ruleWords';
import { plainFor, plainRule, turned, usualRules } from '../../../../src/model/rule/rule';
import { readRules, storedRules } from '../../../../src/model/rule/storedRule';
import { aRun } from '../../../support/builders';

describe('rules as settings.json is to hold them', () => {
  it('come back as they were, in any order', () => {
    const rules = [
      { ...plainRule, id: 'b', name: 'B', outcomes: [], silence: { ...plainRule.silence, noOutput: 5 } },
      ...usualRules,
      { ...plainRule, id: 'a', match: '/(/', enabled: false, recipients: ['nobody'] },
    ];
    assert.deepEqual(readRules(storedRules(rules, [])), rules);
    assert.deepEqual(readRules(storedRules(rules, storedRules(rules.toReversed(), []))), rules);
  });

  it('match nothing if all of their words are unknown, say so, and keep them', async () => {
    const now = [
      { id: 'a', sources: ['agent'] },
      { id: 'b', outcomes: ['paused'] },
      { id: 'c', sources: ['agent', 'task'] },
    ];
    const rules = readRules(now);
    const [a, b, c] = await compileRules(rules);
    const run = aRun({ source: 'task' });
    assert.deepEqual(
      [a, b, c].map((one) => one?.missed(run)),
      ['problem', 'problem', undefined],
    );
    assert.deepEqual(
      [a, b, c].flatMap((one) => one?.problems ?? []),
      [
        { field: 'sources', message: 'agent is not known here. Choose what is meant.' },
        { field: 'outcomes', message: 'paused is not known here. Choose what is meant.' },
      ],
    );
    assert.match(ruleWords(rules[0]!), /^agent, /);
    assert.deepEqual(storedRules(rules, now).slice(0, 2), now.slice(0, 2));
    assert.equal((await compileRules(readRules([{ sources: [] }])))[0]?.missed(run), undefined);
  });

  it('mute everything that they match, unless they say otherwise', async () => {
    const now = [
      { id: 'git', match: 'git *', mails: false },
      { id: 'npm', match: 'npm *', mails: false, minimumDuration: 60 },
    ];
    const rules = readRules(now);
    const [git, npm] = await compileRules(rules);
    const short = { startedAt: 0, endedAt: 1_000, outcome: 'stopped' } as const;
    assert.equal(git?.missed(aRun({ name: 'git push', ...short })), undefined);
    assert.equal(npm?.missed(aRun({ name: 'npm test', ...short })), 'duration');
    assert.deepEqual(storedRules(rules, now), now);
  });

  it('include the least if the level is unknown', () => {
    assert.deepEqual(
      readRules([{}, { content: 'facts' }, { content: 'outcome' }]).map(({ content }) => content),
      ['tail', 'facts', 'verdict'],
    );
  });

  it('keep defaults when they are switched to muting or back to mailing', () => {
    assert.deepEqual({ ...plainRule, ...turned(plainRule, false) }, plainFor(false));
    assert.deepEqual({ ...plainFor(false), ...turned(plainFor(false), true) }, plainRule);
    assert.deepEqual(turned({ ...plainRule, outcomes: ['failed'], minimumDuration: 5 }, false), { mails: false });
  });

  it('keep the unknown keys of an entry', () => {
    const now = [{ id: 'a', name: 'A', comment: 'mine', later: { x: 1 } }];
    const [rule] = readRules(now);
    assert.deepEqual(storedRules([{ ...rule!, name: 'B' }], now), [
      { id: 'a', name: 'B', comment: 'mine', later: { x: 1 } },
    ]);
    // Defaults are left out.
    assert.deepEqual(storedRules([{ ...rule!, name: '' }], now), [{ id: 'a', comment: 'mine', later: { x: 1 } }]);
  });

  it('keep, behind the others, entries that are not among the rules', () => {
    const now = [{ id: 'theirs', match: 'x' }, { match: 'without an id' }, { id: 'mine' }];
    assert.deepEqual(
      storedRules(
        [
          { ...plainRule, id: 'new' },
          { ...plainRule, id: 'mine', name: 'M' },
        ],
        now,
      ),
      [{ id: 'new' }, { id: 'mine', name: 'M' }, { id: 'theirs', match: 'x' }, { match: 'without an id' }],
    );
  });
});
