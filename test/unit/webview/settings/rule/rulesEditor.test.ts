import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { plainRule, type Rule, usualRules } from '../../../../../src/model/rule/rule';
import { readRules } from '../../../../../src/model/rule/storedRule';
import type { SettingsState } from '../../../../../src/protocol/settingsPage';
import { RulesEditor } from '../../../../../webview/settings/rule/rulesEditor';

/** An editor of rules and an extension that saves what it gets once `hold` lets it, unless `refusal` is set. */
function open(own: readonly Rule[]) {
  const saved: (readonly Rule[])[] = [];
  const said: (string | undefined)[] = [];
  const host = { rules: own, refusal: '', hold: Promise.resolve() };
  const state = (): SettingsState => {
    const rules = host.rules.length === 0 ? usualRules : host.rules;
    const shown = rules.map((rule) => ({ rule, problems: [], preview: [], unapproved: [] }));
    return { rules: shown, rulesAreUsual: host.rules.length === 0 } as Partial<SettingsState> as SettingsState;
  };
  const request = async (name: string, params: unknown): Promise<null> => {
    await host.hold;
    if (host.refusal !== '') throw new Error(host.refusal);
    if (name === 'saveRules') {
      const { rules } = params as { rules: readonly Rule[] };
      saved.push(rules);
      host.rules = readRules(structuredClone(rules));
    } else host.rules = host.rules.filter(({ id }) => id !== (params as { id: string }).id);
    editor.receive(state());
    return null;
  };
  const editor: RulesEditor = new RulesEditor(
    { request: request },
    { refresh: () => undefined, showError: (sentence) => said.push(sentence) },
  );
  editor.receive(state());
  const names = (): string[] => editor.rows.map(({ rule }) => rule.name || rule.id);
  return { editor, host, saved, said, state, names };
}

const rule = (id: string, change: Partial<Rule> = {}): Rule => ({ ...plainRule, id, ...change });

describe('the editor of rules', () => {
  afterEach(() => mock.timers.reset());

  it('shows a change at once, and saves text typed without a pause once', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { editor, saved, names } = open([rule('a'), rule('b')]);
    for (const name of ['B', 'Bu', 'Bui']) {
      editor.edit('b', { name });
      mock.timers.tick(399);
    }
    assert.deepEqual(names(), ['a', 'Bui']);
    assert.equal(saved.length, 0);
    mock.timers.tick(1);
    await new Promise(setImmediate);
    assert.deepEqual(
      saved.map((rules) => rules.map(({ name }) => name)),
      [['', 'Bui']],
    );
  });

  it('saves one list after the other, and ends with the newest', async () => {
    const { editor, host, saved, names } = open([rule('a'), rule('b'), rule('c')]);
    let answer = (): void => undefined;
    host.hold = new Promise((resolve) => (answer = resolve));
    editor.move('c', -1);
    editor.move('c', -1);
    editor.edit('c', { name: 'C' });
    assert.deepEqual(names(), ['C', 'a', 'b']);
    answer();
    await editor.flush();
    assert.deepEqual(names(), ['C', 'a', 'b']);
    assert.deepEqual(
      host.rules.map(({ id }) => id),
      ['c', 'a', 'b'],
    );
    assert.equal(saved.length, 2);
    assert.equal(editor.move('c', -1), false);
  });

  it('keeps its state if news arrive while something is still to be saved', () => {
    const { editor, state, names } = open([rule('a')]);
    editor.edit('a', { name: 'typed' });
    editor.receive(state());
    assert.deepEqual(names(), ['typed']);
  });

  it('keeps a change that the extension refuses to save, says why, and saves it with the next one', async () => {
    const { editor, host, said, names } = open([rule('a')]);
    host.refusal = 'settings.json has errors.';
    editor.edit('a', { match: '/(/' });
    await editor.flush();
    assert.equal(said.at(-1), 'settings.json has errors.');
    assert.equal(editor.rows[0]?.rule.match, '/(/');
    await editor.delete('a');
    assert.deepEqual(names(), ['a']);
    host.refusal = '';
    editor.edit('a', { name: 'A' });
    await editor.flush();
    assert.equal(said.at(-1), undefined);
    assert.deepEqual(host.rules, [rule('a', { match: '/(/', name: 'A' })]);
  });

  it('starts with the usual rules, and adds to them instead of replacing them', async () => {
    const one = open([]);
    assert.ok(one.editor.areUsual);
    one.editor.adopt();
    assert.ok(!one.editor.areUsual);
    await one.editor.flush();
    assert.deepEqual(one.host.rules, usualRules);

    const other = open([]);
    const id = other.editor.add();
    await other.editor.flush();
    assert.deepEqual(
      other.host.rules.map((own) => own.id),
      [id, 'failed', 'long'],
    );
  });

  it('puts a copy after its rule, with its own id and name', async () => {
    const { editor, host } = open([rule('a', { name: 'A', match: 'x' }), rule('b')]);
    const id = editor.duplicate('a');
    await editor.flush();
    assert.deepEqual(host.rules, [
      rule('a', { name: 'A', match: 'x' }),
      rule(id, { name: 'A (copy)', match: 'x' }),
      rule('b'),
    ]);
    const unnamed = editor.duplicate('b');
    assert.equal(editor.rows.find((row) => row.rule.id === unnamed)?.rule.name, '');
  });

  it('deletes a rule only after the typed text is saved', async () => {
    const { editor, host, saved } = open([rule('a'), rule('b')]);
    editor.edit('b', { name: 'B' });
    await editor.delete('a');
    assert.equal(saved.length, 1);
    assert.deepEqual(host.rules, [rule('b', { name: 'B' })]);
  });
});
