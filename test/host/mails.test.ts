import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { homeOf } from '../../src/host/disconnectedRuns';
import { freeze } from '../../src/mail/mime';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { plainRule } from '../../src/model/rule';
import { KeptMails } from '../../src/outbox/keptMails';
import { thisHost } from '../../src/outbox/processIdentity';
import { systemScheduler } from '../../src/outbox/scheduler';
import { aLetter, aRun } from '../support/builders';
import { deadPid } from '../support/heldRuns';
import { configure, extension, mails, sandboxAccount, until } from './extension';
import { customTask, processTask, runFromMenu, shellTask } from './sampleTasks';

describe('a task ends, a mail comes', function () {
  this.timeout(60_000);

  beforeEach(async () => {
    await configure({ accounts: [sandboxAccount], minimumDuration: 0 });
    (await extension()).sandbox.clear();
  });

  afterEach(async () => {
    for (const { task } of vscode.tasks.taskExecutions) if (task.name.startsWith('left')) assert.fail('a task is left');
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await configure({});
  });

  const cases: [string, () => vscode.Task, RegExp, RegExp][] = [
    ['succeeds', () => shellTask('build', 'sleep 0.2'), /^DONE: build - \S+ - \d\.\ds$/, /Exit code:\s+0/],
    [
      'fails',
      () => shellTask('test', 'sleep 0.2; exit 3'),
      /^FAILED: test \(exit 3\) - \S+ - \d\.\ds$/,
      /Exit code:\s+3/,
    ],
    [
      'is a process',
      () => processTask('proc', '/bin/sh', ['-c', 'exit 4']),
      /^FAILED: proc \(exit 4\)/,
      /Command:\s+\/bin\/sh -c/,
    ],
    ['is not found', () => shellTask('typo', 'no-such-command-anywhere'), /^FAILED: typo \(exit 127\)/, /127/],
    ['is custom and fails', () => customTask('custom', 5), /^FAILED: custom \(exit 5\)/, /Task:\s+custom/],
    ['is custom and gives no code', () => customTask('custom', undefined), /^ENDED: custom/, /Exit code:\s+not known/],
    ['has a hostile name', () => shellTask('<script>alert(1)</script>', 'true'), /^DONE: <script>/, /<script>/],
  ];
  for (const [what, task, subject, text] of cases) {
    it(`one mail when a task ${what}`, async () => {
      await vscode.tasks.executeTask(task());
      const [mail] = await mails(1);
      assert.match(mail!.subject, subject);
      assert.match(mail!.text, text);
      assert.ok(!mail!.html.includes('<script'));
      assert.match(mail!.source, /^Auto-Submitted: auto-generated\r?$/m);
      assert.match(mail!.source, /^Message-ID: <[^>]+@sandbox\.test>\r?$/im);
      assert.deepEqual(mail!.envelopeTo, ['me@sandbox.test']);
    });
  }

  it('one mail when a task is stopped', async () => {
    const execution = await vscode.tasks.executeTask(shellTask('long', 'sleep 30'));
    await sleep(1_500);
    execution.terminate();
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^STOPPED: long/);
  });

  it('one mail for a task of tasks.json run from the menu, one for a failing one although its end is told twice', async () => {
    await runFromMenu('second');
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^FAILED: second \(exit 3\)/);
  });

  it('three tasks at once have three mails with their own durations', async () => {
    const lines: [string, string][] = [
      ['one', 'sleep 0.2'],
      ['two', 'sleep 1.5; exit 2'],
      ['three', 'sleep 3'],
    ];
    for (const [name, line] of lines) await vscode.tasks.executeTask(shellTask(name, line));
    const arrived = await mails(3);
    const seconds = (name: string) =>
      Number(/ - ([\d.]+)s$/.exec(arrived.find(({ subject }) => subject.includes(`: ${name}`))!.subject)?.[1]);
    assert.ok(seconds('one') < 1.4, String(seconds('one')));
    assert.ok(seconds('two') >= 1.4 && seconds('two') < 2.9, String(seconds('two')));
    assert.ok(seconds('three') >= 2.9, String(seconds('three')));
  });

  it('no mail below the minimum duration, nor while notifications are off, nor without an account', async () => {
    const { sandbox, outbox } = await extension();
    const before = outbox.snapshot().items.length;
    for (const settings of [
      { accounts: [sandboxAccount], minimumDuration: 60 },
      { accounts: [sandboxAccount], minimumDuration: 0, enabled: false },
      { accounts: [{ ...sandboxAccount, recipients: [] }], minimumDuration: 0 },
      { minimumDuration: 0 },
    ]) {
      await configure(settings);
      const ended = new Promise((resolve) => vscode.tasks.onDidEndTask(resolve));
      await vscode.tasks.executeTask(shellTask('quiet', 'true'));
      await ended;
      await sleep(800);
      assert.equal(sandbox.mails.length, 0, JSON.stringify(settings));
      assert.equal(outbox.snapshot().items.length, before);
    }
  });

  it('one mail about a task that was asked for, whatever the rule says', async () => {
    await configure({ accounts: [sandboxAccount], minimumDuration: 3600, enabled: false });
    const { runs } = await extension();
    await vscode.tasks.executeTask(shellTask('asked', 'sleep 3'));
    await until(() => runs.running().length === 1, 'the task to run');
    const picked = vscode.commands.executeCommand('mailWhenDone.mailWhenThisFinishes');
    await sleep(500);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await picked;
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^DONE: asked/);
    assert.match(mail!.text, /because you asked/);
  });

  it('a test mail arrives and makes the account verified until a setting changes', async () => {
    const { accounts } = await extension();
    const state = (): string => accounts.validity.state;
    await configure({ accounts: [{ ...sandboxAccount, senderName: 'Nobody yet' }] });
    assert.equal(state(), 'ready');
    await vscode.commands.executeCommand('mailWhenDone.sendTestEmail');
    const [mail] = await mails(1);
    assert.match(mail!.text, /SMTP server port:\s+\d+/);
    assert.equal(state(), 'verified');
    await configure({ accounts: [{ ...sandboxAccount, senderName: 'Somebody' }] });
    assert.equal(state(), 'ready');
  });

  it('goes on with the mails of quiet hours that a window has left which is gone, and tells them in one', async () => {
    const { accounts, context, outbox } = await extension();
    const settings = vscode.workspace.getConfiguration('mailWhenDone');
    // Not the default: the tests' editor has none.
    const before = settings.inspect<number>('digestSeconds')?.globalValue;
    await settings.update('digestSeconds', 5, vscode.ConfigurationTarget.Global);
    const gone = await deadPid();
    const left = new KeptMails({
      root: join(context.globalStorageUri.fsPath, 'held'),
      pid: gone,
      machine: thisHost(),
      home: homeOf(context),
      look: () => Promise.resolve(new Map([[gone, { startedAt: 'long ago', isAtPrompt: false, work: '' }]])),
      clock: systemClock,
      scheduler: systemScheduler,
      log: silentLog,
      isUsable: () => true,
    });
    try {
      await left.start(() => undefined);
      const recipients = accounts.usable?.recipients ?? [];
      for (const name of ['one', 'two']) {
        const run = aRun({
          id: crypto.randomUUID(),
          name,
          startedAt: Date.now() - 90_000,
          endedAt: Date.now() - 60_000,
        });
        const envelope = { from: 'me@sandbox.test', to: recipients };
        const message = await freeze(aLetter({ subject: name, envelope }), { clock: systemClock, id: run.id });
        await outbox.enqueue(message, 'sandbox', {}, Date.now() + 3_600_000);
        const decision = { mail: true, why: 'rule', rule: plainRule } as const;
        const waits = { listed: [], yields: false, isQuiet: true, readyAt: Date.now() };
        left.put({ id: message.id, run, decision, accountId: 'sandbox', recipients, ...waits });
      }
      left.dispose();
      const [mail] = await mails(1);
      assert.match(mail!.text, /one[^]*two|two[^]*one/);
      assert.match(mail!.subject, /2/);
    } finally {
      left.dispose();
      await settings.update('digestSeconds', before, vscode.ConfigurationTarget.Global);
    }
  });
});
