import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import type { Account } from '../../../src/model/account';
import type { Failure } from '../../../src/model/failure';
import type { Mend } from '../../../src/model/problem';
import { isMend, remediesOf } from '../../../src/model/remedy';
import { anAuthority, aSelfSigned, type Certificate } from '../../support/certificates';
import { password } from '../../support/builders';
import { ScriptedSmtpServer, type Script, type ScriptOptions } from '../../support/scriptedSmtpServer';
import { failed, send, taken, type SendOptions } from '../../support/sending';

const authority = anAuthority();
const good = authority.issue();
const ca = [authority.ca];
const greedy: Script = { EHLO: '250-test\n250-STARTTLS\n250 AUTH PLAIN LOGIN', STARTTLS: ['220 go', 'startTls'] };

async function against(script: Script, server: ScriptOptions, options: SendOptions) {
  const scripted = await ScriptedSmtpServer.start(script, server);
  try {
    return { sent: await send(scripted.port, options), server: scripted };
  } finally {
    await scripted.stop();
  }
}

/** What the likeliest remedy sets. */
function mendOf(failure: Failure, account: Account): Mend['set'] | undefined {
  const [remedy] = remediesOf(failure, account);
  return remedy !== undefined && isMend(remedy) ? remedy.set : undefined;
}

function assertNoPassword({ received }: ScriptedSmtpServer): void {
  const text = received.toString('latin1');
  assert.ok(!/AUTH/i.test(text), 'a sign-in was begun');
  assert.ok(!received.includes(Buffer.from(password)), 'the password was sent');
  assert.ok(!text.includes(Buffer.from(`\0ada@example.com\0${password}`).toString('base64')), 'the password was sent');
}

