import assert from 'node:assert/strict';
import { securities } from '../../../src/model/security';
import { fateCalled, fatesAfter, lifetime, schedule, tellingReplies } from '../../support/faultFates';
import { OutboxScene } from '../../support/outboxScene';
import {
  faultDeeds,
  faultPlaces,
  faultScript,
  handovers,
  isPossible,
  soundScript,
  type Fault,
} from '../../support/scriptedFault';

const second = 1_000;
/** Longer than any mail is tried. */
const long = 25 * 3600 * second;

/** How many complete mails may have reached a server with this fault, and how many of them it has answered for. */
function reached({ place, deed, handover }: Fault): { least: number; most: number; taken: number } {
  const isSaidYes = deed === 'okClose' || deed === 'okReset';
  if (place === 'last') return { least: 1, most: 1, taken: isSaidYes ? 1 : 0 };
  const isWithBody =
    handover === 'chunked' && (place === 'MAIL' || place === 'RCPT' || (place === 'AUTH' && isSaidYes));
  return { least: 0, most: isWithBody || (place === 'DATA' && isSaidYes) ? 1 : 0, taken: 0 };
}

async function run(fault: Fault, random: number): Promise<void> {
  const { security, handover, deed } = fault;
  const scene = await OutboxScene.open(faultScript(fault), security, random, { isHasty: deed === 'silence' });
  try {
    await scene.mail('mail-1');
    // What went out just before the connection broke may still be on its way.
    if (/close|reset/i.test(deed)) await scene.server.allClosed(10_000);
    const { least, most, taken } = reached(fault);
    const got = scene.copies(scene.server.bodies, 'mail-1');
    assert.ok(got >= least && got <= most, `${got} bodies`);
    assert.equal(scene.server.taken.length, taken);
    await scene.mend(soundScript(security, handover), scene.meets(fatesAfter(fault, random)));
  } finally {
    await scene.close();
  }
}

describe('the outbox against every fault', function () {
  this.timeout(30_000);
  const draws = [0, 0.5, 1];

  for (const security of securities) {
    const faults = handovers
      .flatMap((handover) => faultDeeds.map((deed) => ({ handover, deed })))
      .flatMap((rest) => faultPlaces.map((place) => ({ security, place, ...rest })))
      .filter(isPossible);
    it(`${security}: ${faults.length} faults`, async () => {
      const failed: string[] = [];
      const tried = async (fault: Fault, number: number): Promise<void> => {
        await run(fault, draws[number % draws.length] ?? 0).catch((error: unknown) => {
          failed.push(
            `${Object.values(fault).join(', ')}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
          );
        });
      };
      // Apart, so that it is the silence of the server and nothing else that runs out of time.
      await Promise.all(faults.filter(({ deed }) => deed !== 'silence').map(tried));
      await Promise.all(faults.filter(({ deed }) => deed === 'silence').map(tried));
      assert.deepEqual(failed, []);
    });
  }

  for (const [place, reply, word] of tellingReplies)
    it(`${reply} at ${place}`, async () => {
      const [security, handover] = ['startTls', 'pipelined'] as const;
      const sound = soundScript(security, handover);
      const after = { MAIL: { RCPT: '503 5.5.1 no', DATA: '503 5.5.1 no' }, RCPT: { DATA: '554 5.5.1 nobody' } };
      const rest = place === 'MAIL' || place === 'RCPT' ? after[place] : {};
      const script = { ...sound, ...rest, [place === 'last' ? 'body' : place]: reply };
      const scene = await OutboxScene.open(script, security, 0.5);
      try {
        await scene.mail('mail-1');
        assert.equal(scene.server.taken.length, 0);
        await scene.mend(sound, scene.meets([fateCalled(word, 0.5)]));
      } finally {
        await scene.close();
      }
    });

  for (const random of draws)
    it(`waits longer each time, for a day, where the draw is ${random}`, async () => {
      const scene = await OutboxScene.open({ ...soundScript('none', 'stepwise'), MAIL: 'close' }, 'none', random);
      try {
        const { all, outbox, server } = scene;
        const began = all.time.now();
        await scene.mail('mail-1');
        let connections = 0;
        for (let failures = 1; ; failures++) {
          const { state, due } = scene.onDisk('mail-1');
          assert.ok(server.connections > connections, 'it was not tried');
          if (state === 'dead') break;
          const now = all.time.now();
          const wait = schedule[Math.min(failures, schedule.length) - 1] ?? 0;
          const next = Math.min(Math.round(now + wait * (1 + 0.2 * (2 * random - 1))), began + lifetime);
          assert.deepEqual({ state, due }, { state: 'queued', due: next }, `after ${failures} failures`);
          connections = server.connections;
          await all.time.leap(due - now - 2 * second);
          await outbox.settled();
          assert.equal(server.connections, connections, `too early after ${failures} failures`);
          await all.time.pass(second);
          await outbox.settled();
        }
        assert.ok(all.time.now() >= began + lifetime && all.time.now() < began + lifetime + 10 * second);
        assert.deepEqual([all.host.dead.length, server.bodies.length], [1, 0]);
        assert.equal(all.host.dead[0]?.[0]?.end, 'expired');
      } finally {
        await scene.close();
      }
    });

  for (const deed of ['close', 'reset', 'silence'] as const)
    it(`repeats once what stays in doubt, then leaves it to the user, ${deed}`, async () => {
      const fault = { security: 'implicitTls', handover: 'pipelined', place: 'last', deed } as const;
      const scene = await OutboxScene.open(faultScript(fault), 'implicitTls', 0.5, { isHasty: deed === 'silence' });
      try {
        const { all, outbox, server } = scene;
        await scene.mail('mail-1');
        scene.meets([fateCalled('?', 0.5)]);
        await all.time.leap(600 * second);
        await outbox.settled();
        await all.has(outbox, 'dead', 1);
        server.follow(soundScript('implicitTls', 'pipelined'));
        await all.time.leap(long);
        await outbox.settled();
        assert.equal(scene.onDisk('mail-1').state, 'dead');
        assert.deepEqual([scene.copies(server.bodies, 'mail-1'), all.host.dead[0]?.[0]?.end], [2, 'inDoubt']);
      } finally {
        await scene.close();
      }
    });
});
