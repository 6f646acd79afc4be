import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import type { Account } from '../../../src/model/account/account';
import type { Failure } from '../../../src/model/failure/failure';
import type { Mend } from '../../../src/model/account/account';
import { isMend, remediesOf } from '../../../src/model/remedy/remedy';
import { anAuthority, aSelfSigned, type Certificate } from '../../support/certificates';
import { password } from '../../support/builders';
import { hoursPass } from '../../support/hours';
import { ScriptedSmtpServer, type Script, type ScriptOptions } from '../../support/scriptedSmtpServer';
import { failed, send, taken, type SendOptions } from '../../support/sending';

const authority = anAuthority();
const good = authority.issue();
const ca = [authority.ca];
const greedy: Script = { EHLO: '250-test\n250-STARTTLS\n250 AUTH PLAIN LOGIN', STARTTLS: ['220 go', 'startTls'] };

async function against(script: Script, server: ScriptOptions, options: SendOptions) {
  const scripted = await ScriptedSmtpServer.start(script, { onSilence: hoursPass, ...server });
  try {
    return { sent: await send(scripted.port, options), server: scripted };
  } finally {
    await scripted.stop();
  }
}

/** What the likeliest remedy changes. */
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
          address: '127.0.0.1',
        });
        assertNoPassword(server);
      });
    }

    it(`accepts the certificate that the account names, and no other (${security})`, async () => {
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

    it(`accepts the certificate that the account names from any issuer, for any name (${security})`, async () => {
      const options = { implicitTls: security === 'implicitTls', certificate: good };
      const script = security === 'startTls' ? greedy : {};
      const certificate = new X509Certificate(good.cert).raw.toString('base64');
      taken((await against(script, options, { account: { security, certificate } })).sent);
      const named = await against(script, options, { account: { security, certificate, host: 'elsewhere.localhost' } });
      taken(named.sent);
    });

    it(`accepts no other certificate of the issuer that the account names, for another host (${security})`, async () => {
      const options = { implicitTls: security === 'implicitTls', certificate: good };
      const script = security === 'startTls' ? greedy : {};
      const certificate = new X509Certificate(ca[0] ?? '').raw.toString('base64');
      const named = await against(script, options, { account: { security, certificate, host: 'elsewhere.localhost' } });
      assert.equal(failed(named.sent).cause, 'certificateName');
    });

    it(`accepts a pinned certificate (${security})`, async () => {
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

  for (const security of ['implicitTls', 'startTls'] as const) {
    const implicitTls = security === 'implicitTls';

    it(`shows a certificate that is signed too weakly (${security})`, async () => {
      const certificate = authority.issue({ isWeak: true });
      const { sent, server } = await against(greedy, { implicitTls, certificate }, { account: { security }, ca });
      const failure = failed(sent);
      assert.deepEqual([failure.cause, failure.retry, failure.step], ['certificateInvalid', 'whenFixed', 'tls']);
      assert.match(failure.detail, /too weak/);
      assert.equal(failure.certificate?.issuer, 'Test authority');
      assertNoPassword(server);
    });

    // TLS alerts, RFC 8446 section 6: a record of type 21 with a level and a number.
    for (const [name, number, cause] of [
      ['handshake_failure', 40, 'tlsTooOld'],
      ['access_denied', 49, 'tlsFailed'],
      ['decode_error', 50, 'tlsFailed'],
      ['protocol_version', 70, 'tlsTooOld'],
      ['insufficient_security', 71, 'tlsTooOld'],
      ['internal_error', 80, 'tlsFailed'],
      ['unrecognized_name', 112, 'certificateName'],
    ] as const) {
      it(`waits for the account to be mended after the alert ${name} (${security})`, async () => {
        const alert = String.fromCharCode(21, 3, 3, 0, 2, 2, number);
        const { sent, server } = await against({ ...greedy, TLS: alert }, { implicitTls }, { account: { security } });
        const failure = failed(sent);
        assert.deepEqual([failure.cause, failure.retry, failure.step], [cause, 'whenFixed', 'tls']);
        assertNoPassword(server);
      });
    }

    it(`waits for the account to be mended after bytes that are no handshake (${security})`, async () => {
      const TLS = String.fromCharCode(22, 3, 3, 0, 4, 99, 0, 0, 0);
      const { sent } = await against({ ...greedy, TLS: [TLS, 'close'] }, { implicitTls }, { account: { security } });
      assert.deepEqual([failed(sent).cause, failed(sent).retry], ['tlsFailed', 'whenFixed']);
    });
  }

  for (const security of ['none', 'startTls', 'implicitTls'] as const) {
    for (const [greeting, name] of [
      ['* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR LOGIN-REFERRALS ID ENABLE IDLE AUTH=PLAIN] Dovecot ready.', 'IMAP'],
      ['* BYE Too many connections', 'IMAP'],
      ['+OK Dovecot ready.', 'POP3'],
      ['-ERR [SYS/TEMP] Server is busy', 'POP3'],
      ['SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13', 'SSH'],
      ['HTTP/1.1 400 Bad Request', 'HTTP'],
      ['200 news.example.com InterNetNews NNRP server ready', 'NNTP'],
      ['who are you?', ''],
    ] as const) {
      it(`sees a server of ${name || 'nothing known'}: ${greeting.slice(0, 30)} (${security})`, async () => {
        const options = { implicitTls: security === 'implicitTls', certificate: good };
        const { sent, server } = await against({ greeting }, options, { account: { security }, ca });
        const failure = failed(sent);
        assert.deepEqual([failure.cause, failure.retry, failure.detail], ['notSmtp', 'whenFixed', name]);
        assertNoPassword(server);
      });
    }

    for (const [greeting, reply] of [
      ['220 (vsFTPd 3.0.5)', '530 Please login with USER and PASS.'],
      ['220 ProFTPD Server (Debian) [::ffff:203.0.113.9]', '500 EHLO not understood'],
      ['220-FileZilla Server 1.8.0\n220 Welcome to our FTP', '502 Command not implemented.'],
      ['220 Welcome', '530 Please login with USER and PASS.'],
      ['220 files.example.com ready', "530 You aren't logged in"],
      ['220 hello', '503 Login with USER first.'],
    ] as const) {
      it(`sees a server of FTP: ${greeting.slice(0, 30)} (${security})`, async () => {
        const options = { implicitTls: security === 'implicitTls', certificate: good };
        const script = { greeting, EHLO: reply, HELO: reply, STARTTLS: reply };
        const failure = failed((await against(script, options, { account: { security }, ca })).sent);
        assert.deepEqual([failure.cause, failure.detail], ['notSmtp', 'FTP']);
      });
    }
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

  it('is told so while a slow greeting could still come', async () => {
    const { sent } = await against(
      {},
      { implicitTls: true, certificate: good },
      { account: { security: 'startTls' }, ca, timeouts: { silence: 50 } },
    );
    assert.equal(failed(sent).cause, 'needsImplicitTls');
  });

  it('waits for a server that greets late, although it was asked meanwhile whether it speaks TLS', async () => {
    const { sent, server } = await against(
      {
        greeting: (_line, count, own) => {
          // The second connection is the one that asks.
          if (count > 0) own.writeRaw(Buffer.from('220 good morning\r\n'));
          return [];
        },
      },
      {},
      { account: { security: 'none' }, timeouts: { silence: 50 } },
    );
    taken(sent);
    assert.equal(server.connections, 2);
  });

  it('recognizes a server that says nothing at all', async () => {
    const { sent } = await against({ greeting: 'silence' }, {}, { account: { security: 'none' } });
    assert.equal(failed(sent).cause, 'greetingTimedOut');
  });

  it('sends no password if STARTTLS is removed from the offers', async () => {
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

  it('sends no password if EHLO is refused and only HELO is left', async () => {
    const { sent, server } = await against({ EHLO: '502 5.5.1 unknown' }, {}, { account: { security: 'startTls' } });
    assert.equal(failed(sent).cause, 'startTlsMissing');
    assertNoPassword(server);
  });

  it('sends no password to a server that accepts STARTTLS and goes on in plain text', async () => {
    const STARTTLS = ['220 go\n250-test\n250 AUTH PLAIN LOGIN\n235 welcome', 'silence'];
    const { sent, server } = await against({ STARTTLS }, {}, { account: { security: 'startTls' } });
    failed(sent);
    assert.equal(sent.attempted.progress.tls.state, 'failed');
    assertNoPassword(server);
  });

  it('forgets everything from before the handshake, including injected replies', async () => {
    const script: Script = {
      EHLO: (_line, count) => (count === 0 ? '250-test\n250 STARTTLS' : '250-test\n250 AUTH LOGIN'),
      STARTTLS: ['220 go\n250-injected\n250 AUTH CRAM-MD5', 'startTls'],
    };
    const { sent } = await against(script, { certificate: good }, { account: { security: 'startTls' }, ca });
    taken(sent);
    assert.equal(sent.attempted.progress.signIn.detail, 'LOGIN');
  });

  it('does not use TLS if the account has none, even if it is offered', async () => {
    const { sent, server } = await against(greedy, { certificate: good }, { account: { security: 'none' } });
    taken(sent);
    assert.ok(!server.lines.includes('STARTTLS'));
  });

  it('sees that a plain-text server wants STARTTLS', async () => {
    const { sent } = await against(
      { AUTH: '530 5.7.0 Must issue a STARTTLS command first' },
      {},
      { account: { security: 'none' } },
    );
    assert.equal(failed(sent).cause, 'needsStartTls');
  });
});
