import assert from 'node:assert/strict';
import type { Log } from '../../../src/model/log';
import type { Letter } from '../../../src/model/message';
import type { Rule } from '../../../src/model/rule';
import type { Run } from '../../../src/model/run';
import { Notifier } from '../../../src/outbox/notifier';
import { aLetter, anAccount, aRun } from '../../support/builders';

const minute = 60_000;

describe('Notifier', () => {
  let rule: Rule;
  let account: { account: ReturnType<typeof anAccount> } | undefined;
  let letter: Letter | undefined;
  let sent: string[];
  let orphans: string[];
  let lines: string[];
  let enqueue: (letter: Letter, accountId: string) => void | Promise<void>;
  let notifier: Notifier;

  beforeEach(() => {
    rule = { enabled: true, minimumDuration: 60 };
    account = { account: anAccount() };
    letter = undefined;
    sent = [];
    orphans = [];
    lines = [];
    enqueue = ({ subject }, accountId) => void sent.push(`${subject} by ${accountId}`);
    const write = (message: string) => void lines.push(message);
    const log: Log = { debug: write, info: write, warn: write, error: write };
    const host = {
      rule: () => rule,
      account: () => account,
      compose: (run: Run, reason: string) => letter ?? aLetter({ subject: `${run.name} ${reason}` }),
      enqueue: (mail: Letter, accountId: string) => enqueue(mail, accountId),
      onNoAccount: (run: Run) => void orphans.push(run.name),
    };
    notifier = new Notifier(host, log);
  });

  it('mails a run that the rule matches, with the account', () => {
    notifier.onRun(aRun());
    assert.deepEqual(sent, ['test rule by account-1']);
  });

  it('mails no run that is too short, and none while it is off', () => {
    notifier.onRun(aRun({ endedAt: minute - 1 }));
    rule = { enabled: false, minimumDuration: 0 };
    notifier.onRun(aRun({ id: 'run-2' }));
    assert.deepEqual(sent, []);
  });

  it('asks for rule and account each time', () => {
    rule = { enabled: true, minimumDuration: 3600 };
    notifier.onRun(aRun());
    rule = { enabled: true, minimumDuration: 1 };
    account = { account: anAccount({ id: 'account-2' }) };
    notifier.onRun(aRun({ id: 'run-2' }));
    assert.deepEqual(sent, ['test rule by account-2']);
  });

  it('mails a run once, however often it is told', () => {
    notifier.onRun(aRun());
    notifier.onRun(aRun());
    assert.equal(sent.length, 1);
  });

  it('mails what the user asked for, whatever the rule says', () => {
    rule = { enabled: false, minimumDuration: 60 };
    assert.equal(notifier.mailWhenDone('run-1'), true);
    assert.equal(notifier.isAsked('run-1'), true);
    notifier.onRun(aRun({ endedAt: 5 }));
    notifier.onRun(aRun({ id: 'run-2', endedAt: 5 }));
    assert.deepEqual(sent, ['test oneShot by account-1']);
    assert.equal(notifier.isAsked('run-1'), false);
  });

  it('takes a request back when asked again', () => {
    rule = { enabled: false, minimumDuration: 60 };
    notifier.mailWhenDone('run-1');
    assert.equal(notifier.mailWhenDone('run-1'), false);
    notifier.onRun(aRun());
    assert.deepEqual(sent, []);
  });

  it('a request that is taken back leaves the rule at work', () => {
    notifier.mailWhenDone('run-1');
    notifier.mailWhenDone('run-1');
    notifier.onRun(aRun());
    assert.deepEqual(sent, ['test rule by account-1']);
  });

  it('takes no request for a run that is over', () => {
    notifier.onRun(aRun());
    assert.equal(notifier.mailWhenDone('run-1'), false);
    assert.equal(notifier.isAsked('run-1'), false);
  });

  it('is off while no account can send, and says so only where a mail was asked for', () => {
    account = undefined;
    notifier.onRun(aRun());
    assert.deepEqual(orphans, []);
    notifier.mailWhenDone('run-2');
    notifier.onRun(aRun({ id: 'run-2', name: 'asked' }));
    assert.deepEqual(orphans, ['asked']);
    assert.deepEqual(sent, []);
  });

  it('goes on after a mail that could not be written', async () => {
    enqueue = () => Promise.reject(new Error('disk full'));
    notifier.onRun(aRun());
    enqueue = () => {
      throw new Error('no queue');
    };
    notifier.onRun(aRun({ id: 'run-2' }));
    enqueue = ({ subject }) => void sent.push(subject);
    notifier.onRun(aRun({ id: 'run-3' }));
    await new Promise(setImmediate);
    assert.deepEqual(sent, ['test rule']);
    assert.deepEqual(lines.filter((line) => line.includes('not written')).sort(), [
      'run run-1: mail not written: disk full',
      'run run-2: mail not written: no queue',
    ]);
  });

  it('forgets old runs, not recent ones', () => {
    for (let index = 0; index < 600; index++) notifier.onRun(aRun({ id: `run-${index}` }));
    notifier.onRun(aRun({ id: 'run-599' }));
    assert.equal(sent.length, 600);
  });

  it('logs neither commands nor what the mail says', async () => {
    notifier.mailWhenDone('run-1');
    notifier.onRun(aRun());
    account = undefined;
    notifier.onRun(aRun({ id: 'run-2' }));
    await new Promise(setImmediate);
    assert.ok(lines.length > 0);
    assert.ok(!lines.join('\n').includes('s3cret'));
    assert.ok(!lines.join('\n').includes('It is done'));
  });
});
