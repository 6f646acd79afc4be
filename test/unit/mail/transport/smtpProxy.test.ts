import assert from 'node:assert/strict';
import { explain } from '../../../../src/model/remedy/explain';
import type { Proxy } from '../../../../src/model/account/proxy';
import { transcriptText } from '../../../../src/model/failure/attempt';
import type { Attempt, Attempted } from '../../../../src/mail/transport/transport';
import { aCredential, password } from '../../../support/builders';
import { anAuthority } from '../../../support/certificates';
import { until } from '../../../support/fakeTime';
import { startHttpProxy } from '../../../support/httpProxy';
import type { Script, ScriptOptions } from '../../../support/scriptedSmtpServer';
import { assertNoSecret } from '../../../support/sending';
import { startSocksServer } from '../../../support/socksServer';
import type { Conduct, ProxyOptions, TestProxy } from '../../../support/testProxy';
import { withLine, type Line, type LineOptions } from '../../../support/transports';

// A name that only the proxy knows: our own look-up could not find it (RFC 6761 section 6.4).
const host = 'mail.invalid';
const authority = anAuthority();
const certificate = authority.issue({ names: [host] });
const ca = [authority.ca];
const startTls: Script = { EHLO: '250-test\n250-STARTTLS\n250 AUTH PLAIN', STARTTLS: ['220 go', 'startTls'] };
const proxyPassword = 'Pr0xy:ö@secret/9';
const login = `eve:${proxyPassword}`;

type Kind = Proxy['kind'];
const kinds: readonly Kind[] = ['http', 'https', 'socks5', 'socks4'];

interface Detour extends Line {
  readonly proxy: TestProxy;
  /** Sends through the proxy. */
  readonly through: (change?: Partial<Attempt>) => Promise<Attempted>;
  readonly by: Proxy;
}

interface DetourOptions extends LineOptions {
  readonly login?: string;
  readonly used?: Partial<Proxy>;
}

/** A server that is reached through a proxy, both on loopback. */
async function withDetour(
  kind: Kind,
  script: Script,
  { login, used = {}, ...options }: DetourOptions,
  test: (detour: Detour) => Promise<void>,
): Promise<void> {
  const account = { host, security: 'none', ...options.account } as const;
  await withLine(script, { ca, ...options, account }, async (line) => {
    const own: ProxyOptions = { target: line.server.port, ...(login === undefined ? {} : { login }) };
    const proxy = kind.startsWith('socks')
      ? await startSocksServer(own)
      : await startHttpProxy(kind === 'https' ? { ...own, certificate: authority.issue() } : own);
    const by: Proxy = { kind, host: '127.0.0.1', port: proxy.port, username: '', password: '', ...used };
    const through = (change: Partial<Attempt> = {}): Promise<Attempted> => line.send({ proxy: by, ...change });
    try {
      await test({ ...line, proxy, through, by });
    } finally {
      line.transport.dispose();
      await proxy.stop();
    }
  });
}

const taken = (attempted: Attempted): void =>
  assert.ok(attempted.ok, attempted.ok ? '' : `${attempted.failure.cause}\n${transcriptText(attempted.transcript)}`);

const failureOf = (attempted: Attempted) => {
  assert.ok(!attempted.ok, 'taken, against all expectation');
  return attempted.failure;
};

const protections: readonly (readonly [NonNullable<LineOptions['account']>['security'], Script, ScriptOptions])[] = [
  ['none', {}, {}],
  ['startTls', startTls, { certificate }],
  ['implicitTls', {}, { implicitTls: true, certificate }],
];

