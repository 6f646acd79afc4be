import assert from 'node:assert/strict';
import type { Security } from '../../../../src/model/account/security';
import { SmtpTransport } from '../../../../src/mail/smtp/smtp';
import { systemClock } from '../../../../src/model/clock';
import { silentLog } from '../../../../src/model/log';
import { aCredential, aMessage } from '../../../support/builders';
import { anAuthority } from '../../../support/certificates';
import type { Script, ScriptOptions } from '../../../support/scriptedSmtpServer';
import { withLine } from '../../../support/transports';

const authority = anAuthority();
const certificate = authority.issue();
const ca = [authority.ca];
const startTls: Script = { EHLO: '250-test\n250-STARTTLS\n250 AUTH PLAIN', STARTTLS: ['220 go', 'startTls'] };

const setUps: readonly (readonly [Security, string, Script, ScriptOptions])[] = [
  ['implicitTls', 'TLSv1.3', {}, { implicitTls: true, certificate }],
  ['implicitTls', 'TLSv1.2', {}, { implicitTls: true, certificate, maxVersion: 'TLSv1.2' }],
  ['startTls', 'TLSv1.3', startTls, { certificate }],
  ['startTls', 'TLSv1.2', startTls, { certificate, maxVersion: 'TLSv1.2' }],
];

describe('SmtpTransport and TLS sessions', () => {
  for (const [security, version, script, options] of setUps) {
    it(`resumes them from the second connection on (${security}, ${version})`, async () => {
      await withLine(script, { ...options, ca, idle: 0, account: { security } }, async ({ server, send }) => {
        for (let count = 0; count < 4; count++) {
          const { ok, progress } = await send();
          assert.ok(ok);
          const isResumed = progress.tls.detail.includes('session resumed');
          assert.equal(isResumed, count > 0);
          assert.ok(progress.tls.detail.startsWith(`${version}, `));
        }
        assert.equal(server.resumptions, 3);
        assert.equal(server.connections, 4);
      });
    });

    it(`shows the certificate if a fresh connection is asked for (${security}, ${version})`, async () => {
      await withLine(script, { ...options, ca, idle: 0, account: { security } }, async ({ server, send }) => {
        assert.ok((await send()).ok);
        assert.ok((await send({ fresh: true })).ok);
        assert.equal(server.resumptions, 0);
      });
    });

    it(`keeps none of an untrusted server (${security}, ${version})`, async () => {
      await withLine(script, { ...options, ca: [], idle: 0, account: { security } }, async ({ server, send }) => {
        for (let count = 0; count < 3; count++) {
          const attempted = await send();
          assert.equal(attempted.ok ? '' : attempted.failure.cause, 'certificateUntrusted');
        }
        assert.equal(server.resumptions, 0);
      });
    });
  }

  it('keeps none for long: the certificate is checked again', async () => {
    let now = Date.now();
    const options = { implicitTls: true, certificate, ca, idle: 0, clock: { now: () => now } };
    await withLine({}, { ...options, account: { security: 'implicitTls' } }, async ({ server, send }) => {
      assert.ok((await send()).ok);
      now += 1_800_000;
      assert.ok((await send()).ok);
      assert.equal(server.resumptions, 1);
      now += 1_800_001;
      assert.ok((await send()).ok);
      assert.equal(server.resumptions, 1, 'a session that goes on from another is no newer');
    });
  });

  it('keeps none beyond the life of the certificate', async () => {
    let now = Date.now();
    const brief = authority.issue({ until: now + 60_000 });
    const options = { implicitTls: true, certificate: brief, ca, idle: 0, clock: { now: () => now } };
    await withLine({}, { ...options, account: { security: 'implicitTls' } }, async ({ server, send }) => {
      assert.ok((await send()).ok);
      now += 61_000;
      await send();
      assert.equal(server.resumptions, 0);
    });
  });

  it('belong to one host and port, and to one list of trusted certificates', async () => {
    const options = { implicitTls: true, certificate, ca, idle: 0, account: { security: 'implicitTls' } as const };
    await withLine({}, options, async ({ server, account, send }) => {
      assert.ok((await send()).ok);
      const other = { ...account, host: 'localhost' };
      assert.ok((await send({ account: other, credential: aCredential(other) })).ok);
      assert.equal(server.resumptions, 0);
      const transport = new SmtpTransport({ clock: systemClock, log: silentLog, idle: 0 });
      const attempted = await transport.send({ message: aMessage(), account, credential: aCredential(account) });
      assert.equal(attempted.ok, false);
    });
  });

  for (const deed of ['close', 'reset'] as const) {
    it(`does without one if the server cannot handle it (${deed})`, async () => {
      let handshakes = 0;
      const TLS = (): string => (++handshakes === 2 ? deed : '');
      const options = { implicitTls: true, certificate, ca, idle: 0, account: { security: 'implicitTls' } as const };
      await withLine({ TLS }, options, async ({ server, send }) => {
        assert.ok((await send()).ok);
        assert.ok((await send()).ok);
        assert.equal(server.connections, 3);
        assert.equal(server.resumptions, 0);
      });
    });
  }
});
