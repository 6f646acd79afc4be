import assert from 'node:assert/strict';
import { OutboxScene } from '../../../support/outboxScene';
import { soundScript } from '../../../support/scriptedFault';
import type { Script } from '../../../support/scriptedSmtpServer';

const second = 1_000;
const minute = 60 * second;
const grace = 'grace@example.org';
const edsger = 'edsger@example.org';
const barbara = 'barbara@example.org';

describe('a recipient that the server refuses while it takes the mail for others', () => {
  /** A server that says this to one of the recipients, so many times. */
  function refusing(reply: string, who: string, times = Infinity): Script {
    let left = times;
    return {
      ...soundScript('none', 'stepwise'),
      RCPT: (line) => (line.includes(who) && left-- > 0 ? reply : '250 2.1.5 ok'),
    };
  }

  async function withScene(script: Script, test: (scene: OutboxScene) => Promise<void>): Promise<void> {
    const scene = await OutboxScene.open(script, 'none', 0.5);
    try {
      await test(scene);
    } finally {
      await scene.close();
    }
  }

  const asked = ({ server }: OutboxScene): string[] =>
    server.lines.flatMap((line) => /^RCPT TO:<([^>]*)>/.exec(line)?.[1] ?? []);

  for (const [reply, wait] of [
    ['450 4.2.0 greylisted, try again in 60 seconds', 5 * minute],
    ['450 4.1.1 Address verification in progress', 5 * minute],
    ['451 4.7.1 Please try again later', 5 * minute],
    ['452 4.2.2 mailbox full', 30 * minute],
  ] as const)
    it(`gets the same bytes later, and nobody gets them twice: ${reply}`, () =>
      withScene(refusing(reply, edsger, 1), async (scene) => {
        await scene.mail('mail-1', [grace, edsger, barbara]);
        assert.deepEqual(asked(scene), [grace, edsger, barbara]);
        assert.equal(scene.onDisk('mail-1').state, 'sent');
        assert.equal(scene.onDisk('mail-1-r1').state, 'queued');
        await scene.all.time.leap(wait - 2 * second);
        await scene.outbox.settled();
        assert.equal(asked(scene).length, 3, 'too early');
        await scene.all.time.leap(minute);
        await scene.outbox.settled();
        assert.deepEqual(asked(scene).slice(3), [edsger]);
        assert.equal(scene.onDisk('mail-1-r1').state, 'sent');
        assert.deepEqual(scene.copies(scene.server.taken, 'mail-1'), 2);
      }));

  for (const reply of ['452 4.5.3 Error: too many recipients', '452 Too many recipients received this hour'])
    it(`is asked for again at once, in a further transaction: ${reply}`, () =>
      withScene(refusing(reply, edsger, 1), async (scene) => {
        await scene.mail('mail-1', [grace, edsger]);
        await scene.outbox.settled();
        assert.deepEqual(asked(scene), [grace, edsger, edsger]);
        assert.equal(scene.onDisk('mail-1-r1').state, 'sent');
      }));

  for (const reply of ['550 5.1.1 no such user', '553 5.1.3 bad address', '550 5.7.1 not allowed to write to her'])
    it(`is not tried again where that is for good, and the user reads so: ${reply}`, () =>
      withScene(refusing(reply, edsger), async (scene) => {
        await scene.mail('mail-1', [grace, edsger]);
        await scene.all.time.leap(25 * 60 * minute);
        await scene.outbox.settled();
        assert.deepEqual(asked(scene), [grace, edsger]);
        const items = await scene.outbox.items();
        assert.deepEqual(
          items.map(({ receipt }) => receipt?.rejected.map(({ address }) => address)),
          [[edsger]],
        );
      }));

  it('is given up after a day of refusals, as any mail, while the others have theirs', () =>
    withScene(refusing('450 4.2.0 greylisted', edsger), async (scene) => {
      await scene.mail('mail-1', [grace, edsger]);
      for (let hours = 0; hours < 27; hours++) {
        await scene.all.time.stay(60 * minute);
        await scene.outbox.settled();
      }
      assert.equal(scene.onDisk('mail-1-r1').state, 'dead');
      assert.equal(scene.onDisk('mail-1').state, 'sent');
      assert.equal(scene.server.taken.length, 1);
      assert.ok(asked(scene).length > 8);
    }));

  it('shows in the outbox why it waits', () =>
    withScene(refusing('450 4.2.0 greylisted', edsger), async (scene) => {
      await scene.mail('mail-1', [grace, edsger]);
      const waiting = (await scene.outbox.items()).find(({ state }) => state === 'queued');
      assert.deepEqual(waiting?.envelope.to, [edsger]);
      assert.equal(waiting?.failure?.reply, '450 4.2.0 greylisted');
    }));
});
