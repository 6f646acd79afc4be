import assert from 'node:assert/strict';
import { securities, type Security } from '../../../src/model/security';
import { fateCalled, fatesOverReused } from '../../support/faultFates';
import { OutboxScene } from '../../support/outboxScene';
import {
  faultDeeds,
  handovers,
  isPossible,
  reuseScript,
  soundScript,
  type Fault,
  type Handover,
} from '../../support/scriptedFault';
import { triedAll } from '../../support/triedAll';

const idle = 60_000;
const draws = [0, 0.5, 1];
const places = ['MAIL', 'RCPT', 'DATA', 'last'] as const;

interface ReuseFault extends Fault {
  /** New connections meet it too. */
  readonly lasts: boolean;
}

/** A first mail goes well, the second one goes over the same connection and meets the fault. */
async function run({ lasts, ...fault }: ReuseFault, random: number): Promise<void> {
  const { security, handover, place, deed } = fault;
  const isHasty = deed === 'silence';
  const scene = await OutboxScene.open(reuseScript(fault, lasts), security, random, { isHasty, idle });
  try {
    const { server } = scene;
    await scene.begin();
    await scene.mail('mail-2');
    const fate = scene.meets(fatesOverReused(fault, lasts, random));
    assert.ok(server.connections <= 2, `${server.connections} connections`);
    assert.equal(signIns(scene), server.connections, 'signed in once over each');
    // What went out just before the connection broke may still be on its way.
    if (/close|reset/i.test(deed) && fate.state !== 'sent') await server.allClosed(10_000);
    const [got, taken] = [scene.copies(server.bodies, 'mail-2'), scene.copies(server.taken, 'mail-2')];
    const isBodyOut = place === 'last' || handover === 'chunked' || (place === 'DATA' && deed.startsWith('ok'));
    assert.ok(got <= (isBodyOut || fate.state === 'sent' ? 1 : 0), `${got} bodies`);
    if (fate.state === 'inDoubt') assert.ok(isBodyOut, 'in doubt, and no byte of the body was out');
    else assert.equal(taken, fate.state === 'sent' ? 1 : 0);
    await scene.mend(soundScript(security, handover), fate);
  } finally {
    await scene.close();
  }
}

const signIns = ({ server }: OutboxScene): number => server.lines.filter((line) => line.startsWith('AUTH')).length;

interface Idle {
  readonly security: Security;
  readonly handover: Handover;
  readonly deed: 'close' | 'reset' | '421';
  /** Before there is a second mail, or as it is begun. */
  readonly moment: 'idle' | 'beginning';
}

/** The connection that waits for the second mail is ended by the server. */
async function hangUp({ security, handover, deed, moment }: Idle, random: number): Promise<void> {
  const scene = await OutboxScene.open(soundScript(security, handover), security, random, { idle });
  try {
    const { server, all } = scene;
    await scene.begin();
    const end = (): void => server.hangUp(...(deed === '421' ? ['421 4.4.2 idle for too long', 'close'] : [deed]));
    const usual = all.host.senderOf;
    if (moment === 'beginning')
      all.host.senderOf = (id) => {
        all.host.senderOf = usual;
        end();
        return usual(id);
      };
    else {
      end();
      // Closed by both sides; of a reset the client may hear later.
      await server.allClosed(10_000);
    }
    await scene.mail('mail-2');
    // With CHUNKING the body may be out before the end is heard of.
    const isBlind = handover === 'chunked' && (moment === 'beginning' || deed === 'reset');
    // Or it is heard of while the disk is told that the body may be out.
    const words = ['ok', ...(isBlind ? ['?', 'm1'] : []), ...(isBlind && deed === '421' ? ['m5'] : [])];
    const fate = scene.meets(words.map((word) => fateCalled(word, random)));
    assert.equal(scene.copies(server.taken, 'mail-2'), fate.state === 'sent' ? 1 : 0);
    assert.ok(scene.copies(server.bodies, 'mail-2') <= 1);
    assert.equal(server.connections, fate.state === 'sent' ? 2 : 1);
    assert.equal(signIns(scene), server.connections);
    await scene.mend(soundScript(security, handover), fate);
  } finally {
    await scene.close();
  }
}

describe('the outbox against every fault over a connection that a mail went over before', function () {
  this.timeout(120_000);
  /** The handover with which each also lasts. */
  const lasting: Readonly<Record<Security, Handover>> = {
    none: 'stepwise',
    startTls: 'pipelined',
    implicitTls: 'chunked',
  };

  const faults: ReuseFault[] = securities
    .flatMap((security) => handovers.map((handover) => ({ security, handover })))
    .flatMap((rest) => places.map((place) => ({ ...rest, place })))
    .flatMap((rest) => faultDeeds.map((deed) => ({ ...rest, deed })))
    .filter(isPossible)
    .flatMap((fault) => [
      { ...fault, lasts: false },
      ...(lasting[fault.security] === fault.handover ? [{ ...fault, lasts: true }] : []),
    ]);
  const tryAll = (some: readonly ReuseFault[], atOnce?: number): Promise<void> =>
    triedAll(some, (fault, number) => run(fault, draws[number % draws.length] ?? 0), atOnce);

  const silent = faults.filter(({ deed }) => deed === 'silence');
  // Apart, so that it is the silence of the server and nothing else that runs out of time.
  it(`${silent.length} times silence`, () => tryAll(silent, silent.length));

  for (const security of securities) {
    const loud = faults.filter((fault) => fault.security === security && fault.deed !== 'silence');
    it(`${security}: ${loud.length} faults`, () => tryAll(loud));

    const ends: Idle[] = handovers
      .flatMap((handover) => (['close', 'reset', '421'] as const).map((deed) => ({ handover, deed })))
      .flatMap((rest) => (['idle', 'beginning'] as const).map((moment) => ({ security, moment, ...rest })));
    it(`${security}: ${ends.length} ends of a connection that waits`, () =>
      triedAll(ends, (end, number) => hangUp(end, draws[number % draws.length] ?? 0)));
  }
});
