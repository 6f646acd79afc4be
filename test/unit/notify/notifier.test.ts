import assert from 'node:assert/strict';
import { noRuns, withRun, type LastRuns } from '../../../src/model/lastRuns';
import type { Log } from '../../../src/model/log';
import type { Letter } from '../../../src/model/message';
import { compileRules } from '../../../src/model/compiledRule';
import type { Decision } from '../../../src/model/decision';
import { plainRule, type Rule } from '../../../src/model/rule';
import type { Run } from '../../../src/model/run';
import type { RunMail } from '../../../src/model/runMail';
import { Notifier, type Route } from '../../../src/outbox/notifier';
import { aLetter, anAccount, aRun } from '../../support/builders';

const minute = 60_000;

/** Until what is at hand was written. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Notifier', () => {
  let rule: Rule;
  let enabled: boolean;
  let decisions: string[];
  let past: LastRuns;
  let route: Route;
  let routed: (string | undefined)[];
  let standIns: number;
  let letter: Letter | undefined;
  let sent: string[];
  let orphans: string[];
  let lines: string[];
  let told: string[];
  let enqueue: (letter: Letter, accountId: string) => void | Promise<void>;
  let notifier: Notifier;

  beforeEach(() => {
    rule = plainRule;
    enabled = true;
    decisions = [];
    past = noRuns;
    route = { id: 'account-1', account: anAccount(), isStandIn: false };
    routed = [];
    standIns = 0;
    letter = undefined;
    sent = [];
    orphans = [];
    lines = [];
    told = [];
    enqueue = ({ subject }, accountId) => void sent.push(`${subject} by ${accountId}`);
    const write = (message: string) => void lines.push(message);
    const log: Log = { debug: write, info: write, warn: write, error: write };
    const host = {
      rules: () => compileRules([rule]),
      circumstances: () => ({
        enabled,
        isAway: () => true,
        ...past,
        muted: false,
        workspace: undefined,
      }),
      onDecision: (run: Run, { why }: Decision) => {
        decisions.push(`${run.id} ${why}`);
        past = withRun(past, run);
      },
      route: (named: string | undefined) => {
        routed.push(named);
        return route;
      },
      mail: ({ run, decision, account }: RunMail) => {
        const envelope = { from: 'a@b.fr', to: account.recipients };
        return enqueue(letter ?? aLetter({ subject: `${run.name} ${decision.why}`, envelope }), account.id);
      },
      onNoAccount: (run: Run, { id }: Route, asked: boolean) =>
        void orphans.push(`${run.name} of ${id}${asked ? ', asked for' : ''}`),
      onUnwritten: ({ id }: Run) => void told.push(`${id} not written`),
      onStandIn: () => {
        standIns++;
      },
      onAsked: (id: string) =>
        void told.push(`${id} ${notifier.isTold(id) ? 'promised' : notifier.isAsked(id) ? 'asked' : 'not asked'}`),
      onSettled: ({ id }: Run) => void told.push(`${id} settled with ${sent.length} mails`),
      onCorrection: ({ id, outcome }: Run) => void told.push(`${id} was ${outcome}`),
    };
    notifier = new Notifier(host, log);
  });

  it('mails a run that the rule matches, with the account', async () => {
    notifier.onRun(aRun());
    await turn();
    assert.deepEqual(sent, ['test rule by account-1']);
  });

  it('mails no run that is too short, and none while it is off', async () => {
    notifier.onRun(aRun({ endedAt: minute - 1 }));
    await turn();
    enabled = false;
    rule = { ...plainRule, minimumDuration: 0 };
    notifier.onRun(aRun({ id: 'run-2' }));
    await turn();
    assert.deepEqual(sent, []);
  });

  it('asks for rule and account each time', async () => {
    rule = { ...plainRule, minimumDuration: 3600 };
    notifier.onRun(aRun());
    await turn();
    rule = { ...plainRule, minimumDuration: 1 };
    route = { id: 'account-2', account: anAccount({ id: 'account-2' }), isStandIn: false };
    notifier.onRun(aRun({ id: 'run-2' }));
    await turn();
    assert.deepEqual(sent, ['test rule by account-2']);
  });

  it('mails a run once, however often it is told', async () => {
    notifier.onRun(aRun());
    notifier.onRun(aRun());
    await turn();
    assert.equal(sent.length, 1);
  });

  it('mails what the user asked for, whatever the rule says', async () => {
    enabled = false;
    await turn();
    assert.equal(notifier.mailWhenDone('run-1'), true);
    assert.equal(notifier.isAsked('run-1'), true);
    notifier.onRun(aRun({ endedAt: 5 }));
    notifier.onRun(aRun({ id: 'run-2', endedAt: 5 }));
    await turn();
    assert.deepEqual(sent, ['test asked by account-1']);
    assert.equal(notifier.isAsked('run-1'), false);
  });

  it('takes a request back when asked again', async () => {
    enabled = false;
    notifier.mailWhenDone('run-1');
    await turn();
    assert.equal(notifier.mailWhenDone('run-1'), false);
    notifier.onRun(aRun());
    await turn();
    assert.deepEqual(sent, []);
  });

  it('a request that is taken back leaves the rule at work', async () => {
    notifier.mailWhenDone('run-1');
    notifier.mailWhenDone('run-1');
    notifier.onRun(aRun());
    await turn();
    assert.deepEqual(sent, ['test rule by account-1']);
  });

  it('takes no request for a run that is over', async () => {
    notifier.onRun(aRun());
    await turn();
    assert.equal(notifier.mailWhenDone('run-1'), false);
    assert.equal(notifier.isAsked('run-1'), false);
  });

  it('sends nothing while its account is incomplete, says so, and whether the mail was asked for', async () => {
    route = { ...route, account: undefined };
    notifier.onRun(aRun());
    notifier.onRun(aRun({ id: 'short', endedAt: 5 }));
    notifier.mailWhenDone('run-2');
    notifier.onRun(aRun({ id: 'run-2', name: 'other' }));
    await turn();
    assert.deepEqual(orphans, ['test of account-1', 'other of account-1, asked for']);
    assert.deepEqual(sent, []);
  });

  it('sends through the account that the rule names', async () => {
    rule = { ...rule, account: 'account-2' };
    route = { id: 'account-2', account: anAccount({ id: 'account-2' }), isStandIn: false };
    notifier.onRun(aRun());
    await turn();
    assert.deepEqual(routed, ['account-2']);
    assert.deepEqual(sent, ['test rule by account-2']);
    assert.equal(standIns, 0);
  });

  it('sends through the default account where the one of the rule is gone, and tells and logs it', async () => {
    rule = { ...rule, account: 'deleted' };
    route = { ...route, isStandIn: true };
    notifier.onRun(aRun());
    await turn();
    assert.deepEqual(sent, ['test rule by account-1']);
    assert.equal(standIns, 1);
    assert.ok(lines.some((line) => line.includes('deleted') && line.includes('no longer there')));
  });

  it('goes on after a mail that could not be written', async () => {
    enqueue = () => Promise.reject(new Error('disk full'));
    notifier.onRun(aRun());
    await turn();
    enqueue = () => {
      throw new Error('no queue');
    };
    notifier.onRun(aRun({ id: 'run-2' }));
    await turn();
    enqueue = ({ subject }) => void sent.push(subject);
    notifier.onRun(aRun({ id: 'run-3' }));
    await turn();
    assert.deepEqual(sent, ['test rule']);
    assert.deepEqual(lines.filter((line) => line.includes('not written')).sort(), [
      'run run-1: mail not written: disk full',
      'run run-2: mail not written: no queue',
    ]);
  });

  it('knows of a run when the next is decided, though both are told at once', async () => {
    rule = { ...plainRule, onlyOnChange: true };
    for (const id of ['run-1', 'run-2']) notifier.onRun(aRun({ id, outcome: 'failed', exitCode: 1 }));
    await turn();
    assert.deepEqual(decisions, ['run-1 rule', 'run-2 unchanged']);
  });

  it('forgets old runs, not recent ones', async () => {
    for (let index = 0; index < 600; index++) notifier.onRun(aRun({ id: `run-${index}` }));
    notifier.onRun(aRun({ id: 'run-599' }));
    await turn();
    assert.equal(sent.length, 600);
  });

  it('logs neither commands nor what the mail says', async () => {
    notifier.mailWhenDone('run-1');
    notifier.onRun(aRun());
    await turn();
    route = { ...route, account: undefined };
    notifier.onRun(aRun({ id: 'run-2' }));
    await turn();
    assert.ok(lines.length > 0);
    assert.ok(!lines.join('\n').includes('s3cret'));
    assert.ok(!lines.join('\n').includes('It is done'));
  });

  it('tells once what was decided of each run', async () => {
    notifier.onRun(aRun());
    notifier.onRun(aRun());
    notifier.onRun(aRun({ id: 'short', endedAt: 5 }));
    await turn();
    assert.deepEqual(decisions, ['run-1 rule', 'short noRule']);
  });

  it('sends to the recipients of the rule, where it has some', async () => {
    rule = { ...plainRule, recipients: ['team@example.org'] };
    enqueue = ({ envelope }) => void sent.push(envelope.to.join());
    letter = undefined;
    notifier.onRun(aRun());
    await turn();
    assert.deepEqual(sent, ['team@example.org']);
  });

  it('says when a mail is asked for, and when a run has been dealt with: not before its mail is in the outbox', async () => {
    enqueue = async ({ subject }) => {
      await turn();
      sent.push(subject);
    };
    notifier.mailWhenDone('run-1');
    notifier.mailWhenDone('run-1');
    notifier.mailWhenDone('run-1');
    notifier.onRun(aRun());
    await turn();
    await turn();
    notifier.onRun(aRun({ id: 'run-2', outcome: 'stopped' }));
    await turn();
    assert.deepEqual(told, [
      'run-1 asked',
      'run-1 not asked',
      'run-1 asked',
      'run-1 settled with 1 mails',
      'run-2 settled with 1 mails',
    ]);
  });

  it('mails the end of a run that was told to go on, says so for the journal, and promises nothing of one that is over', async () => {
    rule = { ...plainRule, mails: false };
    assert.equal(notifier.mailTheEnd('run-1'), true);
    assert.equal(notifier.isTold('run-1'), true);
    notifier.onRun(aRun({ endedAt: 5 }));
    assert.equal(notifier.mailTheEnd('run-1'), false);
    await turn();
    assert.deepEqual(told, ['run-1 promised', 'run-1 settled with 1 mails']);
    assert.deepEqual(sent, ['test told by account-1']);
    assert.equal(notifier.isTold('run-1'), false);
  });

  it('says that a run has been dealt with where its mail cannot be written', async () => {
    enqueue = () => Promise.reject(new Error('the disk is full'));
    notifier.onRun(aRun());
    await turn();
    assert.deepEqual(told, ['run-1 not written', 'run-1 settled with 0 mails']);
  });

  it('hands over, once, how a run really ended that was seen from outside, and mails it no second time', async () => {
    notifier.onRun(aRun({ outcome: 'ended', exitCode: undefined, disconnected: true }));
    await turn();
    notifier.onRun(aRun({ outcome: 'ended', exitCode: undefined, disconnected: true }));
    notifier.onRun(aRun());
    notifier.onRun(aRun());
    await turn();
    assert.deepEqual(told, ['run-1 settled with 1 mails', 'run-1 was failed']);
    assert.equal(sent.length, 1);
  });

  it('corrects nothing that the editor told itself', async () => {
    notifier.onRun(aRun());
    notifier.onRun(aRun({ outcome: 'done' }));
    await turn();
    assert.deepEqual(told, ['run-1 settled with 1 mails']);
  });
});
