import assert from 'node:assert/strict';
import { WorkerScene } from '../../../support/workerScene';
import type { Reply, Script } from '../../../support/scriptedSmtpServer';
import { soundScript, type Handover } from '../../../support/scriptedFault';
import type { Security } from '../../../../src/model/account/security';
import { maxWorkers } from '../../../../src/outbox/courier/workerPool';

const minute = 60_000;
const mails = 64;

/** What the server does instead of its usual reply. */
const deeds = {
  close: () => 'close',
  reset: () => 'reset',
  '421': () => ['421 4.3.2 too many', 'close'],
  '4xx': () => '451 4.3.0 not now',
  okClose: (usual: string) => [usual, 'close'],
  okReset: (usual: string) => [usual, 'reset'],
} satisfies Record<string, (usual: string) => Reply>;
type Deed = keyof typeof deeds;

const names = Object.keys(deeds) as Deed[];
const securities: readonly Security[] = ['none', 'startTls', 'implicitTls'];
const handovers: readonly Handover[] = ['pipelined', 'chunked', 'stepwise'];
/** Spreads securities and handovers over the deeds, so that all of them occur. */
const waysOf = (number: number) => ({
  security: securities[number % 3] ?? 'none',
  handover: handovers[(number >> 1) % 3] ?? 'stepwise',
});

describe('the workers of an account against faults', () => {
  /** Sends the mails to a server with this fault; then it is sound, and time passes. */
  async function run(security: Security, handover: Handover, fault: Script, look: (scene: WorkerScene) => void) {
    const sound = soundScript(security, handover);
    const scene = await WorkerScene.open({ ...sound, ...fault }, security);
    try {
      await scene.backlog(mails);
      look(scene);
      const doubtful = scene.looksSound(mails);
      scene.server.follow(sound);
      for (let minutes = 0; minutes < 60 && scene.counts.sent < mails; minutes += 6) await scene.pass(6 * minute);
      scene.hasSentAll(mails, doubtful);
    } finally {
      await scene.close();
    }
  }

  for (const [number, deed] of names.entries())
    for (const [place, usual] of [
      ['greeting', '220 test ESMTP'],
      ['AUTH', '235 2.7.0 welcome'],
    ] as const)
      for (const nth of [2 + (number % 2) * 2])
        it(`${deed} at the ${place} of connection ${nth} and of all after it: the others send everything`, async () => {
          const { security, handover } = waysOf(number + nth);
          const reply = deeds[deed](usual);
          const fault = { [place]: (_line: string, count: number) => (count >= nth - 1 ? reply : usual) };
          await run(security, handover, fault, ({ counts, server }) => {
            // It said yes, so the connection is not refused: the mail waits or is in doubt.
            const isYes = deed.startsWith('ok');
            if (!isYes) assert.equal(counts.sent, mails);
            // One more, silent, finds out whether a server that says nothing wants TLS.
            const probes = place === 'greeting' && security !== 'implicitTls' ? 1 : 0;
            if (!isYes) assert.ok(server.connections - nth <= probes, `${server.connections} connections`);
            assert.ok(counts.sent > 0);
          });
        });

  for (const [number, deed] of names.entries())
    for (const [place, moment, usual] of [
      ['MAIL', 'MAIL', '250 2.1.0 ok'],
      ['last', undefined, '250 2.0.0 queued'],
    ] as const)
      it(`${deed} at ${place} of a mail among many: one mail waits, the others go on`, async () => {
        const ways = waysOf(number + (moment === undefined ? 0 : 1));
        // The script has no replies after a refused sender.
        const { security, handover } = deed === '4xx' ? { ...ways, handover: 'stepwise' as const } : ways;
        const reply = deeds[deed](usual);
        const at = moment ?? (handover === 'chunked' ? 'BDAT' : 'body');
        const fault = { [at]: (_line: string, count: number) => (count === 24 ? reply : usual) };
        await run(security, handover, fault, ({ counts, server }) => {
          assert.ok(
            server.connections >= 2 && server.connections <= maxWorkers + 1,
            `${server.connections} connections`,
          );
          assert.ok(counts.sent >= mails - 1, JSON.stringify(counts));
          assert.ok(place === 'last' || handover === 'chunked' || counts.inDoubt === 0);
        });
      });

  for (const deed of ['close', 'reset'] as const)
    it(`${deed} of all connections at once: only mails that were out are in doubt`, async () => {
      let isGone = false;
      const fault: Script = {
        greeting: () => (isGone ? 'close' : '220 test ESMTP'),
        body: (_line, count, server) => {
          if (count === 24) {
            isGone = true;
            server.hangUp(deed);
          }
          return '250 2.0.0 queued';
        },
      };
      await run('startTls', 'pipelined', fault, ({ counts }) => {
        assert.ok(counts.sent >= 20 && counts.inDoubt <= maxWorkers, JSON.stringify(counts));
        assert.ok(counts.inDoubt >= 1);
      });
    });

  for (const nth of [2, 4])
    it(`a refused sign-in of worker ${nth} happens once, and the account waits`, async () => {
      const security = 'implicitTls';
      const sound = soundScript(security, 'chunked');
      let refused = 0;
      const AUTH = (_line: string, count: number): Reply => {
        if (count < nth - 1) return '235 2.7.0 welcome';
        refused += 1;
        return '535 5.7.8 Username and Password not accepted';
      };
      const scene = await WorkerScene.open({ ...sound, AUTH }, security);
      try {
        await scene.backlog(mails);
        const doubtful = scene.looksSound(mails);
        assert.deepEqual([refused, scene.server.connections, doubtful.size], [1, nth, 0]);
        const { parked, queued, sent } = scene.counts;
        assert.equal(parked, 1);
        assert.ok(sent > 0 && queued > 0, JSON.stringify(scene.counts));
        assert.deepEqual([scene.all.host.holds.length, scene.all.host.delays.length], [1, 0]);
        await scene.pass(25 * 60 * minute);
        assert.deepEqual([refused, scene.server.connections], [1, nth]);
        scene.server.follow(sound);
        scene.outbox.wake('account-1');
        await scene.all.has(scene.outbox, 'sent', mails);
        scene.hasSentAll(mails, doubtful);
      } finally {
        await scene.close();
      }
    });
});
