import assert from 'node:assert/strict';
import { RunningSide, type RunningSideParts } from '../../../../src/host/settings/runningSide';

const extensionId = 'mail-when-done.mail-when-done';

/** Where the extension is to run, with this value of `remote.extensionKind`, which choosing replaces. */
function sideWith(kinds: unknown, change: Partial<RunningSideParts> = {}) {
  const written: unknown[] = [];
  const side = new RunningSide({
    extensionId,
    isChoice: true,
    running: 'remote',
    read: () => (written.length > 0 ? written.at(-1) : kinds),
    write: (value) => Promise.resolve(void written.push(value)),
    ...change,
  });
  return { side, written };
}

describe('the side that sends', () => {
  it('is the remote computer until the user chooses this one, and again after that', async () => {
    const { side, written } = sideWith(undefined);
    assert.deepEqual(side.state, { running: 'remote', chosen: 'remote' });
    await side.choose('here');
    assert.deepEqual(written.at(-1), { [extensionId]: ['ui'] });
    assert.deepEqual(side.state, { running: 'remote', chosen: 'here' });
    await side.choose('remote');
    assert.equal(written.at(-1), undefined);
    assert.equal(side.state?.chosen, 'remote');
  });

  it('leaves alone what is said of other extensions', async () => {
    const other = { 'other.one': ['workspace'] };
    const { side, written } = sideWith(other);
    await side.choose('here');
    assert.deepEqual(written.at(-1), { ...other, [extensionId]: ['ui'] });
    await side.choose('remote');
    assert.deepEqual(written.at(-1), other);
  });

  for (const [kinds, chosen] of [
    [{ [extensionId]: 'ui' }, 'here'],
    [{ [extensionId]: ['ui', 'workspace'] }, 'here'],
    [{ [extensionId]: ['workspace', 'ui'] }, 'remote'],
    ['ui', 'remote'],
    [null, 'remote'],
  ] as const) {
    it(`is understood as somebody typed it: ${JSON.stringify(kinds)}`, () =>
      assert.equal(sideWith(kinds).side.state?.chosen, chosen));
  }

  it('is no question where there is one computer only', () =>
    assert.equal(sideWith({ [extensionId]: ['ui'] }, { isChoice: false }).side.state, undefined));
});
