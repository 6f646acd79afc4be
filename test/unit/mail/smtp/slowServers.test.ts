import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { usualTimeouts } from '../../../../src/mail/smtp/smtpOptions';
import { anAuthority } from '../../../support/certificates';
import { hoursLong, hoursPass } from '../../../support/hours';
import { ScriptedSmtpServer, type Script } from '../../../support/scriptedSmtpServer';
import { send, taken } from '../../../support/sending';

const authority = anAuthority();
const certificate = authority.issue();

/** A gateway that takes a connection at once, and then has to wake the server behind it. */
async function sleepy(port: number, wakingMs: number) {
  const sockets = new Set<Socket>();
  const gateway = createServer((socket) => {
    let isAsleep = true;
    const behind = connect(port, '127.0.0.1');
    const waking = setTimeout(() => {
      isAsleep = false;
      socket.pipe(behind).pipe(socket);
    }, wakingMs);
    for (const one of [socket, behind]) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.once('close', () => {
        isAsleep = false;
        clearTimeout(waking);
        socket.destroy();
        behind.destroy();
      });
    }
    void hoursPass(() => isAsleep);
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const stop = (): void => {
    gateway.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (gateway.address() as AddressInfo).port, stop };
}

describe('a server that is slow to begin', () => {
  const script: Script = { EHLO: '250-test\n250-STARTTLS\n250 AUTH PLAIN LOGIN', STARTTLS: ['220 go', 'startTls'] };

  for (const security of ['implicitTls', 'startTls', 'none'] as const)
    for (const [when, wakingMs] of [
      ['sooner than connecting may take', hoursLong.connection - 60_000],
      ['later than connecting may take', hoursLong.connection + 60_000],
      ['just in time for a greeting', hoursLong.greeting - 60_000],
    ] as const)
      it(`is waited for: ${when} (${security})`, async () => {
        const server = await ScriptedSmtpServer.start(script, {
          implicitTls: security === 'implicitTls',
          certificate,
        });
        const gateway = await sleepy(server.port, wakingMs);
        try {
          taken(await send(gateway.port, { account: { security }, ca: [authority.ca] }));
        } finally {
          gateway.stop();
          await server.stop();
        }
      });

  it('has the five minutes of RFC 5321 for its greeting, and then time for the rest', () => {
    assert.ok(usualTimeouts.greeting >= 300_000);
    assert.ok(usualTimeouts.setup >= usualTimeouts.greeting + usualTimeouts.connection + 60_000);
  });
});
