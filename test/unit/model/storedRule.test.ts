import assert from 'node:assert/strict';
import { plainRule, usualRules } from '../../../src/model/rule';
import { readRules, storedRules } from '../../../src/model/storedRule';

describe('rules as settings.json is to hold them', () => {
  it('come back as they were, whatever their order', () => {
    const rules = [
      { ...plainRule, id: 'b', name: 'B', outcomes: [], silence: { ...plainRule.silence, noOutput: 5 } },
      ...usualRules,
      { ...plainRule, id: 'a', match: '/(/', enabled: false, recipients: ['nobody'] },
    ];
    assert.deepEqual(readRules(storedRules(rules, [])), rules);
    assert.deepEqual(readRules(storedRules(rules, storedRules(rules.toReversed(), []))), rules);
  });

  it('keep the keys of an entry that nobody here knows', () => {
    const now = [{ id: 'a', name: 'A', comment: 'mine', later: { x: 1 } }];
    const [rule] = readRules(now);
    assert.deepEqual(storedRules([{ ...rule!, name: 'B' }], now), [
      { id: 'a', name: 'B', comment: 'mine', later: { x: 1 } },
    ]);
    // What is as usual needs no word.
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