describe('SmtpTransport and TLS', () => {
  const certificates: readonly (readonly [string, Certificate, readonly string[], string, string])[] = [
    ['issued by nobody known', good, [], 'certificateUntrusted', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['signed by itself', aSelfSigned(), [], 'certificateUntrusted', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', authority.issue({ until: Date.now() - 60_000 }), ca, 'certificateExpired', 'CERT_HAS_EXPIRED'],
    [
      'not valid yet',
      authority.issue({ from: Date.now() + 3_600_000 }),
      ca,
      'certificateExpired',
      'CERT_NOT_YET_VALID',
    ],
    [
      'of another name',
      authority.issue({ names: ['mail.example.net', '*.example.fr'] }),
      ca,
      'certificateName',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ];
  for (const security of ['implicitTls', 'startTls'] as const) {
    for (const [what, certificate, trusted, cause, code] of certificates) {
      it(`refuses a certificate that is ${what} (${security})`, async () => {
        const options = { implicitTls: security === 'implicitTls', certificate };
        const { sent, server } = await against(greedy, options, { account: { security }, ca: trusted });
        const failure = failed(sent);
        assert.equal(failure.cause, cause);
        assert.equal(failure.code, code);
        assert.equal(failure.step, 'tls');
        if (cause === 'certificateName') {
          assert.equal(failure.detail, 'mail.example.net, *.example.fr');
          const elsewhere = { ...sent.account, host: 'smtp.example.net' };
          assert.deepEqual(mendOf(failure, elsewhere), { host: 'mail.example.net' });
        }
        const { raw, issuer, fingerprint256, validTo, validFrom } = new X509Certificate(certificate.cert);
        assert.deepEqual(failure.certificate, {
          names: cause === 'certificateName' ? ['mail.example.net', '*.example.fr'] : ['localhost', '127.0.0.1'],
          issuer: issuer.replace(/^CN=/, ''),
          validFrom: Date.parse(validFrom),
          validTo: Date.parse(validTo),
          fingerprint: fingerprint256,
          der: raw.toString('base64'),
        });
        assertNoPassword(server);
      });
    }

    it(`takes the one certificate that the account names, and no other (${security})`, async () => {
      const own = aSelfSigned();
      const options = { implicitTls: security === 'implicitTls', certificate: own };
      const script = security === 'startTls' ? greedy : {};
      const refused = await against(script, options, { account: { security } });
      const der = failed(refused.sent).certificate?.der ?? '';
      taken((await against(script, options, { account: { security, certificate: der } })).sent);
      for (const certificate of [aSelfSigned(), good]) {
        const other = { ...options, certificate };
        const { sent, server } = await against(script, other, { account: { security, certificate: der }, ca });
        assert.equal(failed(sent).cause, 'certificateChanged');
        assertNoPassword(server);
      }
    });

    it(`takes a certificate of the host that the account names, whoever issued it (${security})`, async () => {
      const options = { implicitTls: security === 'implicitTls', certificate: good };
      const script = security === 'startTls' ? greedy : {};
      const certificate = new X509Certificate(good.cert).raw.toString('base64');
      taken((await against(script, options, { account: { security, certificate } })).sent);
      const named = await against(script, options, { account: { security, certificate, host: 'elsewhere.localhost' } });
      assert.equal(failed(named.sent).cause, 'certificateName');
    });

    it(`takes a pinned certificate (${security})`, async () => {
      const own = aSelfSigned();
      const options = { implicitTls: security === 'implicitTls', certificate: own };
      const script = security === 'startTls' ? greedy : {};
      taken((await against(script, options, { account: { security }, ca: [own.cert] })).sent);
    });

    it(`refuses TLS older than 1.2 (${security})`, async () => {
      const options = { implicitTls: security === 'implicitTls', certificate: good, maxVersion: 'TLSv1.1' } as const;
      const { sent, server } = await against(greedy, options, { account: { security }, ca });
      assert.equal(failed(sent).cause, 'tlsTooOld');
      assertNoPassword(server);
    });
  }

  it('sees that a port wants STARTTLS', async () => {
    const { sent, server } = await against({}, {}, { account: { security: 'implicitTls' } });
    const failure = failed(sent);
    assert.equal(failure.cause, 'needsStartTls');
    assert.equal(failure.retry, 'whenFixed');
    assert.deepEqual(mendOf(failure, sent.account), { security: 'startTls', port: String(sent.account.port) });
    assertNoPassword(server);
  });

  for (const security of ['startTls', 'none'] as const) {
    for (const certificate of [good, aSelfSigned({ names: ['elsewhere.example'] })]) {
      it(`sees that a port wants implicit TLS (${security}, ${certificate === good ? 'trusted' : 'untrusted'})`, async () => {
        const account: Partial<Account> = { security };
        const { sent, server } = await against(
          {},
          { implicitTls: true, certificate },
          { account, ca, timeouts: { greeting: 200 } },
        );
        const failure = failed(sent);
        assert.equal(failure.cause, 'needsImplicitTls');
        assert.deepEqual(mendOf(failure, sent.account), {
          security: 'implicitTls',
          port: String(sent.account.port),
        });
        assertNoPassword(server);
      });
    }
  }

  it('calls a server that says nothing at all just that', async () => {
    const { sent } = await against(
      { greeting: 'silence' },
      {},
      { account: { security: 'none' }, timeouts: { greeting: 100, probe: 100 } },
    );
    assert.equal(failed(sent).cause, 'connectionTimedOut');
  });

  it('sends no password where STARTTLS is taken away', async () => {
    for (const STARTTLS of [
      '502 5.5.1 unknown',
      '500 what?',
      '554 5.7.3 no TLS today',
      '454 4.7.0 TLS not available',
    ]) {
      const { sent, server } = await against(
        { EHLO: '250-test\n250 AUTH PLAIN LOGIN', STARTTLS },
        {},
        { account: { security: 'startTls' } },
      );
      assert.equal(failed(sent).cause, STARTTLS.startsWith('454') ? 'busy' : 'startTlsMissing');
      assert.deepEqual(server.lines.slice(0, 2), ['EHLO [127.0.0.1]', 'STARTTLS']);
      assertNoPassword(server);
    }
  });

  it('sends no password where EHLO is refused and only HELO is left', async () => {
    const { sent, server } = await against({ EHLO: '502 5.5.1 unknown' }, {}, { account: { security: 'startTls' } });
    assert.equal(failed(sent).cause, 'startTlsMissing');
    assertNoPassword(server);
  });

  it('sends no password to a server that agrees to STARTTLS and goes on in plain', async () => {
    const STARTTLS = '220 go\n250-test\n250 AUTH PLAIN LOGIN\n235 welcome';
    const { sent, server } = await against(
      { STARTTLS },
      {},
      { account: { security: 'startTls' }, timeouts: { greeting: 300 } },
    );
    failed(sent);
    assert.equal(sent.attempted.progress.tls.state, 'failed');
    assertNoPassword(server);
  });

  it('forgets what was said before the handshake, injected replies included', async () => {
    const script: Script = {
      EHLO: (_line, count) => (count === 0 ? '250-test\n250 STARTTLS' : '250-test\n250 AUTH LOGIN'),
      STARTTLS: ['220 go\n250-injected\n250 AUTH CRAM-MD5', 'startTls'],
    };
    const { sent } = await against(script, { certificate: good }, { account: { security: 'startTls' }, ca });
    taken(sent);
    assert.equal(sent.attempted.progress.signIn.detail, 'LOGIN');
  });

  it('does not turn to TLS where the account says none, even if it is offered', async () => {
    const { sent, server } = await against(greedy, { certificate: good }, { account: { security: 'none' } });
    taken(sent);
    assert.ok(!server.lines.includes('STARTTLS'));
  });

  it('sees that a server in plain wants STARTTLS', async () => {
    const { sent } = await against(
      { AUTH: '530 5.7.0 Must issue a STARTTLS command first' },
      {},
      { account: { security: 'none' } },
    );
    assert.equal(failed(sent).cause, 'needsStartTls');
  });
});
