import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WorkspaceValues } from '../../src/host/editor/storage';
import { decisionWords } from '../../src/model/history/decisionWords';
import { durationOf, type Run } from '../../src/model/run/run';
import type { RunEntry } from '../../src/model/history/runRecord';
import { aRun } from '../support/builders';
import { configure, endAll, extension, mails, passed, sandboxAccount, until } from './extension';
import { runFromMenu, shellTask } from './sampleTasks';

describe('the history of runs', () => {
  beforeEach(async () => {
    const { history, sandbox } = await extension();
    history.clear();
    sandbox.clear();
    await configure({ accounts: [sandboxAccount], minimumDuration: 0 });
  });

  afterEach(async () => {
    const { history, runsView } = await extension();
    history.clear();
    runsView.filter = { text: '', outcomes: [] };
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await endAll();
    await configure({});
  });

  const execute = (name: string, node: unknown) => vscode.commands.executeCommand(`mailWhenDone.${name}`, node);

  /** The entry of a run of that name, once it is there. */
  async function entryOf(name: string): Promise<RunEntry> {
    const { history } = await extension();
    const find = () => history.all().find(({ run }) => run.name === name);
    await until(() => find() !== undefined, `${name} in the history`);
    return find()!;
  }

  /** A run that has ended, as a source tells it. */
  async function ended(change: Partial<Run>): Promise<RunEntry> {
    const { notifier } = await extension();
    const run = aRun({ id: crypto.randomUUID(), startedAt: Date.now() - 1_000, endedAt: Date.now(), ...change });
    notifier.ended(run);
    return entryOf(run.name);
  }

  /** Runs a command and answers the sentence that it is refused with. */
  async function refused(name: string, node: unknown): Promise<string> {
    const internals = await extension();
    try {
      await internals.run(name as 'goToRun', node);
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return assert.fail(`${name} was not refused`);
  }

  it('says of a task that ended why it was mailed, with its mail', async () => {
    await vscode.tasks.executeTask(shellTask('told', 'exit 3'));
    const { run, usual } = await entryOf('told');
    const [mail] = await mails(1);
    assert.match(mail?.subject ?? '', /^FAILED: told \(exit 3\)/);
    assert.deepEqual([run.outcome, run.exitCode, run.command, usual], ['failed', 3, 'exit 3', undefined]);
    const { decision, mail: id } = await entryOf('told');
    assert.match(decisionWords(decision, run), /^mailed by the rule “everything”$/);
    await execute('showRunMail', { id: run.id });
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('told') === true,
      `the mail ${id}`,
    );
  });

  it('says of a task that ended why it was not mailed, and how long it usually takes', async () => {
    const { context, durations, history } = await extension();
    await configure({ accounts: [sandboxAccount], minimumDuration: 60 });
    const task = shellTask('brief', 'sleep 0.3');
    for (const count of [1, 2, 3]) {
      await vscode.tasks.executeTask(task);
      await until(() => history.all().filter(({ run }) => run.name === 'brief').length === count, `run ${count}`);
    }
    const [latest, ...earlier] = history.all();
    assert.match(decisionWords(latest!.decision, latest!.run), /^not mailed: [\d.]+s is under 1m 00s$/);
    assert.equal(latest!.mail, undefined);
    // What was usual before it ended, which two runs are needed to tell.
    assert.deepEqual(
      earlier.map(({ usual }) => usual),
      [undefined, undefined],
    );
    const [second = 0, first = 0] = earlier.map(({ run }) => durationOf(run));
    const usual = latest!.usual ?? 0;
    assert.ok(usual >= Math.min(first, second) && usual <= Math.max(first, second), `${usual}: ${first}, ${second}`);
    assert.ok((durations.of(latest!.run)?.median ?? 0) > 0);
    // The editor's own storage is no place for names: a terminal command has its line for one, secrets and all.
    const stored = Object.keys(context.workspaceState.get('durations' satisfies keyof WorkspaceValues) ?? {});
    assert.ok(stored.length > 0 && stored.every((key) => /^[\da-f]{16}$/.test(key)), stored.join());
  });

  it('says that the account could not send', async () => {
    await configure({ accounts: [], minimumDuration: 0 });
    const entry = await ended({ name: 'orphan' });
    assert.equal((await entryOf('orphan')).mailNote, 'noAccount', JSON.stringify(entry.decision));
  });

  it('tells the time that a row has taken anew each second, as long as the view is seen', async () => {
    const { run, runs, runsView } = await extension();
    await run('showRuns');
    await vscode.tasks.executeTask(shellTask('ticks', 'sleep 600'));
    await until(() => runs.running().length === 1, 'the task to run');
    const rows: string[][] = [];
    const listener = runsView.onDidChangeTreeData((nodes) => {
      if (nodes !== undefined) rows.push(nodes.map(({ id }) => id));
    });
    try {
      await until(() => rows.length >= 3, 'three ticks');
      assert.ok(rows.every((ids) => ids.join() === runs.running()[0]?.id));
      await vscode.commands.executeCommand('workbench.view.explorer');
      await passed(500);
      rows.length = 0;
      await passed(3_000);
      assert.deepEqual(rows, []);
    } finally {
      listener.dispose();
      for (const execution of vscode.tasks.taskExecutions) execution.terminate();
      // It is in the history a moment after it no longer runs, and would be in that of the next test.
      await entryOf('ticks');
    }
  });

  it('lists what runs before what has ended, and what each is', async () => {
    const { history, runs, runsView } = await extension();
    const { run } = await ended({ name: 'past', exitCode: 7, command: '' });
    await until(() => history.find(run.id)?.mail !== undefined, 'its mail');
    await vscode.tasks.executeTask(shellTask('going', 'sleep 600'));
    await until(() => runs.running().length === 1, 'the task to run');
    const items = async () => (await runsView.getChildren()).map((node) => runsView.getTreeItem(node));
    const [going, past] = await items();
    assert.deepEqual([going?.label, past?.label, (await items()).length], ['going', 'past', 2]);
    assert.equal((going?.iconPath as vscode.ThemeIcon).id, 'sync~spin');
    assert.equal((past?.iconPath as vscode.ThemeIcon).id, 'error');
    assert.match(String(past?.description), /^exit code 7 · 1\.0s · \d/);
    assert.match(String(going?.description), /^(\d+m )?[\d.]+s$/);
    assert.deepEqual([going?.contextValue, past?.contextValue], ['running command', 'ended task mail']);
    const { requests } = await extension();
    assert.ok(requests.toggle(runs.running()[0]!.id));
    assert.match(String((await items())[0]?.description), / · mail asked for$/);
    assert.equal(((await items())[0]?.iconPath as vscode.ThemeIcon).id, 'bell');
    requests.toggle(runs.running()[0]!.id);
  });

  it('goes to the terminal of a run', async () => {
    const [one, other] = ['one', 'other'].map((name) => vscode.window.createTerminal({ name }));
    const pid = await one!.processId;
    other!.show();
    await until(() => vscode.window.activeTerminal === other, 'the other terminal to be shown');
    const { run } = await ended({ source: 'terminal', name: 'typed', place: { terminal: pid! } });
    await execute('goToRun', { id: run.id });
    await until(() => vscode.window.activeTerminal === one, 'its terminal to be shown');
  });

  it('goes to the cell of a notebook, and to a file', async () => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'README.md');
    const data = new vscode.NotebookData(
      ['1', '2', '3'].map((text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python')),
    );
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    const place = { document: notebook.uri.toString(), cell: 2 };
    const cell = await ended({ source: 'notebook', name: 'cells', place });
    await execute('goToRun', { id: cell.run.id });
    await until(() => vscode.window.activeNotebookEditor?.selection.start === 2, 'the cell to be selected');
    const file = await ended({ source: 'debug', name: 'debugged', place: { document: uri.toString() } });
    assert.match(await refused('goToRun', { id: file.run.id }), /^The file of “debugged” cannot be opened: /);
  });

  it('shows what a run printed, and says so where that is not kept', async () => {
    const output = '\u001b]633;C\u0007\u001b[31mred\u001b[0m\r\n50%\r100%\r\n';
    const { run } = await ended({ name: 'a/b', output });
    // Without a terminal that is what there is to go to.
    for (const name of ['showRunOutput', 'goToRun']) {
      await execute(name, { id: run.id });
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.getText(), 'red\n100%\n');
      assert.match(document?.fileName ?? '', /a b\.output\.txt$/);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
    const silent = await ended({ name: 'silent' });
    assert.match(await refused('showRunOutput', { id: silent.run.id }), /^The output of “silent” is not kept/);
    assert.match(await refused('goToRun', { id: silent.run.id }), /^There is nothing left of “silent” to go to/);
    for (let serial = 0; serial < 50; serial++) await ended({ name: `printed ${serial}`, output: 'x' });
    assert.match(await refused('showRunOutput', { id: run.id }), /^The output of “a\/b” is not kept/);
  });

  it('runs a task again, and says so where there is none like it', async () => {
    const { history } = await extension();
    await runFromMenu('second');
    const { run } = await entryOf('second');
    await execute('runAgain', { id: run.id });
    await until(() => history.all().filter(({ run: { name } }) => name === 'second').length === 2, 'it to run again');
    const foreign = await ended({ name: 'second', folder: '/elsewhere', id: 'foreign' });
    assert.equal(foreign.run.name, 'second');
    assert.match(await refused('runAgain', { id: 'foreign' }), /this workspace has no such task in \/elsewhere\.$/);
  });

  it('copies the command', async () => {
    const { run } = await ended({ command: 'make all' });
    await execute('copyRunCommand', { id: run.id });
    assert.equal(await vscode.env.clipboard.readText(), 'make all');
  });

  it('filters by a text and outcomes', async () => {
    const { runsView } = await extension();
    await ended({ name: 'build', outcome: 'done', exitCode: 0 });
    await ended({ name: 'build too' });
    await ended({ name: 'test', command: '' });
    const shown = async () => (await runsView.getChildren()).length;
    assert.equal(await shown(), 3);
    runsView.filter = { text: 'BUILD', outcomes: [] };
    assert.equal(await shown(), 2);
    runsView.filter = { text: 'build', outcomes: ['failed'] };
    assert.equal(await shown(), 1);
    await execute('clearRunFilter', undefined);
    assert.equal(await shown(), 3);
  });

  it('forgets all runs, and says of one that it is gone', async () => {
    const { history, runsView } = await extension();
    const { run } = await ended({ name: 'forgotten' });
    history.clear();
    await until(async () => (await runsView.getChildren()).length === 0, 'the view to be empty');
    assert.equal(await refused('copyRunCommand', { id: run.id }), 'That run is no longer in the history.');
  });
});
