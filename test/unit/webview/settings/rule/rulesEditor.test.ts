import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { plainRule, usualRules, type Rule } from '../../../src/model/rule';
import { readRules } from '../../../src/model/storedRule';
import type { SettingsState } from '../../../src/protocol';
import { RuleDesk } from '../../../webview/settings/ruleDesk';

/** A desk before an extension that saves what it is given, unless it refuses, and answers when `answer` says so. */
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
    desk.receive(state());
    return null;
  };
  const desk: RuleDesk = new RuleDesk(
    { request: request },
    { refresh: () => undefined, refuse: (sentence) => said.push(sentence) },
  );
  desk.receive(state());
  const names = (): string[] => desk.rows.map(({ rule }) => rule.name || rule.id);
  return { desk, host, saved, said, state, names };
}

const rule = (id: string, change: Partial<Rule> = {}): Rule => ({ ...plainRule, id, ...change });

describe('the desk of rules', () => {
  it('shows a change at once, and saves once what was typed without a pause', async () => {
    const { desk, saved, names } = open([rule('a'), rule('b')]);
    for (const name of ['B', 'Bu', 'Bui']) desk.edit('b', { name });
    assert.deepEqual(names(), ['a', 'Bui']);
    assert.equal(saved.length, 0);
    await sleep(600);
    assert.deepEqual(
      saved.map((rules) => rules.map(({ name }) => name)),
      [['', 'Bui']],
    );
  });

  it('saves one list after the other, and ends with the newest', async () => {
    const { desk, host, saved, names } = open([rule('a'), rule('b'), rule('c')]);
    let answer = (): void => undefined;
    host.hold = new Promise((resolve) => (answer = resolve));
    desk.move('c', -1);
    desk.move('c', -1);
    desk.edit('c', { name: 'C' });
    assert.deepEqual(names(), ['C', 'a', 'b']);
    answer();
    await desk.flush();
    assert.deepEqual(names(), ['C', 'a', 'b']);
    assert.deepEqual(
      host.rules.map(({ id }) => id),
      ['c', 'a', 'b'],
    );
    assert.equal(saved.length, 2);
    assert.equal(desk.move('c', -1), false);
  });

  it('is not put back by news that come while something is to be saved', () => {
    const { desk, state, names } = open([rule('a')]);
    desk.edit('a', { name: 'typed' });
    desk.receive(state());
    assert.deepEqual(names(), ['typed']);
  });

  it('keeps what the extension refuses to save, says why, and saves it with the next change', async () => {
    const { desk, host, said, names } = open([rule('a')]);
    host.refusal = 'settings.json has errors.';
    desk.edit('a', { match: '/(/' });
    await desk.flush();
    assert.equal(said.at(-1), 'settings.json has errors.');
    assert.equal(desk.rows[0]?.rule.match, '/(/');
    await desk.delete('a');
    assert.deepEqual(names(), ['a']);
    host.refusal = '';
    desk.edit('a', { name: 'A' });
    await desk.flush();
    assert.equal(said.at(-1), undefined);
    assert.deepEqual(host.rules, [rule('a', { match: '/(/', name: 'A' })]);
  });

  it('takes over the usual rules, and adds to them rather than in their place', async () => {
    const one = open([]);
    assert.ok(one.desk.areUsual);
    one.desk.adopt();
    assert.ok(!one.desk.areUsual);
    await one.desk.flush();
    assert.deepEqual(one.host.rules, usualRules);

    const other = open([]);
    const id = other.desk.add();
    await other.desk.flush();
    assert.deepEqual(
      other.host.rules.map((own) => own.id),
      [id, 'failed', 'long'],
    );
  });

  it('puts a copy behind its rule, with an id and a name of its own', async () => {
    const { desk, host } = open([rule('a', { name: 'A', match: 'x' }), rule('b')]);
    const id = desk.duplicate('a');
    await desk.flush();
    assert.deepEqual(host.rules, [
      rule('a', { name: 'A', match: 'x' }),
      rule(id, { name: 'A (copy)', match: 'x' }),
      rule('b'),
    ]);
    const unnamed = desk.duplicate('b');
    assert.equal(desk.rows.find((row) => row.rule.id === unnamed)?.rule.name, '');
  });

  it('deletes after what was typed is saved', async () => {
    const { desk, host, saved } = open([rule('a'), rule('b')]);
    desk.edit('b', { name: 'B' });
    await desk.delete('a');
    assert.equal(saved.length, 1);
    assert.deepEqual(host.rules, [rule('b', { name: 'B' })]);
  });
});
