import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import type { Decision, Why } from '../../../../src/model/rule/decision';
import {
  readDeferredMail,
  storedDeferredMail,
  type StoredDeferredMail,
} from '../../../../src/notify/deferral/deferredMailFiles';
import type { SuppressedRun } from '../../../../src/model/letter/suppressedRun';
import { silentLog } from '../../../../src/model/log';
import type { Letter, Message } from '../../../../src/model/letter/message';
import type { MailResult } from '../../../../src/model/history/runRecord';
import type { RunMail } from '../../../../src/model/letter/runMail';
import { noReport } from '../../../../src/model/report/report';
import { plainRule, type Rule } from '../../../../src/model/rule/rule';
import type { Run } from '../../../../src/model/run/run';
import { DeferredMails } from '../../../../src/notify/deferral/deferredMails';
import { DeferredReports } from '../../../../src/notify/deferral/deferredReports';
import type { DeferralPlan } from '../../../../src/notify/deferral/deferredMail';
import { aLetter, anAccount, aRun } from '../../../support/builders';
import { FakeTime, until } from '../../../support/fakeTime';

const second = 1_000;
const here = { home: 'home-1', machine: 'box' };

describe('DeferredMails', () => {
  let time: FakeTime;
  let plan: DeferralPlan;
  let seen: (moment: number) => boolean | undefined;
  let waiting: Map<string, { subject: string; notBefore: number }>;
  /** Every message that the outbox has ever had. */
  let taken: Set<string>;
  let went: string[];
  let notes: string[];
  /** The notes of mails that begin to wait. */
  let waits: string[];
  let messageIds: string[];
  let toasted: string[];
  let stored: readonly SuppressedRun[];
  let kept: Map<string, StoredDeferredMail>;
  let sentToday: number;
  /** The account for which a mail is expected, for how many seconds, and when. */
  let expected: string[];
  let began: number;
  let isStale: boolean;
  let deferred: DeferredMails;
  let root: string;
  /** The mails that the last written message is made of. */
  let written: readonly RunMail[];

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'deferred-'));
    written = [];
    time = new FakeTime();
    plan = { grace: 30 * second, digest: 10 * second, quietUntil: undefined, perDay: 0 };
    seen = () => false;
    waiting = new Map();
    taken = new Set();
    [went, notes, waits, messageIds, toasted, stored, sentToday] = [[], [], [], [], [], [], 0];
    kept = new Map();
    [expected, began] = [[], time.now()];
    isStale = false;
    deferred = aWindow();
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const aWindow = (): DeferredMails => {
    const noteMail = (runId: string, { mailNote, messageId }: MailResult): void => {
      (mailNote === 'waits' ? waits : notes).push(`${runId} ${mailNote}`);
      if (messageId !== undefined) messageIds.push(`${runId} ${messageId}`);
    };
    const window = new DeferredMails({
      outbox: {
        enqueue: ({ id, subject }, accountId, _about, notBefore) => {
          taken.add(id);
          if (notBefore !== undefined && notBefore > time.now()) waiting.set(id, { subject, notBefore });
          else went.push(`${subject} by ${accountId}`);
          return Promise.resolve();
        },
        release: (id) => {
          const mail = waiting.get(id);
          if (mail !== undefined) went.push(mail.subject);
          return Promise.resolve(waiting.delete(id));
        },
        withdraw: (id) => Promise.resolve(waiting.delete(id) && taken.delete(id)),
        isWaiting: (id) => waiting.has(id),
        has: (id) => waiting.has(id) || taken.has(id),
      },
      suppressed: {
        get runs() {
          return stored;
        },
        add: ({ id, name, outcome, endedAt }, why, people) =>
          (stored = [...stored, { id, name, outcome, endedAt, why, people }]),
        mailed: (runs) => (stored = stored.filter(({ id }) => !runs.some((run) => run.id === id))),
      },
      files: {
        start: () => Promise.resolve(),
        put: (one) => void kept.set(one.id, one),
        remove: (id) => void kept.delete(id),
      },
      reports: new DeferredReports(path.join(root, 'deferred'), silentLog),
      clock: time,
      scheduler: time,
      log: silentLog,
      accounts: { complete: () => undefined },
      deferral: { plan: () => plan },
      expected: {
        expect: (accountId, timeoutMs) =>
          void expected.push(`${accountId} ${timeoutMs / second} at ${(time.now() - began) / second}`),
      },
      attention: { wasSeenSince: (moment) => seen(moment) },
      messages: {
        write: (mails, listed) => {
          written = mails;
          const tail = listed.length === 0 ? '' : ` (and ${listed.map(({ name }) => name).join()})`;
          return Promise.resolve(frozen(aLetter({ subject: mails.map(({ run }) => run.name).join('+') + tail })));
        },
        isStale: () => isStale,
      },
      history: {
        noteMail,
        noteMails: (runIds, told) => {
          for (const runId of runIds) noteMail(runId, told);
          return Promise.resolve();
        },
      },
      today: { count: () => sentToday, add: () => (sentToday += 1) },
    });
    window.onDidWait(({ run }) => toasted.push(run.name));
    return window;
  };

  let serial = 0;
  const frozen = (letter: Letter): Message => {
    const id = `message-${serial++}`;
    const { subject, envelope } = letter;
    return { id, messageId: `<${id}@example.com>`, subject, envelope, date: time.now(), raw: new Uint8Array() };
  };
  const mail = (name: string, why: Why = 'rule', rule: Partial<Rule> = {}, change: Partial<Run> = {}) => {
    const decision: Decision = { mail: true, why, ...(why === 'asked' ? {} : { rule: { ...plainRule, ...rule } }) };
    const run = aRun({ id: name, name, endedAt: time.now(), ...change });
    return deferred.add({ run, decision, account: anAccount(rule.recipients ? { recipients: rule.recipients } : {}) });
  };

  it('sends a requested mail at once, even if somebody is there', async () => {
    seen = () => true;
    plan = { ...plan, quietUntil: time.now() + 3600 * second, perDay: 1 };
    sentToday = 1;
    await mail('asked', 'asked');
    assert.deepEqual(went, ['asked by account-1']);
    assert.deepEqual([notes, waits], [['asked written'], []]);
    assert.deepEqual(toasted, []);
  });

  it('rewrites a mail that says more than it may by now', async () => {
    await mail('build');
    isStale = true;
    await time.pass(30 * second);
    assert.deepEqual(went, ['build by account-1'], 'not the one that lay there');
    assert.deepEqual(notes, ['build written']);
    assert.deepEqual([waiting.size, kept.size], [0, 0]);
  });

  it('keeps what 400 mails say that wait for the end of quiet hours on disk, and tells it then', async () => {
    plan = { ...plan, digest: 3600 * second, quietUntil: time.now() + 3600 * second };
    const output = (name: string): string => `the output of ${name}. `.repeat(2_000);
    const names = Array.from({ length: 400 }, (_, number) => `run-${number}`);
    for (const name of names) {
      const run = aRun({ id: name, name, endedAt: time.now() });
      const report = { ...noReport, output: { text: output(name), missing: 0 } };
      await deferred.add({ run, decision: { mail: true, why: 'rule', rule: plainRule }, account: anAccount(), report });
    }
    assert.equal(waiting.size, 400);
    assert.ok(!inspect(deferred, { depth: 6, maxArrayLength: null }).includes('the output of'), 'not in memory');
    assert.equal(readdirSync(path.join(root, 'deferred', 'reports')).length, 400);
    await time.pass(2 * 3600 * second);
    await until('told', () => notes.length === 400 && readdirSync(path.join(root, 'deferred', 'reports')).length === 0);
    assert.equal(written.length, 400);
    assert.ok(written.every(({ run, report }) => report?.output?.text === output(run.name)));
    assert.equal(waiting.size, 0);
  });

  it('keeps what a withdrawn mail says for who wants it all the same', async () => {
    seen = () => true;
    const report = { ...noReport, rerun: 'make it' };
    const run = aRun({ id: 'build', name: 'build', endedAt: time.now() });
    const rule = { ...plainRule, onlyWhenAway: true };
    await deferred.add({ run, decision: { mail: true, why: 'rule', rule }, account: anAccount(), report });
    await time.pass(second);
    assert.deepEqual(notes, ['build withdrawn']);
    assert.equal(await deferred.sendNow('build'), true);
    assert.equal(written[0]?.report?.rerun, 'make it');
    assert.deepEqual(readdirSync(path.join(root, 'deferred', 'reports')), []);
  });

  it('soon sends what waited for quiet hours that are no longer set', async () => {
    plan = { ...plan, quietUntil: time.now() + 8 * 3600 * second };
    await mail('night');
    await time.pass(600 * second);
    assert.deepEqual(went, []);
    plan = { ...plan, quietUntil: undefined };
    await time.pass(200 * second);
    assert.deepEqual([went, notes], [['night'], ['night written']]);
  });

  it('defers the promised mail about an end in quiet hours, but neither withdraws nor limits it', async () => {
    seen = () => true;
    plan = { ...plan, quietUntil: time.now() + 3600 * second, perDay: 1 };
    sentToday = 1;
    await mail('told', 'told');
    deferred.look();
    await time.pass(3500 * second);
    assert.deepEqual([went, toasted, waits], [[], [], ['told waits']]);
    plan = { ...plan, quietUntil: undefined };
    await time.pass(200 * second);
    assert.deepEqual([went, notes], [['told'], ['told written']]);
  });

  it('waits whether somebody comes back, with the mail on disk, then sends it', async () => {
    await mail('build');
    assert.deepEqual([toasted, waits, notes], [['build'], ['build waits'], []]);
    assert.equal(waiting.size, 1);
    await time.pass(29 * second);
    assert.deepEqual(went, []);
    await time.pass(2 * second);
    assert.deepEqual(went, ['build']);
    assert.deepEqual(notes, ['build written']);
  });

  it('expects a mail shortly before it goes, unless somebody came back', async () => {
    await mail('build');
    await time.pass(24 * second);
    assert.deepEqual(expected, []);
    await time.pass(20 * second);
    assert.deepEqual(went, ['build']);
    assert.deepEqual(expected, ['account-1 10 at 25']);
    await mail('test');
    seen = () => true;
    await time.pass(60 * second);
    assert.deepEqual(went, ['build']);
    assert.equal(expected.length, 1);
  });

  it('expects no mail while somebody seems to be there, since it would be withdrawn', async () => {
    await mail('build', 'present', { onlyWhenAway: true, awayAfter: 60 });
    seen = () => undefined;
    await time.pass(50 * second);
    assert.deepEqual(expected, []);
  });

  it('knows how long the mail of a rule waits: for somebody, for others, for the end of the quiet hours', () => {
    const rule = (onlyWhenAway: boolean): Rule => ({ ...plainRule, onlyWhenAway });
    const waits = () => [deferred.waitOf(undefined), deferred.waitOf(rule(false)), deferred.waitOf(rule(true))];
    assert.deepEqual(waits(), [10 * second, 10 * second, 30 * second]);
    plan = { ...plan, digest: 0 };
    assert.deepEqual(waits(), [0, 0, 30 * second]);
    plan = { ...plan, quietUntil: time.now() + 3600 * second };
    assert.deepEqual(waits(), [3600 * second, 3600 * second, 3600 * second]);
  });

  it('gives the mail a time at which it goes by itself if this window ends', async () => {
    await mail('build');
    const [{ notBefore } = { notBefore: 0 }] = [...waiting.values()];
    assert.ok(notBefore >= time.now() + 30 * second && notBefore <= time.now() + 180 * second);
  });

  it('withdraws a mail if somebody comes back', async () => {
    await mail('build');
    await time.pass(10 * second);
    seen = () => true;
    deferred.look();
    await time.pass(100 * second);
    assert.deepEqual([went, waiting.size, notes], [[], 0, ['build withdrawn']]);
  });

  it('withdraws each mail once even if it looks again before the first look is done', async () => {
    stored = [{ id: 'x', name: 'x', outcome: 'failed', endedAt: 0, why: 'muted' }];
    for (const name of ['a', 'b', 'c']) await mail(name);
    seen = () => true;
    deferred.look();
    deferred.look();
    await deferred.end();
    await time.pass(100 * second);
    assert.deepEqual(notes, ['a withdrawn', 'b withdrawn', 'c withdrawn']);
    assert.deepEqual([went, sentToday, stored.length], [[], 0, 1]);
  });

  it('waits longer if it is not clear yet whether somebody is there', async () => {
    seen = () => undefined;
    await mail('build');
    await time.pass(50 * second);
    assert.deepEqual(went, []);
    seen = () => false;
    await time.pass(20 * second);
    assert.deepEqual(went, ['build']);
  });

  it('mails a user who seemed to be there but had just left, once the rule’s time has passed', async () => {
    seen = () => undefined;
    await mail('build', 'present', { awayAfter: 120 });
    await time.pass(110 * second);
    assert.deepEqual(went, []);
    seen = () => false;
    await time.pass(20 * second);
    assert.deepEqual(went, ['build']);
  });

  it('waits only for runs to merge with if the rule mails in any case', async () => {
    seen = () => true;
    await mail('build', 'rule', { onlyWhenAway: false });
    assert.deepEqual(toasted, []);
    await time.pass(11 * second);
    assert.deepEqual(went, ['build']);
  });

  it('sends at once if there is nothing to wait for', async () => {
    plan = { ...plan, grace: 0, digest: 0 };
    await mail('a');
    await mail('b', 'rule', { onlyWhenAway: false });
    assert.deepEqual(went, ['a by account-1', 'b by account-1']);
  });

  it('withdraws the mail of a user who is there, even if there is nothing to wait for', async () => {
    plan = { ...plan, grace: 0, digest: 0 };
    seen = () => undefined;
    await mail('build', 'present', { awayAfter: 0 });
    await time.pass(10 * second);
    assert.deepEqual(went, []);
    seen = () => true;
    await time.pass(100 * second);
    assert.deepEqual([went, notes], [[], ['build withdrawn']]);
    seen = () => false;
    await mail('test', 'present', { awayAfter: 0 });
    await time.pass(second);
    assert.deepEqual(went, ['test']);
  });

  it('reports runs that end soon after one another in one mail', async () => {
    const always = { onlyWhenAway: false };
    await mail('a', 'rule', always);
    await time.pass(8 * second);
    await mail('b', 'rule', always);
    await time.pass(8 * second);
    await mail('c', 'rule', always);
    await time.pass(11 * second);
    assert.deepEqual(went, ['a+b+c by account-1']);
    assert.equal(waiting.size, 0);
    assert.deepEqual(notes, ['a merged', 'b merged', 'c merged']);
    await mail('d', 'rule', always);
    await time.pass(11 * second);
    assert.deepEqual(went.slice(1), ['d']);
  });

  it('merges neither runs that end far apart nor mails to other people', async () => {
    await mail('a');
    await time.pass(12 * second);
    await mail('b');
    await mail('c', 'rule', { recipients: ['team@example.org'] });
    await time.pass(40 * second);
    assert.deepEqual(went, ['a', 'b', 'c']);
  });

  it('lets a mail with a long wait go on waiting while others go', async () => {
    seen = () => undefined;
    await mail('a', 'present', { awayAfter: 600 });
    await mail('b', 'rule', { onlyWhenAway: false });
    await mail('c', 'present', { awayAfter: 90 });
    await time.pass(110 * second);
    assert.deepEqual(went, ['b+c by account-1']);
    seen = () => false;
    await time.pass(480 * second);
    assert.equal(went.length, 1);
    await time.pass(20 * second);
    assert.deepEqual(went.slice(1), ['a']);
  });

  it('reports an endless storm all the same', async () => {
    const always = { onlyWhenAway: false };
    for (let index = 0; index < 40; index++) {
      await mail(String(index), 'rule', always);
      await time.pass(5 * second);
    }
    assert.ok(went.length >= 1, 'nothing told after 200 s');
    await time.pass(20 * second);
    assert.equal(went.join('+').replaceAll(' by account-1', '').split('+').length, 40);
    assert.ok(went.length <= 3, `${went.length} mails`);
  });

  it('sends all waiting mails when the user wants it, merged if they go to the same people', async () => {
    plan = { ...plan, quietUntil: time.now() + 3600 * second };
    await mail('a');
    await mail('b');
    await mail('c', 'rule', { recipients: ['team@example.org'] });
    await deferred.sendAll();
    assert.deepEqual(went, ['a+b by account-1', 'c']);
    assert.deepEqual([waiting.size, kept.size], [0, 0]);
    seen = () => true;
    await time.pass(4000 * second);
    assert.deepEqual(notes.sort(), ['a merged', 'b merged', 'c written']);
  });

  it('keeps mails until the end of the quiet hours, and then sends one for all', async () => {
    plan = { ...plan, quietUntil: time.now() + 3600 * second };
    await mail('a');
    await time.pass(1800 * second);
    await mail('b');
    await time.pass(1000 * second);
    assert.deepEqual(went, []);
    plan = { ...plan, quietUntil: undefined };
    await time.pass(900 * second);
    assert.deepEqual(went, ['a+b by account-1']);
  });

  it('sends only the allowed number of mails a day, and lists the other runs in the next mail', async () => {
    plan = { grace: 0, digest: 0, quietUntil: undefined, perDay: 2 };
    for (const name of ['a', 'b', 'c', 'd']) await mail(name);
    assert.deepEqual(went, ['a by account-1', 'b by account-1']);
    assert.deepEqual(notes.slice(2), ['c cap', 'd cap']);
    await mail('asked', 'asked');
    assert.deepEqual(went.slice(2), ['asked (and c,d) by account-1']);
    sentToday = 0;
    await mail('e');
    assert.deepEqual(went.slice(3), ['e by account-1']);
  });

  it('counts waiting mails, merged ones as one', async () => {
    plan = { grace: 0, digest: 0, quietUntil: time.now() + 3600 * second, perDay: 2 };
    seen = () => undefined;
    await mail('there', 'present');
    for (const name of ['a', 'b', 'c']) await mail(name);
    assert.deepEqual(notes, ['c cap']);
    plan = { ...plan, digest: 10 * second };
    await mail('d', 'rule', { recipients: ['team@example.org'] });
    await mail('e', 'rule', { recipients: ['others@example.org'] });
    assert.deepEqual(notes.slice(1), ['e cap']);
  });

  it('lists a suppressed run only to its own recipients, even after a reload', async () => {
    plan = { grace: 0, digest: 0, quietUntil: undefined, perDay: 1 };
    const team = { recipients: ['team@example.org'], onlyWhenAway: false };
    sentToday = 1;
    await mail('ours', 'rule', team);
    await mail('mine');
    stored = [...stored, { id: 'old', name: 'old', outcome: 'failed', endedAt: 0, why: 'muted' }];
    plan = { ...plan, perDay: 0, digest: 10 * second };
    await mail('one', 'rule', team);
    await mail('two', 'rule', team);
    reload();
    await time.pass(20 * second);
    assert.deepEqual(went, ['one+two (and ours) by account-1']);
    await mail('me', 'asked');
    assert.deepEqual(went.slice(1), ['me (and mine,old) by account-1']);
    assert.deepEqual(stored, []);
  });

  it('lists a suppressed run again if the mail that listed it was withdrawn', async () => {
    stored = [{ id: 'x', name: 'x', outcome: 'failed', endedAt: 0, why: 'muted' }];
    await mail('a');
    seen = () => true;
    deferred.look();
    await time.pass(second);
    seen = () => false;
    await mail('b');
    await time.pass(40 * second);
    assert.deepEqual(went, ['b (and x)']);
    assert.deepEqual(stored, []);
  });

  it('does not repeat a mail that went by itself, or that the user sent from the outbox', async () => {
    const always = { onlyWhenAway: false };
    await mail('a', 'rule', always);
    await mail('b', 'rule', always);
    waiting.delete([...waiting.keys()][0] ?? '');
    await time.pass(20 * second);
    assert.deepEqual(went, ['b']);
    assert.deepEqual(notes, ['a written', 'b written']);
    await mail('c');
    waiting.clear();
    seen = () => true;
    deferred.look();
    await time.pass(second);
    assert.equal(notes.at(-1), 'c written');
    assert.equal(await deferred.sendNow('c'), false);
  });

  it('withdraws a mail that only waits whether somebody is there when they close the window', async () => {
    seen = () => undefined;
    await mail('watched', 'present');
    await mail('always', 'rule', { onlyWhenAway: false });
    await deferred.end();
    assert.deepEqual(
      [...waiting.values()].map(({ subject }) => subject),
      ['always'],
    );
    assert.deepEqual(notes, ['watched withdrawn']);
  });

  it('sends or withdraws a mail at once when the user wants it', async () => {
    await mail('a');
    await mail('b');
    assert.equal(await deferred.sendNow('a'), true);
    assert.equal(await deferred.sendNow('a'), false);
    assert.equal(await deferred.withdraw('b'), true);
    assert.equal(await deferred.withdraw('b'), false);
    await time.pass(100 * second);
    assert.deepEqual(went, ['a']);
    assert.equal(await deferred.sendNow('b'), true, 'somebody wants it all the same');
    assert.equal(await deferred.sendNow('b'), false);
    assert.deepEqual(went, ['a', 'b by account-1']);
  });

  /** Another window takes over the mails of the one that is gone. */
  const reload = (): void => {
    deferred.dispose();
    deferred = aWindow();
    // By way of the disk.
    const left = [...kept.values()].map((one) =>
      readDeferredMail(JSON.stringify(storedDeferredMail({ ...one, ...here })))!,
    );
    deferred.restore(left.map((one) => ({ ...one, account: anAccount({ recipients: one.recipients }) })));
  };

  it('merges the mails of quiet hours after a reload too, with those that come later', async () => {
    plan = { ...plan, quietUntil: time.now() + 3600 * second };
    await mail('a');
    await mail('b', 'rule', { recipients: ['team@example.org'] });
    const [, b] = [...waiting.keys()];
    await time.pass(600 * second);
    reload();
    await time.pass(600 * second);
    await mail('c');
    reload();
    await time.pass(600 * second);
    assert.deepEqual(went, []);
    await time.pass(1900 * second);
    assert.deepEqual(went.sort(), ['a+c by account-1', 'b']);
    assert.deepEqual([waiting.size, kept.size], [0, 0]);
    assert.deepEqual(notes.sort(), ['a merged', 'b written', 'c merged']);
    // The Message-IDs from the window that wrote them; later mails about the same thing reply to them.
    assert.deepEqual(messageIds, [`b <${b}@example.com>`]);
  });

  it('withdraws a mail after a reload if somebody comes back, but not because a window opened', async () => {
    await mail('build');
    await mail('test', 'rule', { onlyWhenAway: false });
    const began = time.now() + second;
    await time.pass(second);
    seen = (moment) => moment < began;
    reload();
    await time.pass(5 * second);
    assert.deepEqual(notes, []);
    seen = () => true;
    deferred.look();
    await time.pass(20 * second);
    assert.deepEqual([went, waiting.size, kept.size], [['test'], 0, 0]);
    assert.deepEqual(notes, ['build withdrawn', 'test written']);
  });

  it('does not repeat a mail that was sent or withdrawn while no window looked after it', async () => {
    for (const name of ['a', 'b', 'c']) await mail(name);
    const [a = '', b = ''] = [...waiting.keys()];
    for (const id of [a, b]) waiting.delete(id);
    taken.delete(b);
    reload();
    await time.pass(100 * second);
    assert.deepEqual(went, ['c']);
    assert.deepEqual(notes, ['a written', 'c written']);
    assert.equal(kept.size, 0);
  });
});
