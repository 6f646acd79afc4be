import assert from 'node:assert/strict';
import { securities, type Security } from '../../../src/model/account/security';
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

/** Sends a first mail without a fault, and a second one over the same connection that meets it. */
async function run({ lasts, ...fault }: ReuseFault, random: number): Promise<void> {
  const { security, handover, place, deed } = fault;
  const scene = await OutboxScene.open(reuseScript(fault, lasts), security, random, { idle });
  try {
    const { server } = scene;
    await scene.begin();
    await scene.mail('mail-2');
    const fate = scene.meets(fatesOverReused(fault, lasts, random));
    assert.ok(server.connections <= 2, `${server.connections} connections`);
    assert.equal(signIns(scene), server.connections, 'signed in once over each');
    // Bytes sent just before the connection broke may still be on their way.
    if (/close|reset/i.test(deed) && fate.state !== 'sent') await server.allClosed();
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
  /** Before there is a second mail, or as it begins. */
  readonly moment: 'idle' | 'beginning';
}

/** The server ends the connection that waits for the second mail. */
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
      // Closed on both sides; the client may notice a reset later.
      await server.allClosed();
    }
    await scene.mail('mail-2');
    // With CHUNKING the body may be out before the client notices the end.
    const isBlind = handover === 'chunked' && (moment === 'beginning' || deed === 'reset');
    // Or the client notices it while the disk records that the body may be out.
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

describe('the outbox against every fault over a reused connection', () => {
  /** The handover with which faults also last, for each security. */
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
  // One after the other: hours pass for all clients at once.
  it(`${silent.length} times silence`, () => tryAll(silent, 1));

  for (const security of securities) {
    const loud = faults.filter((fault) => fault.security === security && fault.deed !== 'silence');
    it(`${security}: ${loud.length} faults`, () => tryAll(loud));

    const ends: Idle[] = handovers
      .flatMap((handover) => (['close', 'reset', '421'] as const).map((deed) => ({ handover, deed })))
      .flatMap((rest) => (['idle', 'beginning'] as const).map((moment) => ({ security, moment, ...rest })));
    it(`${security}: ${ends.length} ends of an idle connection`, () =>
      triedAll(ends, (end, number) => hangUp(end, draws[number % draws.length] ?? 0)));
  }
});
