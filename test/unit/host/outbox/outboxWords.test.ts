import assert from 'node:assert/strict';
import { groupDescription, itemDescription, itemTooltip } from '../../../../src/host/outbox/outboxWords';
import { momentText, whenText } from '../../../../src/model/timeText';
import type { Outbox } from '../../../../src/outbox/outbox';
import type { Limits } from '../../../../src/outbox/courier/rateLimits';
import { aFailure } from '../../../support/builders';
import { aSender, mail, Outboxes } from '../../../support/outboxes';

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
    const item = outbox.item(id);
    assert.ok(item);
    const circumstances = { account: undefined, now: all.time.now() + at, language: 'en' };
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
    const beside = async (): Promise<string> => {
      const mails = (await outbox.items()).filter(({ state }) => state === 'queued');
      return groupDescription(mails, mails.length, all.time.now());
    };
    await outbox.enqueue(mail('later'), 'account-1', {}, all.time.now() + 90_000);
    assert.equal(await beside(), '1, next in 1m 30s');
    await outbox.enqueue(mail('two'), 'account-1');
    await outbox.settled();
    assert.equal(await beside(), '2, next in 1m 00s');
    all.transport.turn = () => failureOfPassword;
    assert.equal(await outbox.sendNow('two'), true);
    await all.has(outbox, 'parked', 1);
    assert.equal(await beside(), '1');
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
