import assert from 'node:assert/strict';
import {
  groupDescription,
  holdOn,
  itemDescription,
  itemTooltip,
  outboxCounts,
  slotOn,
} from '../../../../src/host/outbox/outboxWords';
import { retryAfter, type FailureCause } from '../../../../src/model/failure/failure';
import type { Step } from '../../../../src/model/failure/attempt';
import { momentText, whenText } from '../../../../src/model/timeText';
import type { Outbox } from '../../../../src/outbox/outbox';
import type { Limits } from '../../../../src/outbox/courier/rateLimits';
import { aFailure } from '../../../support/builders';
import { until } from '../../../support/fakeTime';
import { aSender, mail, Outboxes } from '../../../support/outboxes';

describe('the counts in the status bar', () => {
  let all: Outboxes;

  beforeEach(() => {
    all = new Outboxes();
  });
  afterEach(() => all.clear());

  const failure = (cause: FailureCause, step: Step) => aFailure({ cause, step, retry: retryAfter(cause) });

  it('are of waiting mails, of those parked for an account with all behind them, and of those given up', async () => {
    const outbox = await all.start();
    all.transport.turn = (_count, { message: { id } }) =>
      id === 'dead'
        ? failure('contentRefused', 'message')
        : id === 'parked'
          ? failure('passwordRefused', 'signIn')
          : failure('connectionRefused', 'connect');
    await outbox.enqueue(mail('dead'), 'account-1');
    await all.has(outbox, 'dead', 1);
    await outbox.enqueue(mail('parked'), 'account-1');
    await all.has(outbox, 'parked', 1);
    await outbox.enqueue(mail('behind'), 'account-1');
    await outbox.enqueue(mail('later'), 'account-2');
    await until('held', () => outbox.snapshot().holds.length === 2);
    await outbox.settled();
    assert.deepEqual(outboxCounts(outbox.snapshot(), all.time.now()), { sending: 0, waiting: 1, parked: 2, dead: 1 });
    const unsaved = { ...outbox.snapshot(), unsaved: 3 };
    assert.equal(outboxCounts(unsaved, all.time.now()).waiting, 4);
  });
});

const failureOfPassword = aFailure({ cause: 'passwordRefused', retry: 'whenFixed', step: 'signIn' });

describe('the text about a waiting mail', () => {
  let all: Outboxes;

  beforeEach(() => {
    all = new Outboxes();
  });
  afterEach(() => all.clear());

  /** An outbox with these limits that has sent `one`. */
  async function sentOne(limits: Limits): Promise<Outbox> {
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { limits }));
    const outbox = await all.start();
    await outbox.enqueue(mail('one'), 'account-1');
    await all.has(outbox, 'sent', 1);
    return outbox;
  }

  /** The text beside a mail, and the lines of its tooltip about when it is sent. */
  function said(outbox: Outbox, id: string, at = 0): [description: string, tooltip: string] {
    const snapshot = outbox.snapshot();
    const item = snapshot.items.find((one) => one.id === id);
    assert.ok(item);
    const [hold, slot, now] = [holdOn(item, snapshot), slotOn(item, snapshot), all.time.now() + at];
    const circumstances = { hold, slot, account: undefined, now, language: 'en' };
    const [, , ...lines] = itemTooltip(item, circumstances).split('\n');
    return [itemDescription(item, circumstances), lines.join('\n')];
  }

  const timeIn = (wait: number): string => momentText(all.time.now() + wait, all.time.now(), 'en');

  it('names the rate limit that delays it, and when the next mail is sent', async () => {
    const outbox = await sentOne({ perMinute: 1, perDay: 500 });
    for (const id of ['two', 'three']) await outbox.enqueue(mail(id), 'account-1');
    await outbox.settled();
    const at = timeIn(60_000);
    assert.deepEqual(said(outbox, 'two'), [
      `waits for the limit, next at ${at}`,
      `This account sends at most 1 mail a minute: this one goes from ${at} on.`,
    ]);
    assert.deepEqual(said(outbox, 'three'), [
      'waits for the limit, after those before it',
      'This account sends at most 1 mail a minute: this one goes after those before it.',
    ]);
    // The snapshot is shown a little later, before the next event.
    assert.deepEqual(said(outbox, 'two', 60_000), ['grace@example.org', '']);
  });

  it('names the day of a limit that delays it until tomorrow, and how many mails are sent', async () => {
    const outbox = await sentOne({ perMinute: 20, perDay: 2 });
    for (const id of ['two', 'three']) await outbox.enqueue(mail(id), 'account-1');
    await all.has(outbox, 'sent', 2);
    const at = timeIn(24 * 3_600_000);
    assert.match(at, /Nov 21/);
    assert.deepEqual(said(outbox, 'three'), [
      `waits for the limit, next at ${at}`,
      `This account sends at most 2 mails in 24 hours: this one goes from ${at} on.`,
    ]);
  });

  it('is shown beside the heading for the mail that is sent next, if there is one', async () => {
    const outbox = await sentOne({ perMinute: 1, perDay: 500 });
    const beside = (): string => {
      const snapshot = outbox.snapshot();
      const mails = snapshot.items.filter(({ state }) => state === 'queued');
      const known = mails.map((item) => ({ item, hold: holdOn(item, snapshot), slot: slotOn(item, snapshot) }));
      return groupDescription(known, known.length, all.time.now());
    };
    await outbox.enqueue(mail('later'), 'account-1', {}, all.time.now() + 90_000);
    assert.equal(beside(), '1, next in 1m 30s');
    await outbox.enqueue(mail('two'), 'account-1');
    await outbox.settled();
    assert.equal(beside(), '2, next in 1m 00s');
    all.transport.turn = () => failureOfPassword;
    assert.equal(await outbox.sendNow('two'), true);
    await all.has(outbox, 'parked', 1);
    assert.equal(beside(), '1');
  });

  it('names what delays it longest: its own time or the limit', async () => {
    const outbox = await sentOne({ perMinute: 1, perDay: 500 });
    const now = all.time.now();
    await outbox.enqueue(mail('soon'), 'account-1', {}, now + 20_000);
    await outbox.enqueue(mail('later'), 'account-1', {}, now + 90_000);
    assert.match(said(outbox, 'soon')[0], /^waits for the limit, next at /);
    assert.deepEqual(said(outbox, 'later'), [
      'goes within 1m 30s',
      `Goes at the latest: ${whenText(now + 90_000, 'en')}`,
    ]);
  });

  it('has no time if the mail is due and only waits for its turn', async () => {
    const outbox = await all.start();
    all.transport.turn = () => () => new Promise(() => undefined);
    await outbox.enqueue(mail('one'), 'account-1');
    await outbox.enqueue(mail('two'), 'account-1');
    await all.has(outbox, 'sending', 1);
    assert.deepEqual(said(outbox, 'two'), ['grace@example.org', '']);
  });
});
