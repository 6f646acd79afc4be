import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { outcomes } from '../../src/model/run/run';
import type { ParsedMail } from '../../src/model/letter/message';
import { configure, endAll, extension, mails, sandboxAccount, until } from './extension';
import { Gate } from './gate';
import { shellTask } from './sampleTasks';

/** The rules of settings.json that tell of what goes on, whoever is there, and of no end. */
const silent = (silence: Record<string, unknown>): readonly unknown[] => [
  { id: 'silent', minimumDuration: 3600, onlyWhenAway: false, outcomes, silence },
];

describe('what goes on for too long', () => {
  beforeEach(async () => {
    const { sandbox } = await extension();
    sandbox.clear();
  });
  afterEach(async () => {
    // A rule that told of something tells its end too.
    await endAll();
    await configure({});
    await setRules(undefined);
  });

  async function setRules(rules: readonly unknown[] | undefined): Promise<void> {
    const configuration = vscode.workspace.getConfiguration('mailWhenDone');
    await configuration.update('rules', rules, vscode.ConfigurationTarget.Global);
  }

  it('is told once while it runs, and its end once more', async () => {
    await configure({ accounts: [sandboxAccount] });
    await setRules(silent({ stillRunning: 0.05 }));
    const gate = new Gate();
    await vscode.tasks.executeTask(shellTask('long', `echo step 1 of 2; ${gate.wait}; exit 3`));
    const { sandbox } = await extension();
    await until(() => sandbox.mails.length >= 1, 'the first mail');
    assert.match(sandbox.mails[0]!.subject, /^STILL RUNNING: long/);
    gate.open();
    const [end, first] = await mails(2);
    assert.match(first!.text, /One more mail will tell how it ends/);
    assert.match(first!.text, /\nUser: /);
    assert.match(first!.text, /\nOutput\n-+\nstep 1 of 2\n/);
    const valueOf = (mail: ParsedMail, header: string) => mail.headers.find(({ name }) => name === header)?.value;
    assert.equal(valueOf(first!, 'In-Reply-To'), undefined);
    assert.notEqual(valueOf(first!, 'Message-ID'), undefined);
    assert.equal(valueOf(end!, 'In-Reply-To'), valueOf(first!, 'Message-ID'));
    assert.match(end!.subject, /^FAILED: long \(exit 3\)/);
    assert.match(end!.text, /because you were told that it was still going on/);
  });

  it('is told when a question stands at the end of its output', async () => {
    await configure({ accounts: [sandboxAccount] });
    await setRules(silent({ waitingForInput: true }));
    await vscode.tasks.executeTask(shellTask('asks', 'printf "Overwrite the file? [y/N] "; read answer'));
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^WAITING: asks/);
    assert.match(mail!.text, /seems to wait for an answer/);
  });

  it('is told when it prints nothing for a while, and not before', async () => {
    await configure({ accounts: [sandboxAccount] });
    await setRules(silent({ noOutput: 0.15 }));
    const began = Date.now();
    await vscode.tasks.executeTask(shellTask('quiet', 'for i in 1 2 3 4 5 6; do echo $i; sleep 1; done; sleep 600'));
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^SILENT: quiet/);
    assert.ok(Date.now() - began > 13_000, 'told while it printed');
  });

  it('is told when it takes more than three times as long as usual', async () => {
    await configure({ accounts: [sandboxAccount] });
    await setRules(silent({ slowerThanUsual: true }));
    const { history } = await extension();
    const ends = () => history.all().filter(({ run }) => run.name === 'steady').length;
    for (const count of [1, 2]) {
      await vscode.tasks.executeTask(shellTask('steady', 'sleep 0.5'));
      await until(() => ends() === count, `end ${String(count)}`);
    }
    await vscode.tasks.executeTask(shellTask('steady', 'sleep 600'));
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^SLOW: steady/);
    assert.match(mail!.text, /\nDuration: .*usually/);
  });
});
