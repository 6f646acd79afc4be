import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { TestRuns } from '../../src/host/source/tests';
import type { Clock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { durationOf, type Run } from '../../src/model/run/run';
import { configure, extension, mails, passed, repeatUntilOver, sandboxAccount, takeFirst, until } from './extension';
import { folder } from './sampleTasks';

const details = ['The editor does not tell extensions how tests went: look at its Testing view.'];

/** The time as the test framework passes it. */
let now = 1_800_000_000_000;
const clock: Clock = { now: () => now };

/** A test framework of our own with one test, which takes a while. */
class Framework {
  readonly file = vscode.Uri.file(join(folder().uri.fsPath, 'sum.test.js'));
  private readonly controller = vscode.tests.createTestController('sums', 'Sums');
  passes = true;
  /** Milliseconds that the test takes; without an end until it is cancelled. */
  takes = 1_100;
  ran = 0;

  constructor() {
    const run = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => {
      const going = this.controller.createTestRun(request);
      const [test] = [...this.controller.items].map(([, item]) => item);
      assert.ok(test);
      going.started(test);
      this.ran++;
      if (this.takes === Infinity) await new Promise((resolve) => token.onCancellationRequested(resolve));
      else now += this.takes;
      if (this.passes) going.passed(test);
      else going.failed(test, new vscode.TestMessage('2 and 2 are 5'));
      going.end();
    };
    this.controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, run, true);
  }

  /** Adds its test, and waits until the editor has heard of it, which is told a moment later. */
  async addTest(): Promise<void> {
    const test = this.controller.createTestItem('sum', 'sum', this.file);
    test.range = new vscode.Range(0, 0, 0, 1);
    this.controller.items.add(test);
    await passed(500);
  }

  async show(): Promise<void> {
    await writeFile(this.file.fsPath, 'test("sum");\n');
    await vscode.window.showTextDocument(this.file);
    await passed(300);
  }

  dispose(): void {
    this.controller.dispose();
  }
}

describe('TestRuns, with a real test framework', () => {
  let runs: Run[];
  let tests: TestRuns;
  let framework: Framework;

  beforeEach(() => {
    runs = [];
    tests = new TestRuns({ emit: (run) => void runs.push(run), clock, log: silentLog });
    framework = new Framework();
  });

  afterEach(async () => {
    tests.dispose();
    framework.dispose();
    await vscode.commands.executeCommand('testing.clearTestResults');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('all tests: the end is known, not the result', async () => {
    await framework.addTest();
    framework.passes = false;
    const { id, hadTests } = tests.start('all');
    const [running] = tests.running();
    assert.deepEqual([running?.id, running?.name, running?.source], [id, 'All tests', 'test']);
    assert.equal(await hadTests, true);
    assert.deepEqual(tests.running(), []);
    const shown = runs.map((run) => [run.id, run.name, run.outcome, run.exitCode, run.details]);
    assert.deepEqual(shown, [[id, 'All tests', 'ended', undefined, details]]);
    assert.equal(durationOf(runs[0]!), 1_100);
  });

  it('the tests of the file, the last run, the failed ones', async () => {
    await framework.addTest();
    framework.passes = false;
    await framework.show();
    for (const choice of ['file', 'last', 'failed'] as const) assert.equal(await tests.start(choice).hadTests, true);
    assert.deepEqual(
      runs.map(({ name, outcome }) => `${name} ${outcome}`),
      ['Tests of sum.test.js ended', 'Last test run again ended', 'Failed tests again ended'],
    );
    assert.equal(runs[0]?.place?.document, framework.file.toString());
    assert.equal(framework.ran, 3);
  });

  it('tests that are over at once are told, none are not', async () => {
    for (const choice of ['all', 'failed', 'last'] as const) assert.equal(await tests.start(choice).hadTests, false);
    await framework.show();
    assert.equal(await tests.start('file').hadTests, false);
    assert.deepEqual(runs, []);
    await framework.addTest();
    framework.takes = 0;
    assert.equal(await tests.start('all').hadTests, true);
    assert.equal(await tests.start('file').hadTests, true);
    assert.equal(runs.length, 2);
  });

  it('cancelled in the Testing view', async () => {
    await framework.addTest();
    framework.takes = Infinity;
    const { hadTests } = tests.start('all');
    await until(() => framework.ran === 1, 'the test to run');
    await passed(1_000);
    await vscode.commands.executeCommand('testing.cancelRun');
    assert.equal(await hadTests, true);
    assert.deepEqual(
      runs.map(({ outcome }) => outcome),
      ['ended'],
    );
  });

  describe('Run Tests and Mail Me', () => {
    beforeEach(async () => {
      await configure({ accounts: [sandboxAccount], minimumDuration: 3600 });
      (await extension()).sandbox.clear();
    });

    afterEach(() => configure({}));

    /** Calls the command and takes what is offered first: all tests. */
    const choose = (): Promise<void> => takeFirst('mailWhenDone.runTestsAndMail');

    it('one mail when they are over, whatever the rules say', async () => {
      await framework.addTest();
      await choose();
      const [mail] = await mails(1);
      assert.match(mail!.subject, /^ENDED: All tests - /);
      assert.match(mail!.text, /because you asked/);
      assert.equal(framework.ran, 1);
    });

    it('no mail where there are none, and nothing stays asked for', async () => {
      const { requests, runs: watched, sandbox } = await extension();
      const ids = new Set<string>();
      const listener = watched.onDidChange(() => {
        for (const { id, source } of watched.running()) if (source === 'test') ids.add(id);
      });
      await choose();
      listener.dispose();
      await passed(500);
      assert.deepEqual(
        [...ids].map((id) => requests.isAsked(id)),
        [false],
      );
      assert.equal(sandbox.mails.length, 0);
    });

    it('no account: no test is run', async () => {
      await configure({});
      await framework.addTest();
      await repeatUntilOver('mailWhenDone.runTestsAndMail', 'notifications.clearAll');
      assert.equal(framework.ran, 0);
    });
  });
});
