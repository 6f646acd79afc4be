import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { homeOf } from '../../src/host/run/disconnectedRuns';
import { freeze } from '../../src/mail/mime/freeze';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { plainRule } from '../../src/model/rule/rule';
import { DeferredMailFiles } from '../../src/notify/deferral/deferredMailFiles';
import { thisHost } from '../../src/system/processIdentity';
import { systemScheduler } from '../../src/system/scheduler';
import { aLetter, aRun } from '../support/builders';
import { deadPid } from '../support/heldRuns';
import { configure, endAll, extension, mails, passed, sandboxAccount, takeFirst, until } from './extension';
import { Gate } from './gate';
import { customTask, executing, processTask, runFromMenu, shellTask, TaskTimes } from './sampleTasks';

describe('a task ends, a mail comes', () => {
  beforeEach(async () => {
    await configure({ accounts: [sandboxAccount], minimumDuration: 0 });
    (await extension()).sandbox.clear();
  });

  afterEach(async () => {
    for (const { task } of vscode.tasks.taskExecutions) if (task.name.startsWith('left')) assert.fail('a task is left');
    await endAll();
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
    const execution = await executing(shellTask('long', 'sleep 600'));
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
    const times = new TaskTimes();
    const names = ['one', 'two', 'three'];
    const gates = names.map(() => new Gate());
    for (const [index, name] of names.entries()) await executing(shellTask(name, gates[index]!.wait));
    const { history } = await extension();
    for (const [index, name] of names.entries()) {
      gates[index]!.open();
      await until(() => history.all()[0]?.run.name === name, `the end of ${name}`);
    }
    const arrived = await mails(3);
    times.dispose();
    for (const name of names) {
      const { subject } = arrived.find((mail) => mail.subject.includes(`: ${name}`))!;
      const told = /^(?:(\d+)m )?([\d.]+)s$/.exec(subject.split(' - ').at(-1) ?? '');
      const off = Number(told?.[1] ?? 0) * 60 + Number(told?.[2]) - times.of(name) / 1000;
      assert.ok(Math.abs(off) < 1.5, `${subject}, and it took ${times.of(name)} ms`);
    }
  });

  it('no mail below the minimum duration, nor while notifications are off, nor without an account', async () => {
    const { sandbox, outbox } = await extension();
    const before = (await outbox.items()).length;
    for (const settings of [
      { accounts: [sandboxAccount], minimumDuration: 60 },
      { accounts: [sandboxAccount], minimumDuration: 0, enabled: false },
      { accounts: [{ ...sandboxAccount, recipients: [] }], minimumDuration: 0 },
      { minimumDuration: 0 },
    ]) {
      await configure(settings);
      const { history } = await extension();
      const earlier = history.all().length;
      await vscode.tasks.executeTask(shellTask('quiet', 'true'));
      await until(() => history.all().length > earlier, 'the decision about it');
      await passed(800);
      assert.equal(sandbox.mails.length, 0, JSON.stringify(settings));
      assert.equal((await outbox.items()).length, before);
    }
  });

  it('one mail about a task that was asked for, whatever the rule says', async () => {
    await configure({ accounts: [sandboxAccount], minimumDuration: 3600, enabled: false });
    const { runs } = await extension();
    const gate = new Gate();
    await vscode.tasks.executeTask(shellTask('asked', gate.wait));
    await until(() => runs.running().length === 1, 'the task to run');
    await takeFirst('mailWhenDone.mailWhenThisFinishes');
    gate.open();
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^DONE: asked/);
    assert.match(mail!.text, /because you asked/);
  });

  it('a test mail arrives and makes the account verified until a setting changes', async () => {
    const { accounts } = await extension();
    const state = (): string | undefined => accounts.validity?.state;
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
    const left = new DeferredMailFiles({
      root: join(context.globalStorageUri.fsPath, 'deferred'),
      pid: gone,
      machine: thisHost(),
      home: homeOf(context),
      look: () => Promise.resolve(new Map([[gone, { startedAt: 'long ago', isAtPrompt: false, work: '' }]])),
      clock: systemClock,
      scheduler: systemScheduler,
      log: silentLog,
      accounts,
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
        const waits = { messageId: message.messageId, listed: [], yields: false, isQuiet: true, readyAt: Date.now() };
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
