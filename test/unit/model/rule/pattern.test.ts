import assert from 'node:assert/strict';
import { compilePattern, PatternError } from '../../../../src/model/rule/pattern';

describe('compilePattern', () => {
  const cases: readonly [string, readonly string[], readonly string[]][] = [
    ['', ['', 'anything'], []],
    ['npm test', ['npm test', 'NPM Test'], ['npm tests', ' npm test', 'npm']],
    ['npm*', ['npm', 'npm run build'], ['pnpm run', '']],
    ['*test*', ['test', 'npm test', 'a TEST b'], ['tes t']],
    ['t?st', ['test', 'tast'], ['tst', 'teest']],
    ['*.*', ['a.b', '.'], ['ab']],
    ['a**b', ['ab', 'axxb'], ['a', 'b']],
    ['a+(b)', ['a+(b)'], ['aab']],
    ['*é', ['É', 'café'], ['e']],
    ['/^make( |$)/', ['make', 'make all'], ['cmake', 'Make']],
    ['/TEST/i', ['a test', 'Test'], ['tes']],
    ['/home/ada/*', ['/home/ada/x', '/home/ada/'], ['/home/bob']],
    ['/(a|b)c/', ['xbc'], ['c']],
  ];
  for (const [pattern, good, bad] of cases) {
    it(`reads ${pattern === '' ? 'the empty pattern' : pattern}`, async () => {
      const matches = await compilePattern(pattern);
      for (const text of good) assert.ok(matches(text), `${pattern} means “${text}”`);
      for (const text of bad) assert.ok(!matches(text), `${pattern} does not mean “${text}”`);
    });
  }

  it('finds the same with either engine', async () => {
    const sources = [
      'ab',
      'a.c',
      '^a|b$',
      'a[b-d]e',
      'x?y',
      'a.*z',
      '(ab|c)d',
      'a\\.b',
      '[^a]b',
      'a+',
      '^$',
      '\\bab\\b',
      'é',
    ];
    const texts = [
      '',
      'ab',
      'abc',
      'axc',
      'b',
      'ade',
      'y',
      'xy',
      'a 1 z',
      'abd',
      'cd',
      'a.b',
      'aab',
      'cab',
      'É',
      'x ab y',
    ];
    for (const source of sources)
      for (const flags of ['', 'i']) {
        const matches = await compilePattern(`/${source}/${flags}`);
        for (const text of texts) {
          // A text that is too long for the quick engine.
          const padding = '\n'.repeat(9_000);
          const expected = new RegExp(source, flags).test(text);
          assert.equal(matches(text), expected, `${source} in ${text}`);
          if (!/[\^$]|\[\^/.test(source))
            assert.equal(matches(text + padding), expected, `${source} in a long ${text}`);
        }
      }
  });

  it('says what is wrong with a regular expression', async () => {
    await assert.rejects(compilePattern('/(/'), (error) => {
      return error instanceof PatternError && error.message.startsWith('“(” is no regular expression');
    });
    await assert.rejects(compilePattern('/(?=a)/'), PatternError);
  });

  it('finishes with patterns that stall other engines', async () => {
    const text = `${'a'.repeat(50_000)}!`;
    for (const pattern of ['/^(a+)+$/', '/(a|aa)+$/', `${'*a'.repeat(30)}b`]) {
      const matches = await compilePattern(pattern);
      assert.equal(matches(text), pattern === '/^(a+)+$/' || pattern === '/(a|aa)+$/');
    }
  });
});
