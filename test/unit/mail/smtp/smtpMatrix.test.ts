import assert from 'node:assert/strict';
import { securities } from '../../../../src/model/account/security';
import { retryAfter } from '../../../../src/model/failure/failure';
import { systemClock } from '../../../../src/model/clock';
import { silentLog } from '../../../../src/model/log';
import { transcriptText } from '../../../../src/model/failure/attempt';
import { SmtpTransport } from '../../../../src/mail/smtp/smtp';
import { aCredential, aMessage, anAccount } from '../../../support/builders';
import { anAuthority } from '../../../support/certificates';
import { hoursLong, hoursPass } from '../../../support/hours';
import {
  faultDeeds,
  faultOutcome,
  faultPlaces,
  faultScript,
  handovers,
  isPossible,
  type Fault,
} from '../../../support/scriptedFault';
import { ScriptedSmtpServer } from '../../../support/scriptedSmtpServer';
import { triedAll } from '../../../support/triedAll';

const authority = anAuthority();
const certificate = authority.issue();
const parts = { clock: systemClock, log: silentLog, ca: [authority.ca] };

/** Sends one mail to a server with a fault, and checks both sides. */
async function run(fault: Fault): Promise<void> {
  const { security, place } = fault;
  const name = Object.values(fault).join(', ');
  // Of its own: what one knows of a server would else be true of the next one at that port.
  const transport = new SmtpTransport({ ...parts, idle: 0, timeouts: hoursLong });
  let isAllowed = false;
  let early = 0;
  const server = await ScriptedSmtpServer.start(faultScript(fault), {
    implicitTls: security === 'implicitTls',
    certificate,
    onSilence: hoursPass,
    onBody: () => (early += isAllowed ? 0 : 1),
  });
  try {
    const account = anAccount({ host: '127.0.0.1', port: server.port, security });
    const beforeBody = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      isAllowed = true;
    };
    const message = aMessage();
    const attempted = await transport.send({
      message,
      account,
      credential: aCredential(account),
      beforeBody,
    });
    const text = `${name}\n${transcriptText(attempted.transcript)}`;
    const { ends, step } = faultOutcome(fault);
    const end = attempted.ok ? 'ok' : attempted.failure.cause;
    assert.ok(ends.includes(end), `ended as ${end} instead of ${ends.join(' or ')}: ${text}`);
    if (!attempted.ok) {
      assert.equal(attempted.failure.retry, retryAfter(attempted.failure.cause), text);
      if (step !== undefined) assert.equal(attempted.failure.step, step, text);
      assert.equal(attempted.progress[attempted.failure.step].state, 'failed', text);
    }
    // What the server actually received.
    assert.equal(early, 0, `a body before anybody was asked: ${text}`);
    assert.ok(server.bodies.length <= 1, `more than one body: ${text}`);
    if (server.bodies.length > 0 && !isRefused(fault))
      assert.ok(end === 'ok' || end === 'inDoubt', `a body, yet ${text}`);
    if (end === 'ok') assert.equal(server.bodies.length, 1, text);
    if (end === 'inDoubt' && place === 'last') assert.equal(server.bodies.length, 1, text);
    assert.equal(server.lines.filter((line) => line.startsWith('AUTH')).length <= 1, true, `signed in again: ${text}`);
    assert.ok(server.connections <= 2, `connected again and again: ${text}`);
  } finally {
    await server.stop();
  }
}

/** The server refused explicitly, before or after it had the body. */
function isRefused({ deed }: Fault): boolean {
  return deed === '4xx' || deed === '421' || deed === '5xx';
}

describe('SmtpTransport against every fault', () => {
  for (const security of securities) {
    for (const handover of handovers) {
      for (const deed of faultDeeds) {
        const places = faultPlaces.filter((place) => isPossible({ security, handover, place, deed }));
        it(`${security}, ${handover}, ${deed} at ${places.join(', ')}`, async () => {
          const faults = places.map((place) => ({ security, handover, place, deed }));
          // One after the other if hours pass: they pass for all clients at once.
          await triedAll(faults, run, deed === 'silence' ? 1 : faults.length);
        });
      }
    }
  }
});
