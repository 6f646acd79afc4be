import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { shownCertificate } from '../../../../src/mail/smtp/shownCertificate';
import { aSelfSigned } from '../../../support/certificates';
import { anAccount } from '../../../support/builders';
import { hoursLong, hoursPass } from '../../../support/hours';
import { ScriptedSmtpServer, type Moment, type Script } from '../../../support/scriptedSmtpServer';

const starting: Script = { EHLO: '250-test\n250 STARTTLS', STARTTLS: ['220 go', 'startTls'] };

describe('the certificate that a server shows', () => {
  const certificate = aSelfSigned();
  let server: ScriptedSmtpServer;
  afterEach(() => server.stop());

  const start = async (script: Script, implicitTls = false): Promise<void> => {
    server = await ScriptedSmtpServer.start(script, { certificate, implicitTls, onSilence: hoursPass });
  };

  for (const security of ['implicitTls', 'startTls'] as const) {
    for (const host of ['127.0.0.1', 'localhost', 'mail.localhost', 'a.b.localhost'])
      it(`is that of the server which the mail would go to: ${host} (${security})`, async () => {
        await start(starting, security === 'implicitTls');
        const shown = await shownCertificate(anAccount({ host, port: server.port, security }), hoursLong, undefined);
        assert.deepEqual(shown?.names, ['localhost', '127.0.0.1']);
        await server.allClosed();
        assert.doesNotMatch(server.received.toString('latin1'), /AUTH|MAIL/);
      });

    it(`is unknown if somebody calls it off (${security})`, async () => {
      await start(starting, security === 'implicitTls');
      const account = anAccount({ host: '127.0.0.1', port: server.port, security });
      assert.equal(await shownCertificate(account, hoursLong, AbortSignal.abort()), undefined);
    });

    it(`is unknown where the server is gone (${security})`, async () => {
      await start(starting);
      const account = anAccount({ host: '127.0.0.1', port: server.port, security });
      await server.stop();
      assert.equal(await shownCertificate(account, hoursLong, undefined), undefined);
    });
  }

  for (const moment of ['greeting', 'EHLO', 'STARTTLS'] as const satisfies readonly Moment[])
    for (const [what, bytes, gapMs, certificateMs] of [
      ['now and then a line', Buffer.from('250-more to come\r\n'), 20, 1_000],
      ['now and then a byte', Buffer.from('2'), 20, 1_000],
      ['empty lines without end', Buffer.alloc(32_768, '\r\n'), 1, hoursLong.certificate],
      ['one line without end', Buffer.alloc(32_768, '250'), 1, hoursLong.certificate],
    ] as const)
      it(`is given up where the server says ${what} instead: ${moment}`, async () => {
        const end = new AbortController();
        const talk = async (): Promise<void> => {
          while (!end.signal.aborted) {
            server.writeRaw(bytes);
            await pause(gapMs);
          }
        };
        const endless = (): string[] => {
          void talk();
          return [];
        };
        await start({ ...starting, [moment]: endless });
        try {
          const account = anAccount({ host: '127.0.0.1', port: server.port, security: 'startTls' });
          assert.equal(
            await shownCertificate(account, { ...hoursLong, certificate: certificateMs }, undefined),
            undefined,
          );
          await server.allClosed();
        } finally {
          end.abort();
        }
      });
});