describe('SmtpTransport through a proxy', () => {
  for (const kind of kinds) {
    for (const [security = 'none', script, options] of protections) {
      it(`sends, and lets the proxy look up the server (${kind}, ${security})`, async () => {
        await withDetour(kind, script, { ...options, account: { security } }, async (detour) => {
          const { through, server, proxy, account } = detour;
          const sent = await through();
          taken(sent);
          assert.equal(server.bodies.length, 1);
          assert.deepEqual(proxy.asked, [`${host}:${account.port}`]);
          assert.equal(sent.progress.resolve.detail, 'proxy 127.0.0.1');
          assert.match(sent.progress.connect.detail, new RegExp(`through the proxy 127.0.0.1:${proxy.port}$`));
          assert.deepEqual(new Set(Object.values(sent.progress).map(({ state }) => state)).has('waiting'), false);
        });
      });
    }

    it(`trusts no server because of the proxy (${kind})`, async () => {
      for (const [security = 'none', script, options] of protections.slice(1)) {
        const other = { ...options, certificate: anAuthority().issue({ names: [host] }) };
        await withDetour(kind, script, { ...other, account: { security } }, async ({ through, server }) => {
          const failure = failureOf(await through());
          assert.equal(failure.cause, 'certificateUntrusted', failure.code);
          assert.equal(failure.step, 'tls');
          assert.ok(!server.lines.some((line) => line.startsWith('AUTH')));
        });
        const named = { ...options, certificate: authority.issue({ names: ['127.0.0.1', 'localhost'] }) };
        await withDetour(kind, script, { ...named, account: { security } }, async ({ through }) => {
          const failure = failureOf(await through());
          assert.equal(failure.cause, 'certificateName');
          assert.match(failure.detail, /127\.0\.0\.1/);
        });
      }
    });
  }

  for (const [security = 'none', script, options] of protections.slice(1)) {
    it(`resumes TLS sessions of the same route only (${security})`, async () => {
      await withDetour(
        'http',
        script,
        { ...options, idle: 0, account: { security } },
        async ({ through, server, by }) => {
          for (let count = 0; count < 3; count++) taken(await through());
          assert.equal(server.resumptions, 2);
          taken(await through({ fresh: true }));
          assert.equal(server.resumptions, 2);
          const other = await startSocksServer({ target: server.port });
          taken(await through({ proxy: { ...by, kind: 'socks5', port: other.port } }));
          assert.equal(server.resumptions, 2);
          await other.stop();
        },
      );
    });
  }

  it('keeps the connection for the next mail of the same route', async () => {
    await withDetour('socks5', {}, {}, async ({ through, server, proxy, by }) => {
      taken(await through());
      taken(await through());
      assert.equal(server.connections, 1);
      taken(await through({ proxy: { ...by, username: 'other' } }));
      assert.equal(server.connections, 2);
      assert.equal(proxy.asked.length, 2);
    });
  });

  it('opens a connection ahead of a mail', async () => {
    await withDetour('http', {}, {}, async ({ transport, account, through, server, by }) => {
      await transport.open(account, aCredential(account), 60_000, by);
      assert.equal(server.connections, 1);
      taken(await through());
      assert.equal(server.connections, 1);
    });
  });

  it('never asks a proxy for a server on this computer', async () => {
    for (const host of ['127.0.0.1', 'localhost'])
      await withDetour('http', {}, { account: { host } }, async ({ through, proxy, server }) => {
        taken(await through());
        assert.deepEqual(proxy.asked, []);
        assert.equal(server.connections, 1);
      });
  });

  for (const kind of ['http', 'socks5'] as const) {
    it(`signs in to it, without revealing the password (${kind})`, async () => {
      const used = { username: 'eve', password: proxyPassword };
      await withDetour(kind, {}, { login, used }, async ({ through, proxy, by }) => {
        const sent = await through();
        taken(sent);
        assert.deepEqual(proxy.credentials, [login]);
        assertNoSecret(sent, 'eve', proxyPassword);
        const refused = await through({ fresh: true, proxy: { ...by, password: 'wrong-guess' } });
        const failure = failureOf(refused);
        assert.deepEqual([failure.cause, failure.code, failure.retry], ['proxyRefused', 'EPROXYAUTH', 'whenFixed']);
        assert.equal(failure.step, 'connect');
        assertNoSecret(refused, 'eve', 'wrong-guess');
        assertNoSecret(refused, 'ada@example.com', password);
        assert.equal(
          failureOf(await through({ fresh: true, proxy: { ...by, username: '', password: '' } })).code,
          'EPROXYAUTH',
        );
      });
    });
  }

  it('masks its password if the proxy repeats it', async () => {
    const used = { username: 'eve', password: proxyPassword };
    await withDetour('http', {}, { used }, async ({ through, proxy }) => {
      proxy.conduct = 403;
      const refused = await through();
      assert.match(failureOf(refused).reply, /^403 No \*\*\*/);
      assertNoSecret(refused, 'eve', proxyPassword);
    });
  });

  const cases: readonly (readonly [Kind, Conduct, string, string])[] = [
    ['http', 403, 'proxyRefused', 'EPROXY'],
    ['http', 405, 'proxyRefused', 'EPROXY'],
    ['http', 407, 'proxyRefused', 'EPROXYAUTH'],
    ['http', 502, 'proxyFailed', 'EPROXY'],
    ['http', 503, 'proxyFailed', 'EPROXY'],
    ['http', 'reset', 'proxyUnreachable', 'ECONNRESET'],
    ['http', 'close', 'proxyUnreachable', 'ECONNRESET'],
    ['http', 'garbage', 'proxyRefused', 'EPROTO'],
    ['socks5', 1, 'proxyFailed', 'EPROXY'],
    ['socks5', 2, 'proxyRefused', 'EPROXY'],
    ['socks5', 4, 'proxyFailed', 'EPROXY'],
    ['socks5', 5, 'proxyFailed', 'EPROXY'],
    ['socks5', 'reset', 'proxyUnreachable', 'ECONNRESET'],
    ['socks5', 'close', 'proxyUnreachable', 'ECONNRESET'],
    ['socks5', 'garbage', 'proxyRefused', 'EPROTO'],
  ];
  for (const [kind, conduct, cause, code] of cases) {
    it(`explains a proxy that answers ${conduct} (${kind})`, async () => {
      await withDetour(kind, {}, {}, async ({ through, proxy, server, account }) => {
        proxy.conduct = conduct;
        const refused = await through();
        const failure = failureOf(refused);
        assert.deepEqual([failure.cause, failure.code, failure.step], [cause, code, 'connect']);
        assert.equal(failure.retry, cause === 'proxyRefused' ? 'whenFixed' : 'later');
        const { explanation } = explain(failure, account);
        assert.match(explanation, new RegExp(`127\\.0\\.0\\.1:${proxy.port}`));
        assert.equal(server.connections, 0);
        // A temporary failure: the next mail is sent.
        proxy.conduct = 'connect';
        taken(await through());
      });
    });
  }

  it('says that the proxy cannot be reached', async () => {
    await withDetour('http', {}, {}, async ({ through, proxy, by }) => {
      await proxy.stop();
      const gone = failureOf(await through());
      assert.deepEqual([gone.cause, gone.code, gone.retry], ['proxyUnreachable', 'ECONNREFUSED', 'later']);
      const nowhere = failureOf(await through({ proxy: { ...by, host: 'proxy.invalid' } }));
      assert.equal(nowhere.cause, 'proxyUnreachable');
      assert.match(nowhere.code, /^(?:ENOTFOUND|EAI_AGAIN)$/);
      assert.equal(nowhere.step, 'resolve');
    });
  });

  it('does not trust a TLS proxy with an unknown certificate', async () => {
    await withDetour('https', {}, { ca: [] }, async ({ through, proxy }) => {
      const failure = failureOf(await through());
      assert.deepEqual([failure.cause, proxy.asked.length], ['proxyUnreachable', 0]);
    });
  });

  for (const kind of ['http', 'socks5'] as const) {
    it(`waits for a silent proxy no longer than for a server, and can be stopped (${kind})`, async () => {
      await withDetour(kind, {}, { timeouts: { connection: 200 } }, async ({ through, proxy }) => {
        proxy.conduct = 'silence';
        const late = failureOf(await through());
        assert.deepEqual([late.cause, late.code], ['proxyUnreachable', 'ETIMEDOUT']);
      });
      await withDetour(kind, {}, {}, async ({ through, proxy }) => {
        proxy.conduct = 'silence';
        const ending = new AbortController();
        const sending = through({ signal: ending.signal });
        await until('connected', () => proxy.open > 0);
        ending.abort();
        assert.equal(failureOf(await sending).cause, 'cancelled');
        await until('left', () => proxy.open === 0);
      });
    });
  }

  it('can be stopped during a handshake with a silent server', async () => {
    const script: Script = { TLS: 'silence' };
    const options = { implicitTls: true, certificate, account: { security: 'implicitTls' } } as const;
    await withDetour('http', script, options, async ({ through, server }) => {
      const ending = new AbortController();
      const sending = through({ signal: ending.signal });
      await until('connected', () => server.connections > 0);
      ending.abort();
      assert.equal(failureOf(await sending).cause, 'cancelled');
      await server.allClosed();
    });
  });

  it('finds out that the server speaks TLS from the first byte', async () => {
    const options = { implicitTls: true, certificate, account: { security: 'startTls' } } as const;
    for (const kind of ['http', 'socks5'] as const)
      await withDetour(kind, {}, { ...options, timeouts: { greeting: 200 } }, async ({ through, proxy }) => {
        assert.equal(failureOf(await through()).cause, 'needsImplicitTls');
        assert.equal(proxy.asked.length, 2);
      });
  });
});
