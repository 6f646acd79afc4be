import assert from 'node:assert/strict';
import { chooseAccount } from '../../../src/model/accountChoice';

describe('chooseAccount', () => {
  const accounts = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  const chosen = (defaultId: string, named?: string): [string | undefined, boolean] => {
    const { chosen: one, isStandIn } = chooseAccount(accounts, defaultId, named);
    return [one?.id, isStandIn];
  };

  it('takes the default account, or the first where none is chosen or the chosen one is gone', () => {
    assert.deepEqual(chosen('b'), ['b', false]);
    assert.deepEqual(chosen(''), ['a', false]);
    assert.deepEqual(chosen('gone'), ['a', false]);
  });

  it('takes the one that is named, and says when the default one stands in for it', () => {
    assert.deepEqual(chosen('b', 'c'), ['c', false]);
    assert.deepEqual(chosen('b', 'gone'), ['b', true]);
  });

  it('finds none where there is none', () => {
    assert.deepEqual(chooseAccount([], 'a'), { chosen: undefined, isStandIn: false });
  });
});
