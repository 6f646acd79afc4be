import assert from 'node:assert/strict';
import { securities, type Security } from '../../../src/model/account/security';
import { password } from '../../support/builders';
import { fateCalled, fatesOfLogin, loginPlaces, type Fate, type LoginPlace } from '../../support/faultFates';
import { OutboxScene } from '../../support/outboxScene';
import { faultDeeds, soundScript, type FaultDeed, type Handover } from '../../support/scriptedFault';
import type { Reply, Script } from '../../support/scriptedSmtpServer';
import { triedAll } from '../../support/triedAll';

const draws = [0, 0.5, 1];
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The replies of a sound server. */
const yes: Readonly<Record<LoginPlace, string>> = {
  LOGIN: '334 VXNlcm5hbWU6',
  user: '334 UGFzc3dvcmQ6',
  password: '235 2.7.0 welcome',
};

/** A server that offers only AUTH LOGIN and gives this reply at one of its moments. */
function loginScript(security: Security, handover: Handover, place: LoginPlace, reply: Reply): Script {
  const said = (moment: LoginPlace): Reply => (moment === place ? reply : yes[moment]);
  const answer = (_line: string, count: number): Reply => said(count % 2 === 0 ? 'user' : 'password');
  return { ...soundScript(security, handover, 'LOGIN'), AUTH: () => said('LOGIN'), answer };
}

function replyOf(place: LoginPlace, deed: FaultDeed): Reply {
  const replies: Readonly<Record<FaultDeed, Reply>> = {
    close: 'close',
    reset: 'reset',
    silence: 'silence',
    '4xx': '451 4.3.0 not now',
    '421': ['421 4.3.2 closing', 'close'],
    '5xx': '554 5.0.0 no',
    okClose: [yes[place], 'close'],
    okReset: [yes[place], 'reset'],
  };
  return replies[deed];
}

interface Case {
  readonly security: Security;
  readonly handover: Handover;
  readonly place: LoginPlace;
  readonly reply: Reply;
  readonly fates: (random: number) => readonly Fate[];
  readonly isSilent?: boolean;
}

async function run({ security, handover, place, reply, fates }: Case, random: number): Promise<void> {
  const script = loginScript(security, handover, place, reply);
  const scene = await OutboxScene.open(script, security, random);
  try {
    const { server } = scene;
    await scene.mail('mail-1');
    const fate = scene.meets(fates(random));
    const spoken = loginPlaces.slice(0, loginPlaces.indexOf(place) + 1).map((one) => said(one));
    // Once only, and no more of the password than the server asked for.
    const count = (line: string): number => server.lines.filter((one) => one === line).length;
    for (const line of spoken) assert.equal(count(line), 1, `${line} in ${server.lines.join(', ')}`);
    assert.ok(place !== 'LOGIN' || isYes(reply) || count(said('user')) === 0);
    assert.ok(place === 'password' || (place === 'user' && isYes(reply)) || count(said('password')) === 0);
    assert.deepEqual([server.connections, server.taken.length], [1, 0]);
    if (fate.state !== 'inDoubt' && handover !== 'chunked') assert.equal(server.bodies.length, 0);
    // While it is parked, neither time nor another mail makes it try again: repeated bad sign-ins lock accounts.
    await scene.mend(soundScript(security, handover, 'LOGIN'), fate);
    assert.ok(server.lines.every((line) => !line.startsWith('AUTH') || line === 'AUTH LOGIN'));
  } finally {
    await scene.close();
  }
}

function said(place: LoginPlace): string {
  if (place === 'LOGIN') return 'AUTH LOGIN';
  return place === 'user' ? base64('ada@example.com') : base64(password);
}

const isYes = (reply: Reply): boolean => typeof reply !== 'string' && /^[23]/.test(reply[0] ?? '');

/** What real servers say there, and the expected fate. */
const telling: readonly (readonly [LoginPlace, reply: string, word: string])[] = [
  ['password', '535 5.7.8 Username and Password not accepted', 'P'],
  ['password', '535 5.7.139 Authentication unsuccessful, basic authentication is disabled', 'P'],
  ['password', '534 5.7.9 Application-specific password required', 'P'],
  ['password', '454 4.7.0 Too many login attempts, please try again later', 'a30'],
  ['user', '535 5.7.8 Error: authentication failed', 'P'],
  // A trouble of the server (RFC 4954 section 6), not of too many sign-ins: it rests as after any 4yz.
  ['user', '454 4.7.0 Temporary authentication failure', 'a5'],
  ['password', '454 4.7.0 invalid username or password', 'P'],
  ['LOGIN', '504 5.5.4 Unrecognized authentication type', 'P'],
  ['LOGIN', '530 5.7.0 Must issue a STARTTLS command first', 'P'],
];

describe('the outbox against every fault of AUTH LOGIN', () => {
  const casesOf = (security: Security): Case[] =>
    loginPlaces.flatMap((place) =>
      faultDeeds.flatMap((deed) => {
        const handovers =
          place === 'password' && deed.startsWith('ok') ? (['stepwise', 'chunked'] as const) : (['pipelined'] as const);
        return handovers.map((handover) => ({
          ...{ security, handover, place, reply: replyOf(place, deed) },
          fates: (random: number) => fatesOfLogin(place, deed, handover === 'chunked', random),
          isSilent: deed === 'silence',
        }));
      }),
    );
  const tryAll = (cases: readonly Case[], atOnce?: number): Promise<void> =>
    triedAll(cases, (one, number) => run(one, draws[number % draws.length] ?? 0), atOnce);

  for (const security of securities) {
    const cases = casesOf(security).filter(({ isSilent }) => isSilent !== true);
    it(`${security}: ${cases.length} faults`, () => tryAll(cases));
  }

  // One after the other: hours pass for all clients at once.
  it('silence', () =>
    tryAll(
      securities.flatMap(casesOf).filter(({ isSilent }) => isSilent === true),
      1,
    ));

  it('what real servers say', () =>
    tryAll(
      telling.map(([place, reply, word]) => ({
        ...{ security: 'startTls', handover: 'pipelined', place, reply },
        fates: (random) => [fateCalled(word, random)],
      })),
    ));
});
