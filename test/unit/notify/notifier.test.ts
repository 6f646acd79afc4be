import assert from 'node:assert/strict';
import { noRuns, withRun, type LastRuns } from '../../../src/model/run/lastRuns';
import { silentLog, type Log } from '../../../src/model/log';
import type { Letter } from '../../../src/model/letter/message';
import { compileRules } from '../../../src/model/rule/compiledRule';
import { plainRule, type Rule } from '../../../src/model/rule/rule';
import { MailRequests } from '../../../src/notify/mailRequests';
import { Notifier, type Route } from '../../../src/notify/notifier';
import { aLetter, anAccount, aRun } from '../../support/builders';

const minute = 60_000;

/** Resolves when the pending mails are written. */
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
  let requests: MailRequests;
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
    requests = new MailRequests();
    requests.onDidChange((id) =>
      told.push(`${id} ${requests.isTold(id) ? 'promised' : requests.isAsked(id) ? 'asked' : 'not asked'}`),
    );
    notifier = new Notifier({
      journal: { recognize: (run) => run, keepEnd: () => undefined },
      requests,
      rules: { ready: () => compileRules([rule]) },
      circumstances: {
        ready: () => Promise.resolve(),
        of: () => ({
          enabled,
          isAway: () => true,
          ...past,
          muted: false,
          workspace: undefined,
        }),
      },
      redaction: { run: (run) => run },
      accounts: {
        route: (named) => {
          routed.push(named);
          return route;
        },
      },
      reports: { of: (mail) => Promise.resolve(mail) },
      deferred: {
        add: async ({ run, decision, account }) => {
          const envelope = { from: 'a@b.fr', to: account.recipients };
          await enqueue(letter ?? aLetter({ subject: `${run.name} ${decision.why}`, envelope }), account.id);
        },
      },
      log,
    });
    notifier.onDidDecide(({ run, decision: { why } }) => {
      decisions.push(`${run.id} ${why}`);
      past = withRun(past, run);
    });
    notifier.onDidLackAccount(({ run, route: { id }, asked }) =>
      orphans.push(`${run.name} of ${id}${asked ? ', asked for' : ''}`),
    );
    notifier.onDidFail(({ id }) => told.push(`${id} not written`));
    notifier.onDidUseStandIn(() => standIns++);
    notifier.onDidSettle(({ id }) => told.push(`${id} settled with ${sent.length} mails`));
    notifier.onDidCorrect(({ id, outcome }) => told.push(`${id} was ${outcome}`));
    notifier.open();
  });

  it('mails a run that the rule matches, through the account', async () => {
    notifier.ended(aRun());
    await turn();
    assert.deepEqual(sent, ['test rule by account-1']);
  });

  it('mails no run that is too short, and none while it is off', async () => {
    notifier.ended(aRun({ endedAt: minute - 1 }));
    await turn();
    enabled = false;
    rule = { ...plainRule, minimumDuration: 0 };
    notifier.ended(aRun({ id: 'run-2' }));
    await turn();
    assert.deepEqual(sent, []);
  });

  it('reads rule and account each time', async () => {
    rule = { ...plainRule, minimumDuration: 3600 };
    notifier.ended(aRun());
    await turn();
    rule = { ...plainRule, minimumDuration: 1 };
    route = { id: 'account-2', account: anAccount({ id: 'account-2' }), isStandIn: false };
    notifier.ended(aRun({ id: 'run-2' }));
    await turn();
    assert.deepEqual(sent, ['test rule by account-2']);
  });

  it('mails a run once, even if it is reported several times', async () => {
    notifier.ended(aRun());
    notifier.ended(aRun());
    await turn();
    assert.equal(sent.length, 1);
  });

  it('mails a run that the user requested, against the rule', async () => {
    enabled = false;
    await turn();
    assert.equal(requests.toggle('run-1'), true);
    assert.equal(requests.isAsked('run-1'), true);
    notifier.ended(aRun({ endedAt: 5 }));
    notifier.ended(aRun({ id: 'run-2', endedAt: 5 }));
    await turn();
    assert.deepEqual(sent, ['test asked by account-1']);
    assert.equal(requests.isAsked('run-1'), false);
  });

  it('withdraws a request when it is made again', async () => {
    enabled = false;
    requests.toggle('run-1');
    await turn();
    assert.equal(requests.toggle('run-1'), false);
    notifier.ended(aRun());
    await turn();
    assert.deepEqual(sent, []);
  });

  it('still applies the rule after a request was withdrawn', async () => {
    requests.toggle('run-1');
    requests.toggle('run-1');
    notifier.ended(aRun());
    await turn();
    assert.deepEqual(sent, ['test rule by account-1']);
  });

  it('accepts no request for a run that is over', async () => {
    notifier.ended(aRun());
    await turn();
    assert.equal(requests.toggle('run-1'), false);
    assert.equal(requests.isAsked('run-1'), false);
  });

  it('sends nothing while its account is incomplete, and reports that and whether the mail was requested', async () => {
    route = { ...route, account: undefined };
    notifier.ended(aRun());
    notifier.ended(aRun({ id: 'short', endedAt: 5 }));
    requests.toggle('run-2');
    notifier.ended(aRun({ id: 'run-2', name: 'other' }));
    await turn();
    assert.deepEqual(orphans, ['test of account-1', 'other of account-1, asked for']);
    assert.deepEqual(sent, []);
  });

  it('sends through the account that the rule names', async () => {
    rule = { ...rule, account: 'account-2' };
    route = { id: 'account-2', account: anAccount({ id: 'account-2' }), isStandIn: false };
    notifier.ended(aRun());
    await turn();
    assert.deepEqual(routed, ['account-2']);
    assert.deepEqual(sent, ['test rule by account-2']);
    assert.equal(standIns, 0);
  });

  it('sends through the default account if the one of the rule is gone, and reports and logs that', async () => {
    rule = { ...rule, account: 'deleted' };
    route = { ...route, isStandIn: true };
    notifier.ended(aRun());
    await turn();
    assert.deepEqual(sent, ['test rule by account-1']);
    assert.equal(standIns, 1);
    assert.ok(lines.some((line) => line.includes('deleted') && line.includes('no longer there')));
  });

  it('goes on after a mail that could not be written', async () => {
    enqueue = () => Promise.reject(new Error('disk full'));
    notifier.ended(aRun());
    await turn();
    enqueue = () => {
      throw new Error('no queue');
    };
    notifier.ended(aRun({ id: 'run-2' }));
    await turn();
    enqueue = ({ subject }) => void sent.push(subject);
    notifier.ended(aRun({ id: 'run-3' }));
    await turn();
    assert.deepEqual(sent, ['test rule']);
    assert.deepEqual(lines.filter((line) => line.includes('not written')).sort(), [
      'run run-1: mail not written: disk full',
      'run run-2: mail not written: no queue',
    ]);
  });

  it('considers a run when it decides the next, even if both end at once', async () => {
    rule = { ...plainRule, onlyOnChange: true };
    for (const id of ['run-1', 'run-2']) notifier.ended(aRun({ id, outcome: 'failed', exitCode: 1 }));
    await turn();
    assert.deepEqual(decisions, ['run-1 rule', 'run-2 unchanged']);
  });

  it('forgets old runs, not recent ones', async () => {
    for (let index = 0; index < 600; index++) notifier.ended(aRun({ id: `run-${index}` }));
    notifier.ended(aRun({ id: 'run-599' }));
    await turn();
    assert.equal(sent.length, 600);
  });

  it('logs neither commands nor what the mail says', async () => {
    requests.toggle('run-1');
    notifier.ended(aRun());
    await turn();
    route = { ...route, account: undefined };
    notifier.ended(aRun({ id: 'run-2' }));
    await turn();
    assert.ok(lines.length > 0);
    assert.ok(!lines.join('\n').includes('s3cret'));
    assert.ok(!lines.join('\n').includes('It is done'));
  });

  it('reports the decision about each run once', async () => {
    notifier.ended(aRun());
    notifier.ended(aRun());
    notifier.ended(aRun({ id: 'short', endedAt: 5 }));
    await turn();
    assert.deepEqual(decisions, ['run-1 rule', 'short noRule']);
  });

  it('sends to the recipients of the rule, if it has some', async () => {
    rule = { ...plainRule, recipients: ['team@example.org'] };
    enqueue = ({ envelope }) => void sent.push(envelope.to.join());
    letter = undefined;
    notifier.ended(aRun());
    await turn();
    assert.deepEqual(sent, ['team@example.org']);
  });

  it('reports when a mail is requested, and when a run has been dealt with: not before its mail is in the outbox', async () => {
    enqueue = async ({ subject }) => {
      await turn();
      sent.push(subject);
    };
    requests.toggle('run-1');
    requests.toggle('run-1');
    requests.toggle('run-1');
    notifier.ended(aRun());
    await turn();
    await turn();
    notifier.ended(aRun({ id: 'run-2', outcome: 'stopped' }));
    await turn();
    assert.deepEqual(told, [
      'run-1 asked',
      'run-1 not asked',
      'run-1 asked',
      'run-1 settled with 1 mails',
      'run-2 settled with 1 mails',
    ]);
  });

  it('mails a promised end, reports the promise for the journal, and promises nothing for a run that is over', async () => {
    rule = { ...plainRule, mails: false };
    assert.equal(requests.mailTheEnd('run-1'), true);
    assert.equal(requests.isTold('run-1'), true);
    notifier.ended(aRun({ endedAt: 5 }));
    assert.equal(requests.mailTheEnd('run-1'), false);
    await turn();
    assert.deepEqual(told, ['run-1 promised', 'run-1 settled with 1 mails']);
    assert.deepEqual(sent, ['test told by account-1']);
    assert.equal(requests.isTold('run-1'), false);
  });

  it('reports a run as dealt with even if its mail cannot be written', async () => {
    enqueue = () => Promise.reject(new Error('the disk is full'));
    notifier.ended(aRun());
    await turn();
    // Its end stays in the journal, for the next window.
    assert.deepEqual(told, ['run-1 not written']);
  });

  it('reports, once, how a run that was watched from outside really ended, and does not mail it again', async () => {
    notifier.ended(aRun({ outcome: 'ended', exitCode: undefined, disconnected: true }));
    await turn();
    notifier.ended(aRun({ outcome: 'ended', exitCode: undefined, disconnected: true }));
    notifier.ended(aRun());
    notifier.ended(aRun());
    await turn();
    assert.deepEqual(told, ['run-1 settled with 1 mails', 'run-1 was failed']);
    assert.equal(sent.length, 1);
  });

  it('corrects no end that the editor reported', async () => {
    notifier.ended(aRun());
    notifier.ended(aRun({ outcome: 'done' }));
    await turn();
    assert.deepEqual(told, ['run-1 settled with 1 mails']);
  });

  it('keeps runs that end before the earlier ones are known, and then recognizes each', async () => {
    const recognized: string[] = [];
    const kept: string[] = [];
    const early = new Notifier({
      journal: {
        recognize: (run) => {
          recognized.push(run.id);
          return { ...run, id: `earlier ${run.id}` };
        },
        keepEnd: ({ id }) => kept.push(id),
      },
      requests,
      rules: { ready: () => compileRules([rule]) },
      circumstances: {
        ready: () => Promise.resolve(),
        of: () => ({ enabled, isAway: () => true, ...noRuns, muted: false, workspace: undefined }),
      },
      redaction: { run: (run) => run },
      accounts: { route: () => route },
      reports: { of: (mail) => Promise.resolve(mail) },
      deferred: { add: async ({ run }) => void sent.push(await Promise.resolve(run.id)) },
      log: silentLog,
    });
    early.ended(aRun());
    early.ended(aRun({ id: 'run-2' }));
    await turn();
    assert.deepEqual([early.isOpen, recognized, sent], [false, [], []]);
    early.open();
    await turn();
    early.ended(aRun({ id: 'run-3' }));
    early.recognized(aRun({ id: 'run-4' }));
    await turn();
    assert.deepEqual([early.isOpen, recognized], [true, ['run-1', 'run-2', 'run-3']]);
    assert.deepEqual(sent, ['earlier run-1', 'earlier run-2', 'earlier run-3', 'run-4']);
    assert.deepEqual(kept, ['run-1', 'run-2', 'earlier run-1', 'earlier run-2', 'earlier run-3', 'run-4']);
  });

  it('writes the mail even if a listener throws, and calls the other listeners', async () => {
    notifier.onDidDecide(() => {
      throw new Error('full');
    });
    notifier.onDidDecide(({ run }) => told.push(`${run.id} kept`));
    notifier.ended(aRun());
    await turn();
    assert.deepEqual(sent, ['test rule by account-1']);
    assert.deepEqual(told, ['run-1 kept', 'run-1 settled with 1 mails']);
    assert.ok(lines.some((line) => line.includes('full')));
  });

  it('finishes only when every run that has ended is dealt with', async () => {
    enqueue = async ({ subject }) => {
      await turn();
      await turn();
      sent.push(subject);
    };
    notifier.ended(aRun());
    await notifier.finish();
    assert.deepEqual(told, ['run-1 settled with 1 mails']);
  });
});
