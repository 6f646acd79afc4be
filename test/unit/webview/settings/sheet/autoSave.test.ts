import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { AutoSave } from '../../../../../webview/settings/sheet/autoSave';

/** An auto-save of a text, what it saved and what it showed; saving is refused while `refusal` is set. */
function open() {
  const saved: string[] = [];
  const said: (string | undefined)[] = [];
  const host = { refusal: '', hold: Promise.resolve() };
  const autoSave = new AutoSave<string>(
    async (text) => {
      await host.hold;
      if (host.refusal !== '') throw new Error(host.refusal);
      saved.push(text);
    },
    { refresh: () => said.push('refresh'), showError: (sentence) => said.push(sentence) },
  );
  return { autoSave, saved, said, host };
}

describe('auto-save', () => {
  afterEach(() => mock.timers.reset());

  it('saves a click at once, and shows it before it is saved', async () => {
    const { autoSave, saved, said } = open();
    autoSave.change('a');
    assert.equal(autoSave.pending, 'a');
    assert.deepEqual(said, ['refresh']);
    await autoSave.flush();
    assert.deepEqual(saved, ['a']);
    assert.equal(autoSave.pending, undefined);
  });

  it('saves typing once it pauses, or as soon as something else is clicked', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { autoSave, saved } = open();
    autoSave.type('a');
    mock.timers.tick(399);
    autoSave.type('ab');
    mock.timers.tick(399);
    assert.deepEqual(saved, []);
    mock.timers.tick(1);
    await new Promise(setImmediate);
    assert.deepEqual(saved, ['ab']);
    autoSave.type('abc');
    autoSave.change('abcd');
    await new Promise(setImmediate);
    mock.timers.tick(1000);
    await new Promise(setImmediate);
    assert.deepEqual(saved, ['ab', 'abcd']);
  });

  it('saves later edits after the save that is on its way', async () => {
    const { autoSave, saved, host } = open();
    let answer = (): void => undefined;
    host.hold = new Promise((resolve) => (answer = resolve));
    autoSave.change('a');
    autoSave.change('b');
    autoSave.change('c');
    answer();
    await autoSave.flush();
    assert.deepEqual(saved, ['a', 'c']);
  });

  it('blocks actions that need everything saved while saving is refused', async () => {
    const { autoSave, saved, said, host } = open();
    let done = 0;
    const work = (): Promise<unknown> => Promise.resolve(done++);
    host.refusal = 'settings.json has errors.';
    autoSave.type('a');
    await autoSave.afterSaving(work);
    assert.equal(done, 0);
    assert.equal(autoSave.pending, 'a');
    assert.deepEqual(said.slice(-2), ['settings.json has errors.', 'refresh']);
    host.refusal = '';
    await autoSave.afterSaving(work);
    assert.equal(done, 1);
    assert.deepEqual(saved, ['a']);
    assert.deepEqual(said.slice(-2), [undefined, 'refresh']);
  });
});
