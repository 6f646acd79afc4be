import assert from 'node:assert/strict';
import { chooseAccount } from '../../../../src/model/account/account';

describe('chooseAccount', () => {
  const accounts = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  const chosen = (defaultId: string, named?: string): [string | undefined, boolean] => {
    const { chosen: one, isStandIn } = chooseAccount(accounts, defaultId, named);
    return [one?.id, isStandIn];
  };

  it('returns the default account, or the first if none is chosen or the chosen one is gone', () => {
    assert.deepEqual(chosen('b'), ['b', false]);
    assert.deepEqual(chosen(''), ['a', false]);
    assert.deepEqual(chosen('gone'), ['a', false]);
  });

  it('returns the named account, and says when the default one stands in for it', () => {
    assert.deepEqual(chosen('b', 'c'), ['c', false]);
    assert.deepEqual(chosen('b', 'gone'), ['b', true]);
  });

  it('returns none if there is none', () => {
    assert.deepEqual(chooseAccount([], 'a'), { chosen: undefined, isStandIn: false });
  });
});
