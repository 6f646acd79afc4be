import assert from 'node:assert/strict';
import type { Account, Credential } from '../../../src/model/account/account';
import { aCredential, anAccount, password } from '../../support/builders';
import { hoursPass } from '../../support/hours';
import { ScriptedSmtpServer, type Script } from '../../support/scriptedSmtpServer';
import { failed, send, taken, type SendOptions } from '../../support/sending';

const account = { security: 'none' } as const;

async function against(script: Script, options: SendOptions = {}) {
  const server = await ScriptedSmtpServer.start(script, { onSilence: hoursPass });
  try {
    return { sent: await send(server.port, { ...options, account: { ...account, ...options.account } }), server };
  } finally {
    await server.stop();
  }
}

describe('SmtpTransport and signing in', () => {
  const others: readonly (readonly [string, (own: Account) => Credential | null])[] = [
    ['no password', () => null],
    ['an empty password', (own) => aCredential(own, '')],
    ['the password of another host', (own) => aCredential({ ...own, host: 'localhost' })],
    ['the password of another port', (own) => aCredential({ ...own, port: own.port + 1 })],
    ['the password of another security', (own) => aCredential({ ...own, security: 'startTls' })],
    ['the password of another user', (own) => aCredential({ ...own, username: 'eve@example.com' })],
  ];
  for (const [what, credentialOf] of others) {
    it(`opens no connection with ${what}`, async () => {
      const server = await ScriptedSmtpServer.start();
      try {
        const own = anAccount({ ...account, host: '127.0.0.1', port: server.port });
        const sent = await send(server.port, { account, credential: credentialOf(own) });
        const failure = failed(sent);
        assert.equal(failure.cause, 'passwordMissing');
        assert.equal(failure.step, 'signIn');
        assert.equal(failure.retry, 'whenFixed');
        assert.equal(sent.attempted.progress.connect.state, 'waiting');
        assert.equal(server.connections, 0);
      } finally {
        await server.stop();
      }
    });
  }

  const withoutMatch: readonly (readonly [string, Script, Partial<Account>, string, string])[] = [
    ['offers no sign-in', { EHLO: '250-test\n250 SIZE 1000' }, {}, 'signInNotOffered', ''],
    [
      'offers other ways only',
      { EHLO: '250-test\n250 AUTH NTLM SCRAM-SHA-1' },
      {},
      'signInNotOffered',
      'NTLM, SCRAM-SHA-1',
    ],
    [
      'lacks the chosen way',
      { EHLO: '250-test\n250 AUTH PLAIN LOGIN' },
      { authMethod: 'CRAM-MD5' },
      'signInNotOffered',
      'PLAIN, LOGIN',
    ],
    [
      'takes tokens only',
      { EHLO: '250-test\n250 AUTH XOAUTH2 OAUTHBEARER' },
      {},
      'passwordSignInOff',
      'XOAUTH2, OAUTHBEARER',
    ],
    [
      'offers what would be a link',
      { EHLO: '250-test\n250 AUTH [x](command:y) <b>NTLM</b> NTLM' },
      {},
      'signInNotOffered',
      'NTLM',
    ],
    ['refuses EHLO', { EHLO: '550 5.7.1 bad name' }, {}, 'ehloRefused', ''],
  ];
  for (const [what, script, change, cause, detail] of withoutMatch) {
    it(`sends no password to a server that ${what}`, async () => {
      const { sent, server } = await against(script, { account: change });
      const failure = failed(sent);
      assert.equal(failure.cause, cause);
      assert.equal(failure.detail, detail);
      assert.ok(!server.lines.some((line) => line.startsWith('AUTH')));
    });
  }

  it('also reads the offers of old servers', async () => {
    taken((await against({ EHLO: '250-test\n250-auth=login\n250 HELP' })).sent);
  });

  for (const [offers, way] of [
    ['250-AUTH NTLM\n250 AUTH=LOGIN', 'LOGIN'],
    ['250-AUTH GSSAPI NTLM\n250-AUTH=LOGIN PLAIN\n250 SIZE 1000', 'PLAIN'],
    ['250-AUTH XOAUTH2\n250 AUTH PLAIN LOGIN', 'PLAIN'],
    ['250-AUTH PLAIN LOGIN\n250 AUTH XOAUTH2', 'PLAIN'],
    ['250-AUTH=PLAIN=LOGIN\n250 HELP', 'PLAIN'],
    ['250-AUTH\tLOGIN\tNTLM\n250 HELP', 'LOGIN'],
    ['250-X-AUTH XOAUTH2\n250-auth cram-md5\n250 AUTH NTLM', 'CRAM-MD5'],
  ] as const) {
    it(`reads every line that offers a sign-in: ${JSON.stringify(offers)}`, async () => {
      const { sent } = await against({ EHLO: `250-test\n${offers}` });
      taken(sent);
      assert.equal(sent.attempted.progress.signIn.detail, way);
    });
  }

  for (const [offers, way] of [
    ['AUTH PLAIN LOGIN CRAM-MD5', 'CRAM-MD5'],
    ['AUTH LOGIN PLAIN cram-md5 XOAUTH2', 'CRAM-MD5'],
    ['AUTH=CRAM-MD5 PLAIN', 'CRAM-MD5'],
    ['AUTH LOGIN PLAIN', 'PLAIN'],
    ['AUTH LOGIN NTLM', 'LOGIN'],
  ] as const)
    it(`shows nobody the password without TLS if the server has another way: ${offers}`, async () => {
      const { sent } = await against({ EHLO: `250-test\n250 ${offers}` });
      taken(sent);
      assert.equal(sent.attempted.progress.signIn.detail, way);
    });

  // Bytes as servers send them: GBK 使用授权码登录, KOI8-R and windows-1251 неверный пароль, Latin-1.
  const charsets: readonly (readonly [host: string, hex: string, words: string])[] = [
    ['mail.163.com.localhost', 'cab9d3c3cadac8a8c2ebb5c7c2bc', '使用授权码登录'],
    ['mail.example.localhost', 'cec5d7c5d2ced9ca20d0c1d2cfccd8', 'неверный пароль'],
    ['mail.example.localhost', 'ede5e2e5f0edfbe920efe0f0eeebfc', 'неверный пароль'],
    ['mail.example.localhost', '6d6f74206465207061737365207265667573e9', 'mot de passe refusé'],
    ['mail.example.localhost', 'e4b8ade69687', '中文'],
  ];
  for (const [host, hex, words] of charsets) {
    it(`reads replies in any charset: ${words} (${hex.slice(0, 8)}…)`, async () => {
      const { sent } = await against(
        {
          AUTH: (_line, _count, own) => {
            own.writeRaw(Buffer.concat([Buffer.from('535 Error: '), Buffer.from(hex, 'hex'), Buffer.from('\r\n')]));
            return 'silence';
          },
        },
        { account: { host } },
      );
      const failure = failed(sent);
      assert.equal(failure.reply, `535 Error: ${words}`);
      assert.ok(sent.text.includes(words), sent.text);
      if (words.includes('授权码')) assert.equal(failure.cause, 'appPasswordRequired');
    });
  }

  const replies: readonly (readonly [string, string])[] = [
    ['535 5.7.8 Error: authentication failed', 'passwordRefused'],
    [
      '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials abc - gsmtp',
      'passwordRefused',
    ],
    [
      '534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor abc - gsmtp',
      'appPasswordRequired',
    ],
    [
      '534-5.7.14 Please log in via your web browser and then try again.\n534 5.7.14 https://support.google.com/mail/answer/78754 - gsmtp',
      'appPasswordRequired',
    ],
    ['535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [AM0PR]', 'passwordSignInOff'],
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled',
      'passwordSignInOff',
    ],
    [
      "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
      'passwordSignInOff',
    ],
    ['550 5.7.30 Basic authentication is not supported for Client Submission.', 'passwordSignInOff'],
    ['454 4.7.0 Too many login attempts, please try again later. gsmtp', 'signInThrottled'],
    ['535 5.7.0 (#AUTH005) Too many bad auth attempts.', 'signInThrottled'],
    ['421 4.7.0 Too many login attempts', 'signInThrottled'],
    ['421 4.3.0 Temporary system problem', 'busy'],
    ['504 5.7.4 Unrecognized authentication type', 'signInNotOffered'],
    ['503 5.5.1 Error: authentication not enabled', 'signInNotOffered'],
    ['501 5.5.2 malformed credentials', 'passwordRefused'],
  ];
  for (const [reply, cause] of replies) {
    it(`calls it ${cause} when the server says ${reply.slice(0, 60)}`, async () => {
      const { sent, server } = await against({ AUTH: reply });
      const failure = failed(sent);
      assert.equal(failure.cause, cause);
      assert.equal(failure.step, 'signIn');
      assert.equal(failure.retry, ['signInThrottled', 'busy'].includes(cause) ? 'later' : 'whenFixed');
      assert.equal(server.lines.filter((line) => line.startsWith('AUTH')).length, 1, 'one try only');
    });
  }

  describe('and a server that repeats the password', () => {
    const plain = Buffer.from(`\0ada@example.com\0${password}`).toString('base64');
    const echoes = {
      exact: password,
      base64: Buffer.from(password).toString('base64'),
      'AUTH PLAIN': plain,
      'AUTH PLAIN, in base64url': Buffer.from(`\0ada@example.com\0${password}`).toString('base64url'),
      'within other base64': Buffer.from(`user=ada pass=${password} host=x`).toString('base64'),
      hexadecimal: Buffer.from(password).toString('hex'),
      'of a URL': encodeURIComponent(password),
      JSON: JSON.stringify({ password }),
      'with terminal sequences inside': `${password.slice(0, 5)}\u001b[0m${password.slice(5)}`,
      'with marks inside': `${password.slice(0, 5)}\u202e${password.slice(5)}`,
      capitals: Buffer.from(password).toString('hex').toUpperCase(),
    };
    for (const [how, echo] of Object.entries(echoes)) {
      it(`is masked: ${how}`, async () => {
        // `send` looks for the password in everything it returns.
        for (const moment of ['AUTH', 'MAIL', 'RCPT', 'DATA', 'body'] as const) {
          const { sent } = await against({ [moment]: `550-5.7.8 you said\n550 5.7.8 ${echo} I think` });
          const failure = failed(sent);
          assert.match(failure.reply, /\*\*\*/);
          assert.match(sent.text, /\*\*\*/);
        }
        const { sent } = await against({
          greeting: `220 ${echo}`,
          AUTH: [`334 ${echo}`],
          body: `250 queued as ${echo}`,
        });
        assert.ok(sent.attempted.ok ? sent.attempted.receipt.reply.includes('***') : true);
      });
    }

    it('is masked if the reply is not UTF-8', async () => {
      const server = await ScriptedSmtpServer.start({
        AUTH: (_line, _count, own) => {
          own.writeRaw(Buffer.concat([Buffer.from('535 \xff ', 'latin1'), Buffer.from(password), Buffer.from('\r\n')]));
          return 'silence';
        },
      });
      try {
        assert.match(failed(await send(server.port, { account })).reply, /\*\*\*/);
      } finally {
        await server.stop();
      }
    });

    it('is masked in the reply for a refused recipient', async () => {
      const { sent } = await against(
        { RCPT: (_line, count) => (count === 0 ? '250 ok' : `550 ${password}`) },
        {
          message: (await import('../../support/builders')).aMessage({
            envelope: { from: 'ada@example.com', to: ['a@example.org', 'b@example.org'] },
          }),
        },
      );
      assert.equal(taken(sent).rejected[0]?.reply, '550 ***');
    });
  });

  it('keeps an endless reply from filling memory and page', async () => {
    const { sent } = await against({ AUTH: `${'535-x'.repeat(1)}\n${'535-again and again\n'.repeat(5_000)}535 no` });
    const failure = failed(sent);
    assert.equal(failure.cause, 'passwordRefused');
    assert.ok(failure.reply.length <= 2_000);
    assert.ok(sent.attempted.transcript.length < 100);
  });
});
