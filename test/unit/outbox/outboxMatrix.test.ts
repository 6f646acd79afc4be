import assert from 'node:assert/strict';
import { securities } from '../../../src/model/account/security';
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
import { triedAll } from '../../support/triedAll';

const second = 1_000;
/** Longer than a mail is ever retried. */
const long = 25 * 3600 * second;

/** How many complete mails may have reached a server with this fault, and how many of them it has accepted. */
function reached({ place, deed, handover }: Fault): { least: number; most: number; taken: number } {
  const isSaidYes = deed === 'okClose' || deed === 'okReset';
  if (place === 'last') return { least: 1, most: 1, taken: isSaidYes ? 1 : 0 };
  const isWithBody =
    handover === 'chunked' && (place === 'MAIL' || place === 'RCPT' || (place === 'AUTH' && isSaidYes));
  return { least: 0, most: isWithBody || (place === 'DATA' && isSaidYes) ? 1 : 0, taken: 0 };
}

async function run(fault: Fault, random: number): Promise<void> {
  const { security, handover, deed } = fault;
  const scene = await OutboxScene.open(faultScript(fault), security, random);
  try {
    await scene.mail('mail-1');
    // Bytes sent just before the connection broke may still be on their way.
    if (/close|reset/i.test(deed)) await scene.server.allClosed();
    const { least, most, taken } = reached(fault);
    const got = scene.copies(scene.server.bodies, 'mail-1');
    assert.ok(got >= least && got <= most, `${got} bodies`);
    assert.equal(scene.server.taken.length, taken);
    await scene.mend(soundScript(security, handover), scene.meets(fatesAfter(fault, random)));
  } finally {
    await scene.close();
  }
}

describe('the outbox against every fault', () => {
  const draws = [0, 0.5, 1];

  const faults = securities
    .flatMap((security) => handovers.map((handover) => ({ security, handover })))
    .flatMap((rest) => faultDeeds.map((deed) => ({ ...rest, deed })))
    .flatMap((rest) => faultPlaces.map((place) => ({ ...rest, place })))
    .filter(isPossible);
  const tryAll = (some: readonly Fault[], atOnce?: number): Promise<void> =>
    triedAll(some, (fault, number) => run(fault, draws[number % draws.length] ?? 0), atOnce);

  for (const security of securities) {
    for (const handover of handovers) {
      const loud = faults.filter(
        (fault) => fault.security === security && fault.handover === handover && fault.deed !== 'silence',
      );
      it(`${security}, ${handover}: ${loud.length} faults`, () => tryAll(loud));
    }
    const silent = faults.filter((fault) => fault.security === security && fault.deed === 'silence');
    // One after the other: hours pass for all clients at once.
    it(`${security}: ${silent.length} times silence`, () => tryAll(silent, 1));
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
    it(`waits longer each time, for a day, with the draw ${random}`, async () => {
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
          await all.time.stay(due - now - second);
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
    it(`repeats once a mail that stays in doubt, then leaves it to the user, ${deed}`, async () => {
      const fault = { security: 'implicitTls', handover: 'pipelined', place: 'last', deed } as const;
      const scene = await OutboxScene.open(faultScript(fault), 'implicitTls', 0.5);
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
