import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure, extension, mails, sandboxAccount, until } from './extension';
import { shellTask } from './sampleTasks';

// .vscode/settings.json of the folder that these tests run in has names of its own, and rules that must not count.
describe('names that a workspace mutes and watches', () => {
  const setting = (name: string, value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration('mailWhenDone').update(name, value, vscode.ConfigurationTarget.Global);
  const of = async (name: string, command = ''): Promise<'mute' | 'watch' | undefined> =>
    (await extension()).workspaceRules.of({ name, command });

  async function runTask(name: string): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      const listener = vscode.tasks.onDidEndTask(({ execution }) => {
        if (execution.task.name !== name) return;
        listener.dispose();
        resolve();
      });
    });
    await vscode.tasks.executeTask(shellTask(name, 'true'));
    await ended;
  }

  beforeEach(async () => {
    const { sandbox } = await extension();
    sandbox.clear();
  });

  afterEach(async () => {
    for (const name of ['mute', 'watch']) await setting(name, undefined);
    await configure({});
  });

  it('count beside those of the user, and mute goes first', async () => {
    const { workspaceRules } = await extension();
    await setting('mute', ['mine', '']);
    await setting('watch', ['/deploy.*now/']);
    await until(() => workspaceRules.of({ name: 'mine', command: '' }) === 'mute', 'the names of the user');
    assert.equal(await of('muted by the workspace'), 'mute');
    assert.equal(await of('watched by the workspace'), 'watch');
    assert.equal(await of('both'), 'mute');
    assert.equal(await of('x', 'deploy it now'), 'watch');
    assert.equal(await of('anything else'), undefined);
    await setting('mute', undefined);
    await until(() => workspaceRules.of({ name: 'mine', command: '' }) === undefined, 'the name to be gone');
  });

  it('decide about real tasks, by the account of the user; rules of the workspace count for nothing', async () => {
    const { settings } = await extension();
    await configure({ accounts: [sandboxAccount] });
    assert.deepEqual(settings.get('rules'), []);
    // By the usual rules none of these is mailed; by those of the workspace all of them would be, to somebody else.
    await runTask('unlisted');
    await runTask('watched by the workspace');
    const [watched] = await mails(1);
    assert.match(watched?.subject ?? '', /watched by the workspace/);
    assert.equal(watched?.to, 'me@sandbox.test');
    await configure({ accounts: [sandboxAccount], minimumDuration: 0 });
    await runTask('muted by the workspace');
    await runTask('also unlisted');
    const [last, ...others] = await mails(2);
    assert.match(last?.subject ?? '', /also unlisted/);
    assert.equal(others.length, 1);
  });
});
