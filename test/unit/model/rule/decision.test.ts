import assert from 'node:assert/strict';
import { compileRules } from '../../../../src/model/rule/compiledRule';
import { decide, type Circumstances } from '../../../../src/model/rule/decision';
import { noSilence, plainRule, usualRules, type Rule } from '../../../../src/model/rule/rule';
import type { Run } from '../../../../src/model/run/run';
import { readRules, storedRule } from '../../../../src/model/rule/storedRule';
import { aRun } from '../../../support/builders';

const usual: Circumstances = {
  asked: false,
  told: false,
  enabled: true,
  isAway: () => true,
  lastOutcome: undefined,
  failures: 0,
  muted: false,
  workspace: undefined,
};

describe('decide', () => {
  const lasting = (seconds: number, change: Partial<Run> = {}): Run =>
    aRun({ startedAt: 0, endedAt: seconds * 1000, outcome: 'done', exitCode: 0, ...change });
  const decided = async (run: Run, rules: readonly Partial<Rule>[], known: Partial<Circumstances> = {}) => {
    const compiled = await compileRules(rules.map((rule, index) => ({ ...plainRule, id: String(index), ...rule })));
    return decide(run, compiled, { ...usual, ...known });
  };
  const why = async (...args: Parameters<typeof decided>): Promise<string> => (await decided(...args)).why;

  it('mails by default runs of a minute and failures after ten seconds, but no stopped run', async () => {
    const rules = await compileRules(usualRules);
    const mailed = (run: Run): string | undefined => {
      const { mail, rule } = decide(run, rules, usual);
      return mail ? rule?.id : undefined;
    };
    assert.equal(mailed(lasting(60)), 'long');
    assert.equal(mailed(lasting(59)), undefined);
    assert.equal(mailed(lasting(10, { outcome: 'failed', exitCode: 1 })), 'failed');
    assert.equal(mailed(lasting(9, { outcome: 'failed', exitCode: 1 })), undefined);
    assert.equal(mailed(lasting(600, { outcome: 'stopped', exitCode: undefined })), undefined);
    assert.equal(mailed(lasting(600, { outcome: 'ended', exitCode: undefined })), 'long');
  });

  it('goes by the first rule that matches the run, even if it mutes', async () => {
    const mute = { mails: false, match: 'watch*' };
    assert.equal(await why(lasting(90, { name: 'watch all' }), [mute, {}]), 'mutedByRule');
    assert.equal(await why(lasting(90, { name: 'build' }), [mute, {}]), 'rule');
    assert.equal(await why(lasting(90, { name: 'x', command: 'watch it' }), [mute, {}]), 'mutedByRule');
  });

  it('checks each condition of a rule', async () => {
    const run = lasting(90, { source: 'terminal', name: 'make', folder: '/src/app', outcome: 'failed', exitCode: 2 });
    const meaning: Partial<Rule>[] = [
      { sources: ['terminal', 'debug'] },
      { match: 'm*' },
      { folder: '/src/*' },
      { outcomes: ['failed'] },
      { exitCodes: '1-3, 7' },
      { minimumDuration: 90 },
    ];
    for (const rule of meaning) assert.equal(await why(run, [rule]), 'rule', JSON.stringify(rule));
    const missing: [Partial<Rule>, string][] = [
      [{ enabled: false }, 'disabled'],
      [{ sources: ['task'] }, 'source'],
      [{ match: 'n*' }, 'match'],
      [{ folder: '/home/*' }, 'folder'],
      [{ outcomes: ['done'] }, 'outcome'],
      [{ exitCodes: '1' }, 'exitCode'],
      [{ minimumDuration: 91 }, 'duration'],
      [{ match: '/(/' }, 'problem'],
      [{ recipients: ['nobody'] }, 'problem'],
    ];
    for (const [rule, miss] of missing) {
      const decision = await decided(run, [rule]);
      assert.deepEqual([decision.why, decision.nearest?.miss], ['noRule', miss], JSON.stringify(rule));
    }
  });

  it('matches no interactive program, unless a mail was requested for that run', async () => {
    const run = lasting(90, { source: 'terminal', name: 'vim', interactive: true });
    const decision = await decided(run, [{ sources: ['task'] }, { minimumDuration: 0 }, { enabled: false }]);
    assert.deepEqual([decision.why, decision.nearest?.rule.id, decision.nearest?.miss], ['noRule', '1', 'interactive']);
    assert.equal(await why(run, [{}], { asked: true }), 'asked');
  });

  it('names the rule that came closest', async () => {
    const decision = await decided(lasting(12), [{ sources: ['debug'] }, { minimumDuration: 60 }, { match: 'x' }]);
    assert.deepEqual([decision.nearest?.rule.id, decision.nearest?.miss], ['1', 'duration']);
  });

  it('mails a requested run in any case', async () => {
    const known = { asked: true, enabled: false, muted: true, workspace: 'mute', isAway: () => false } as const;
    assert.deepEqual([(await decided(lasting(1), [], known)).mail, await why(lasting(1), [], known)], [true, 'asked']);
  });

  it('mails the end of a run that was announced as going on, against the rules, unless mails are muted or off', async () => {
    const told = { told: true, isAway: () => false } as const;
    assert.equal(await why(lasting(1), [], told), 'told');
    assert.equal(await why(lasting(90), [{ mails: false }], told), 'told');
    assert.equal(await why(lasting(90), [{ onlyOnChange: true }], { ...told, lastOutcome: 'done' }), 'told');
    assert.equal(await why(lasting(90), [{}], { ...told, muted: true }), 'muted');
    assert.equal(await why(lasting(90), [{}], { ...told, enabled: false }), 'off');
    assert.equal(await why(lasting(90), [{}], { ...told, workspace: 'mute' }), 'mutedByWorkspace');
  });

  it('mails by rules only while nobody is there, by the time that the rule states', async () => {
    const after: number[] = [];
    const isAway = (seconds: number): boolean => after.push(seconds) === 0;
    assert.equal(await why(lasting(90), [{ awayAfter: 300 }], { isAway }), 'present');
    assert.deepEqual(after, [300]);
    assert.equal(await why(lasting(90), [{ onlyWhenAway: false }], { isAway }), 'rule');
  });

  it('mails what broke, what was fixed, and every third failure after that', async () => {
    const rule = { onlyOnChange: true, repeatEvery: 3 };
    const bad = lasting(90, { outcome: 'failed', exitCode: 1 });
    const good = lasting(90);
    assert.equal(await why(good, [rule]), 'unchanged', 'the first run, which is well');
    assert.equal(await why(bad, [rule]), 'rule', 'the first run, which failed');
    assert.equal(await why(bad, [rule], { lastOutcome: 'done', failures: 0 }), 'rule', 'broke');
    assert.equal(await why(bad, [rule], { lastOutcome: 'failed', failures: 1 }), 'unchanged', 'failed twice');
    assert.equal(await why(bad, [rule], { lastOutcome: 'failed', failures: 2 }), 'rule', 'failed for the third time');
    assert.equal(await why(good, [rule], { lastOutcome: 'failed', failures: 3 }), 'rule', 'fixed');
    assert.equal(await why(good, [rule], { lastOutcome: 'done' }), 'unchanged', 'well again');
  });

  it('mails about a compiler in watch mode only when it broke or was fixed', async () => {
    const rule = { minimumDuration: 0 };
    assert.equal(await why(lasting(1, { cycle: 'same' }), [rule]), 'sameCycle');
    assert.equal(await why(lasting(1, { cycle: 'fixed' }), [{ ...rule, onlyOnChange: true }]), 'rule');
    const rules = await compileRules(usualRules);
    const broke = decide(lasting(4, { cycle: 'broke', outcome: 'failed', exitCode: undefined }), rules, usual);
    const fixed = decide(lasting(4, { cycle: 'fixed' }), rules, usual);
    assert.deepEqual([broke.why, broke.rule?.id, fixed.why, fixed.rule?.id], ['rule', 'failed', 'rule', 'long']);
  });

  it('lets a workspace mute and watch', async () => {
    assert.equal(await why(lasting(90), [{}], { workspace: 'mute' }), 'mutedByWorkspace');
    assert.equal(await why(lasting(1), [{}], { workspace: 'watch' }), 'watchedByWorkspace');
    assert.equal(await why(lasting(1), [{}], { workspace: 'watch', enabled: false }), 'off');
    const stopped = lasting(90, { outcome: 'stopped', exitCode: undefined });
    assert.equal(await why(stopped, [{}], { workspace: 'watch' }), 'noRule');
    assert.equal(await why(stopped, [{ outcomes: ['stopped'] }], { workspace: 'watch' }), 'rule');
    assert.equal(await why(lasting(1), [{}], { workspace: 'watch', muted: true }), 'muted');
    assert.equal(await why(lasting(90), [{}], { muted: true }), 'muted');
  });
});

describe('the rules of settings.json', () => {
  it('are read with any content', () => {
    const [odd, same, other] = readRules([
      { id: 'a', sources: ['task', 'moon'], outcomes: 'all', minimumDuration: '5', silence: 3, recipients: ['x', 4] },
      { id: 'a' },
      null,
    ]);
    assert.deepEqual(odd, { ...plainRule, id: 'a', sources: ['task'], recipients: ['x'] });
    assert.equal(same?.id, 'a-2');
    assert.deepEqual(other, { ...plainRule, id: 'rule-3' });
  });

  it('are written without defaults, and read back the same', () => {
    const rule: Rule = {
      ...plainRule,
      id: 'r',
      match: 'npm*',
      outcomes: [],
      minimumDuration: 0,
      silence: { ...noSilence, noOutput: 5 },
    };
    assert.deepEqual(storedRule({ ...plainRule, id: 'p' }), { id: 'p' });
    assert.deepEqual(readRules([storedRule(rule)]), [rule]);
  });
});
