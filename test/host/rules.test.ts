import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { outcomes } from '../../src/model/run/run';
import { configure, decided, endAll, extension, mails, passed, sandboxAccount, takeFirst, until } from './extension';
import { Gate } from './gate';
import { folder, shellTask } from './sampleTasks';

describe('rules of settings.json decide what is mailed', () => {
  beforeEach(async () => {
    await configure({ accounts: [sandboxAccount] });
    (await extension()).sandbox.clear();
  });
  afterEach(async () => {
    await endAll();
    await configure({});
  });

  async function setRules(...rules: readonly Record<string, unknown>[]): Promise<void> {
    const whoeverIsThere = { minimumDuration: 0, onlyWhenAway: false, outcomes };
    await vscode.workspace.getConfiguration('mailWhenDone').update(
      'rules',
      rules.map((rule, index) => ({ id: `rule-${String(index)}`, ...whoeverIsThere, ...rule })),
      vscode.ConfigurationTarget.Global,
    );
  }

  /** Runs a task and waits until it has been decided about. Answers what the history says of it. */
  async function run(name: string, line: string): Promise<string> {
    const { history } = await extension();
    const before = new Set(history.all().map((entry) => entry.run.id));
    await vscode.tasks.executeTask(shellTask(name, line));
    const found = () => history.all().find((entry) => !before.has(entry.run.id) && entry.run.name === name);
    await until(() => found() !== undefined, `the end of ${name}`);
    return found()?.decision.why ?? '';
  }

  it('only when it breaks, when it is fixed, and every third time in between', async () => {
    await setRules({ match: 'flips', onlyOnChange: true, repeatEvery: 3 });
    const told: string[] = [];
    for (const code of [0, 1, 1, 1, 1, 0, 0]) told.push(await run('flips', `exit ${String(code)}`));
    const no = 'unchanged';
    assert.deepEqual(told, [no, 'rule', no, 'rule', no, 'rule', no]);
    const subjects = (await mails(3)).map(({ subject }) => subject.split(' - ')[0]);
    assert.deepEqual(subjects, ['FIXED: flips', 'STILL FAILING (3rd): flips (exit 1)', 'FAILED: flips (exit 1)']);
  });

  it('by exit code, folder and duration, the first that means it', async () => {
    await setRules(
      { match: 'lasts', minimumDuration: 8 },
      { match: '/^(codes|lasts)$/', mails: false },
      { match: 'coded', exitCodes: '3-5', folder: `${folder().uri.fsPath}*` },
      { match: 'coded', exitCodes: '7', folder: '/nowhere/*' },
    );
    assert.equal(await run('coded', 'exit 4'), 'rule');
    assert.equal(await run('coded', 'exit 6'), 'noRule');
    assert.equal(await run('coded', 'exit 7'), 'noRule');
    assert.equal(await run('codes', 'exit 4'), 'mutedByRule');
    assert.equal(await run('lasts', 'sleep 0.2'), 'mutedByRule');
    assert.equal(await run('lasts', 'sleep 8.5'), 'rule');
    assert.deepEqual(
      (await mails(2)).map(({ subject }) => subject.split(' - ')[0]),
      ['DONE: lasts', 'FAILED: coded (exit 4)'],
    );
  });

  it('nothing of a debug session that no rule means, but for who asked to be told', async () => {
    await setRules({ match: 'nothing is called so' });
    const { sandbox } = await extension();
    const debug = async (name: string, gate: Gate): Promise<void> => {
      const program = join(folder().uri.fsPath, `${name}.js`);
      await writeFile(program, gate.exit(3));
      assert.ok(await vscode.debug.startDebugging(folder(), { type: 'node', request: 'launch', name, program }));
    };
    const [unasked, asked] = [new Gate(), new Gate()];
    await debug('unasked', unasked);
    unasked.open();
    assert.equal(await decided('unasked'), 'noRule');
    await passed(1_500);
    assert.equal(sandbox.mails.length, 0);
    await debug('asked', asked);
    const { runs } = await extension();
    await until(() => runs.running().length === 1, 'the second session');
    await takeFirst('mailWhenDone.mailWhenThisFinishes');
    asked.open();
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^FAILED: asked \(exit 3\)/);
    assert.match(mail!.text, /asked/);
  });
});
