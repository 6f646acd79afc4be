import assert from 'node:assert/strict';
import type { Decision, Why } from '../../../src/model/decision';
import { readKeptMail, storedMail, type KeptMail } from '../../../src/outbox/keptMail';
import type { HeldBackRun } from '../../../src/model/heldBackRun';
import { silentLog } from '../../../src/model/log';
import type { Letter, Message } from '../../../src/model/message';
import { plainRule, type Rule } from '../../../src/model/rule';
import type { Run } from '../../../src/model/run';
import { HeldMails } from '../../../src/outbox/heldMails';
import type { HoldPlan } from '../../../src/outbox/holdPlan';
import type { MailNote } from '../../../src/outbox/mailNote';
import { aLetter, anAccount, aRun } from '../../support/builders';
import { FakeTime } from '../../support/fakeTime';

const second = 1_000;
const here = { home: 'home-1', machine: 'box' };

describe('HeldMails', () => {
  let time: FakeTime;
  let plan: HoldPlan;
  let seen: (moment: number) => boolean | undefined;
  let waiting: Map<string, { subject: string; notBefore: number }>;
  /** Every message that the outbox ever had. */
  let taken: Set<string>;
  let went: string[];
  let notes: string[];
  /** The notes of mails that begin to wait. */
  let waits: string[];
  let messageIds: string[];
  let toasted: string[];
  let stored: readonly HeldBackRun[];
  let kept: Map<string, KeptMail>;
  let sentToday: number;
  /** For which account a mail is expected, for how many seconds, and when. */
  let expected: string[];
  let began: number;
  let isStale: boolean;
  let held: HeldMails;

  beforeEach(() => {
    time = new FakeTime();
    plan = { grace: 30 * second, digest: 10 * second, quietUntil: undefined, perDay: 0 };
    seen = () => false;
    waiting = new Map();
    taken = new Set();
    [went, notes, waits, messageIds, toasted, stored, sentToday] = [[], [], [], [], [], [], 0];
    kept = new Map();
    [expected, began] = [[], time.now()];
    isStale = false;
    held = aWindow();
  });

  const aWindow = (): HeldMails =>
    new HeldMails({
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
      heldBack: {
        get runs() {
          return stored;
        },
        add: ({ id, name, outcome, endedAt }, why, people) =>
          (stored = [...stored, { id, name, outcome, endedAt, why, people }]),
        tell: (runs) => (stored = stored.filter(({ id }) => !runs.some((run) => run.id === id))),
      },
      kept: { put: (one) => void kept.set(one.id, one), remove: (id) => void kept.delete(id) },
      clock: time,
      scheduler: time,
      log: silentLog,
      plan: () => plan,
      expect: (accountId, patience) =>
        void expected.push(`${accountId} ${patience / second} at ${(time.now() - began) / second}`),
      wasSeenSince: (moment) => seen(moment),
      freeze: (letter) => Promise.resolve(frozen(letter)),
      compose: (mails, listed) => {
        const tail = listed.length === 0 ? '' : ` (and ${listed.map(({ name }) => name).join()})`;
        return Promise.resolve(aLetter({ subject: mails.map(({ run }) => run.name).join('+') + tail }));
      },
      isStale: () => isStale,
      onWait: ({ run }) => {
        toasted.push(run.name);
      },
      note: (runId, note: MailNote) => {
        (note.kind === 'waits' ? waits : notes).push(`${runId} ${note.kind}`);
        if ('messageId' in note) messageIds.push(`${runId} ${note.messageId}`);
      },
      today: { count: () => sentToday, add: () => (sentToday += 1) },
    });

  let serial = 0;
  const frozen = (letter: Letter): Message => {
    const id = `message-${serial++}`;
    const { subject, envelope } = letter;
    return { id, messageId: `<${id}@example.com>`, subject, envelope, date: time.now(), raw: new Uint8Array() };
  };
  const mail = (name: string, why: Why = 'rule', rule: Partial<Rule> = {}, change: Partial<Run> = {}) => {
    const decision: Decision = { mail: true, why, ...(why === 'asked' ? {} : { rule: { ...plainRule, ...rule } }) };
    const run = aRun({ id: name, name, endedAt: time.now(), ...change });
    return held.add({ run, decision, account: anAccount(rule.recipients ? { recipients: rule.recipients } : {}) });
  };

  it('sends what was asked for at once, whoever is there', async () => {
    seen = () => true;
    plan = { ...plan, quietUntil: time.now() + 3600 * second, perDay: 1 };
    sentToday = 1;
    await mail('asked', 'asked');
    assert.deepEqual(went, ['asked by account-1']);
    assert.deepEqual([notes, waits], [['asked written'], []]);
    assert.deepEqual(toasted, []);
  });

  it('composes one anew that tells more than it may by now', async () => {
    await mail('build');
    isStale = true;
    await time.pass(30 * second);
    assert.deepEqual(went, ['build by account-1'], 'not the one that lay there');
    assert.deepEqual(notes, ['build written']);
    assert.deepEqual([waiting.size, kept.size], [0, 0]);
  });

  it('lets go soon what waited for quiet hours that are no longer set', async () => {
    plan = { ...plan, quietUntil: time.now() + 8 * 3600 * second };
    await mail('night');
    await time.pass(600 * second);
    assert.deepEqual(went, []);
    plan = { ...plan, quietUntil: undefined };
    await time.pass(200 * second);
    assert.deepEqual([went, notes], [['night'], ['night written']]);
  });

  it('keeps the end of what was told to go on for the quiet hours, but neither withdraws nor limits it', async () => {
    seen = () => true;
    plan = { ...plan, quietUntil: time.now() + 3600 * second, perDay: 1 };
    sentToday = 1;
    await mail('told', 'told');
    held.look();
    await time.pass(3500 * second);
    assert.deepEqual([went, toasted, waits], [[], [], ['told waits']]);
    plan = { ...plan, quietUntil: undefined };
    await time.pass(200 * second);
    assert.deepEqual([went, notes], [['told'], ['told written']]);
  });

  it('waits for whether somebody comes back, with the mail on the disk, then sends it', async () => {
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

  it('expects none of somebody who seems to be there, whose mail is to be taken back', async () => {
    await mail('build', 'present', { onlyWhenAway: true, awayAfter: 60 });
    seen = () => undefined;
    await time.pass(50 * second);
    assert.deepEqual(expected, []);
  });

  it('knows how long the mail of a rule waits: for somebody, for others, for the end of the quiet hours', () => {
    const rule = (onlyWhenAway: boolean): Rule => ({ ...plainRule, onlyWhenAway });
    const waits = () => [held.waitOf(undefined), held.waitOf(rule(false)), held.waitOf(rule(true))];
    assert.deepEqual(waits(), [10 * second, 10 * second, 30 * second]);
    plan = { ...plan, digest: 0 };
    assert.deepEqual(waits(), [0, 0, 30 * second]);
    plan = { ...plan, quietUntil: time.now() + 3600 * second };
    assert.deepEqual(waits(), [3600 * second, 3600 * second, 3600 * second]);
  });

  it('leaves a time with the mail at which it goes by itself, should this window end', async () => {
    await mail('build');
    const [{ notBefore } = { notBefore: 0 }] = [...waiting.values()];
    assert.ok(notBefore >= time.now() + 30 * second && notBefore <= time.now() + 180 * second);
  });

  it('withdraws it where somebody comes back', async () => {
    await mail('build');
    await time.pass(10 * second);
    seen = () => true;
    held.look();
    await time.pass(100 * second);
    assert.deepEqual([went, waiting.size, notes], [[], 0, ['build withdrawn']]);
  });

  it('takes each back once where it looks again before the first look is done', async () => {
    stored = [{ id: 'x', name: 'x', outcome: 'failed', endedAt: 0, why: 'muted' }];
    for (const name of ['a', 'b', 'c']) await mail(name);
    seen = () => true;
    held.look();
    held.look();
    await held.end();
    await time.pass(100 * second);
    assert.deepEqual(notes, ['a withdrawn', 'b withdrawn', 'c withdrawn']);
    assert.deepEqual([went, sentToday, stored.length], [[], 0, 1]);
  });

  it('waits longer where it cannot be told yet whether somebody is there', async () => {
    seen = () => undefined;
    await mail('build');
    await time.pass(50 * second);
    assert.deepEqual(went, []);
    seen = () => false;
    await time.pass(20 * second);
    assert.deepEqual(went, ['build']);
  });

  it('mails whoever seemed to be there and had left just before, once the rule’s time has passed', async () => {
    seen = () => undefined;
    await mail('build', 'present', { awayAfter: 120 });
    await time.pass(110 * second);
    assert.deepEqual(went, []);
    seen = () => false;
    await time.pass(20 * second);
    assert.deepEqual(went, ['build']);
  });

  it('waits for nobody where the rule mails in any case, only for others to be told with', async () => {
    seen = () => true;
    await mail('build', 'rule', { onlyWhenAway: false });
    assert.deepEqual(toasted, []);
    await time.pass(11 * second);
    assert.deepEqual(went, ['build']);
  });

  it('sends at once where nothing is to be waited for', async () => {
    plan = { ...plan, grace: 0, digest: 0 };
    await mail('a');
    await mail('b', 'rule', { onlyWhenAway: false });
    assert.deepEqual(went, ['a by account-1', 'b by account-1']);
  });

  it('withdraws the mail of whoever is there, also where nothing is to be waited for', async () => {
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

  it('tells runs that end soon after one another in one mail', async () => {
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

  it('merges neither what ends far apart nor what goes to others', async () => {
    await mail('a');
    await time.pass(12 * second);
    await mail('b');
    await mail('c', 'rule', { recipients: ['team@example.org'] });
    await time.pass(40 * second);
    assert.deepEqual(went, ['a', 'b', 'c']);
  });

  it('lets one that waits long for somebody wait, whatever others there are', async () => {
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

  it('tells a storm that does not end all the same', async () => {
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

  it('sends all that waits as soon as the user wants it, in one where it goes to the same people', async () => {
    plan = { ...plan, quietUntil: time.now() + 3600 * second };
    await mail('a');
    await mail('b');
    await mail('c', 'rule', { recipients: ['team@example.org'] });
    await held.sendAll();
    assert.deepEqual(went, ['a+b by account-1', 'c']);
    assert.deepEqual([waiting.size, kept.size], [0, 0]);
    seen = () => true;
    await time.pass(4000 * second);
    assert.deepEqual(notes.sort(), ['a merged', 'b merged', 'c written']);
  });

  it('keeps mails for the end of the quiet hours, and then tells them in one', async () => {
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

  it('sends no more than so many on one day, and lists the others in the next mail', async () => {
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

  it('counts what waits, as many mails as it will be', async () => {
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

  it('lists what was held back to those only who would have had its mail, after a reload too', async () => {
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

  it('lists what was held back again where the mail that listed it was withdrawn', async () => {
    stored = [{ id: 'x', name: 'x', outcome: 'failed', endedAt: 0, why: 'muted' }];
    await mail('a');
    seen = () => true;
    held.look();
    await time.pass(second);
    seen = () => false;
    await mail('b');
    await time.pass(40 * second);
    assert.deepEqual(went, ['b (and x)']);
    assert.deepEqual(stored, []);
  });

  it('tells nothing twice that went by itself, or that the user sent from the outbox', async () => {
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
    held.look();
    await time.pass(second);
    assert.equal(notes.at(-1), 'c written');
    assert.equal(await held.sendNow('c'), false);
  });

  it('takes back what waits only for whether somebody is there, as they close the window', async () => {
    seen = () => undefined;
    await mail('watched', 'present');
    await mail('always', 'rule', { onlyWhenAway: false });
    await held.end();
    assert.deepEqual(
      [...waiting.values()].map(({ subject }) => subject),
      ['always'],
    );
    assert.deepEqual(notes, ['watched withdrawn']);
  });

  it('sends one at once, or takes it back, when the user says so', async () => {
    await mail('a');
    await mail('b');
    assert.equal(await held.sendNow('a'), true);
    assert.equal(await held.sendNow('a'), false);
    assert.equal(await held.withdraw('b'), true);
    assert.equal(await held.withdraw('b'), false);
    await time.pass(100 * second);
    assert.deepEqual(went, ['a']);
    assert.equal(await held.sendNow('b'), true, 'somebody wants it all the same');
    assert.equal(await held.sendNow('b'), false);
    assert.deepEqual(went, ['a', 'b by account-1']);
  });

  /** The window is gone, and another one goes on with what it left. */
  const reload = (): void => {
    held.dispose();
    held = aWindow();
    // As it went through the disk.
    const left = [...kept.values()].map((one) => readKeptMail(JSON.stringify(storedMail({ ...one, ...here })))!);
    held.restore(left.map((one) => ({ ...one, account: anAccount({ recipients: one.recipients }) })));
  };

  it('tells the mails of quiet hours in one after a reload too, with those that come after it', async () => {
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
    // Those of the window that wrote them; later mails about the same thing answer them.
    assert.deepEqual(messageIds, [`b <${b}@example.com>`]);
  });

  it('takes a mail back after a reload where somebody comes back, but not because a window has begun', async () => {
    await mail('build');
    await mail('test', 'rule', { onlyWhenAway: false });
    const began = time.now() + second;
    await time.pass(second);
    seen = (moment) => moment < began;
    reload();
    await time.pass(5 * second);
    assert.deepEqual(notes, []);
    seen = () => true;
    held.look();
    await time.pass(20 * second);
    assert.deepEqual([went, waiting.size, kept.size], [['test'], 0, 0]);
    assert.deepEqual(notes, ['build withdrawn', 'test written']);
  });

  it('tells nothing twice that went, or was taken back, while no window looked after it', async () => {
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
