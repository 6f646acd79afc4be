import assert from 'node:assert/strict';
import { compileNames } from '../../../../src/model/rule/pattern';

describe('names to watch or to mute', () => {
  const has = async (patterns: readonly unknown[], name: string, command = ''): Promise<boolean> =>
    (await compileNames(patterns)).has({ name, command });

  it('are compared with name and command, with wildcards and regular expressions', async () => {
    assert.ok(await has(['deploy*'], 'Deploy all'));
    assert.ok(await has(['deploy*'], 'x', 'deploy --now'));
    assert.ok(await has(['nothing', '/^b.*d$/'], 'build'));
    assert.ok(!(await has(['deploy'], 'deploy all')));
    assert.ok(!(await has([], 'anything')));
  });

  it('match nothing if they are empty or not a text', async () => {
    assert.ok(!(await has(['', '  ', 3, null, {}, ['a']], 'a')));
  });

  it('still count if one of them is invalid, which is reported', async () => {
    const list = await compileNames(['/(/', 'build']);
    assert.ok(list.has({ name: 'build', command: '' }));
    assert.ok(!list.has({ name: '(', command: '' }));
    assert.equal(list.problems.length, 1);
    assert.match(list.problems[0]!, /no regular expression/);
  });
});
