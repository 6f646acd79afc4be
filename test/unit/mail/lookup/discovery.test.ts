import assert from 'node:assert/strict';
import { readAutoconfig } from '../../../../src/mail/lookup/autoconfig';
import { usualMailPorts } from '../../../../src/mail/lookup/candidates';
import { Discovery, type DiscoveryParts } from '../../../../src/mail/lookup/discovery';
import { Dns } from '../../../../src/mail/lookup/dns';
import type { FindReport, FindStep } from '../../../../src/model/lookup/discovery';
import { anAuthority } from '../../../support/certificates';
import { DnsServer, type Zone } from '../../../support/dnsServer';
import { hoursPass } from '../../../support/hours';
import { startHttpsServer, type HttpsReply, type RunningHttpsServer } from '../../../support/httpsServer';
import { ScriptedSmtpServer, type Script, type ScriptOptions } from '../../../support/scriptedSmtpServer';

const email = 'ada.lovelace@corp.test';
const authority = anAuthority();
const never = new AbortController().signal;
const here = ['127.0.0.1'];
const hour = 3_600_000;
/** The servers of these tests are on this computer, on any port. */
const all = { has: () => true };

describe('discovery', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function dnsWith(zone: Zone): Promise<DnsServer> {
    const server = await DnsServer.start(zone);
    stops.push(() => server.stop());
    return server;
  }

  async function smtp(names: readonly string[], script: Script = {}, more: ScriptOptions = {}) {
    const certificate = authority.issue({ names });
    const server = await ScriptedSmtpServer.start(script, { implicitTls: true, certificate, ...more });
    stops.push(() => server.stop());
    return server;
  }

  async function https(
    names: readonly string[],
    reply: (host: string, path: string) => HttpsReply | 'silence' | undefined,
  ): Promise<RunningHttpsServer> {
    const server = await startHttpsServer(authority.issue({ names }), reply);
    stops.push(() => server.stop());
    return server;
  }

  /** No server on this computer listens on port 1. */
  function discovery(dns: DnsServer, parts: Partial<DiscoveryParts> = {}): Discovery {
    return new Discovery({
      dns: new Dns({ servers: () => [dns.place], timeoutMs: 60_000, inner: all }),
      ca: [authority.ca],
      ports: { implicitTls: 1, startTls: 1 },
      httpsPort: 1,
      mailPorts: all,
      timeoutMs: 60_000,
      total: 600_000,
      ...parts,
    });
  }

  const find = (one: Discovery, from = email, host = ''): Promise<FindReport> =>
    one.find({ email: from, host }, () => undefined, never);
  const states = ({ progress }: FindReport): string[] =>
    Object.entries(progress).map(([step, { state }]) => `${step}: ${state}`);

  it('knows the provider by the mail servers of the domain, and stops there', async () => {
    const dns = await dnsWith({
      'MX corp.test': [
        { preference: 10, exchange: 'alt1.aspmx.l.google.com' },
        { preference: 1, exchange: 'ASPMX.L.GOOGLE.com' },
      ],
      'A smtp.gmail.com': here,
    });
    const report = await find(discovery(dns));
    assert.equal(report.outcome.state, 'found');
    const [found] = report.servers;
    assert.deepEqual(
      [found?.host, found?.port, found?.security, found?.preset],
      ['smtp.gmail.com', 465, 'implicitTls', 'gmail'],
    );
    assert.equal(found?.outside, false);
    assert.deepEqual(states(report).slice(0, 4), [
      'mx: found',
      'srv: nothing',
      'autoconfig: skipped',
      'database: skipped',
    ]);
    assert.match(report.progress.mx.detail, /^Google – ASPMX\.L\.GOOGLE\.com, alt1/i);
  });

  it('takes service records in the order of RFC 2782, implicit TLS first, and a dot as “not offered”', async () => {
    const server = await smtp(['a.corp.test', 'mail.hoster.test']);
    const srv = (priority: number, weight: number, port: number, target: string) => ({
      priority,
      weight,
      port,
      target,
    });
    const dns = await dnsWith({
      'SRV _submissions._tcp.corp.test': [
        srv(20, 0, 1, 'last.corp.test'),
        srv(10, 5, 1, 'light.corp.test'),
        srv(10, 50, server.port, 'a.corp.test'),
      ],
      'SRV _submission._tcp.corp.test': [srv(0, 0, server.port, 'mail.hoster.test')],
      'A a.corp.test': here,
      'A mail.hoster.test': here,
    });
    const report = await find(discovery(dns));
    const shown = report.servers.map(({ host, outside, check }) => `${host} ${String(outside)} ${check.state}`);
    // The server that answered comes first; the one outside the domain is not trusted.
    assert.deepEqual(shown, ['a.corp.test false good', 'light.corp.test false bad', 'mail.hoster.test true bad']);
    assert.match(report.servers[0]?.check.detail ?? '', /TLS 1\.3.*PLAIN, LOGIN\./);
    assert.equal(report.servers[0]?.username, email);
    const none = await dnsWith({ 'SRV _submissions._tcp.corp.test': [srv(0, 0, 0, '.')] });
    assert.equal((await find(discovery(none))).progress.srv.state, 'nothing');
  });

  const file = (server: string): string =>
    `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="corp.test"><incomingServer type="imap"><hostname>imap.corp.test</hostname></incomingServer>${server}</emailProvider></clientConfig>`;
  const outgoing = (port: number, username: string, more = ''): string =>
    `<outgoingServer type="smtp"><hostname>out.%EMAILDOMAIN%</hostname><port>${String(port)}</port><socketType>SSL</socketType><username>${username}</username>${more}</outgoingServer>`;

  it('reads what the domain publishes over https, without revealing who asks', async () => {
    const server = await smtp(['out.corp.test']);
    const web = await https(['autoconfig.corp.test', 'corp.test'], (host) =>
      host === 'corp.test' ? { body: file(outgoing(server.port, '%EMAILLOCALPART%')) } : undefined,
    );
    const dns = await dnsWith({ 'A autoconfig.corp.test': here, 'A corp.test': here, 'A out.corp.test': here });
    const report = await find(discovery(dns, { httpsPort: web.port }));
    assert.deepEqual(states(report), [
      'mx: nothing',
      'srv: nothing',
      'autoconfig: found',
      'database: skipped',
      'probe: found',
    ]);
    assert.equal(report.servers[0]?.username, 'ada.lovelace');
    assert.equal(report.servers[0]?.check.state, 'good');
    assert.deepEqual([...web.requests].sort(), [
      'autoconfig.corp.test/mail/config-v1.1.xml?emailaddress=user%40corp.test',
      'corp.test/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=user%40corp.test',
    ]);
    assert.ok(!JSON.stringify([web.requests, dns.questions, server.lines]).includes('ada'));
    assert.deepEqual(server.lines, ['EHLO [127.0.0.1]', 'QUIT']);
  });

  for (const hostname of [
    '%EMAILLOCALPART%.evil.test',
    'smtp.%EMAILLOCALPART%.%EMAILDOMAIN%',
    '%EMAILADDRESS%.evil.test',
    '%EMAILLOCALPART%%EMAILDOMAIN%',
    '%EMAILDOMAIN%.%OTHER%.evil.test',
  ])
    it(`tells the DNS nothing of who asks if a file names the host ${hostname}`, async () => {
      const named = outgoing(465, '%EMAILADDRESS%').replace('out.%EMAILDOMAIN%', hostname);
      const web = await https(['autoconfig.corp.test'], () => ({ body: file(named) }));
      const dns = await dnsWith({ 'A autoconfig.corp.test': here });
      const report = await find(discovery(dns, { httpsPort: web.port }));
      assert.deepEqual(report.servers, []);
      assert.ok(web.requests.length > 0);
      assert.ok(!dns.questions.some((question) => /ada|lovelace|evil/.test(question)), dns.questions.join());
    });

  it('asks the database for the domain and the domain of its mail servers, and for nothing else', async () => {
    const web = await https(['autoconfig.thunderbird.net'], (_host, path) =>
      path === '/v1.1/hoster.test'
        ? { body: file(outgoing(465, '%EMAILADDRESS%', '<authentication>OAuth2</authentication>')) }
        : undefined,
    );
    const dns = await dnsWith({
      'MX corp.test': [{ preference: 1, exchange: 'mx7.hoster.test' }],
      'A autoconfig.thunderbird.net': here,
    });
    const report = await find(discovery(dns, { httpsPort: web.port }));
    assert.deepEqual([...web.requests].sort(), [
      'autoconfig.thunderbird.net/v1.1/corp.test',
      'autoconfig.thunderbird.net/v1.1/hoster.test',
    ]);
    assert.equal(report.progress.database.state, 'found');
    assert.equal(report.servers[0]?.host, 'out.corp.test');
    assert.equal(report.servers[0]?.oauthOnly, true);
    assert.match(report.servers[0]?.check.detail ?? '', /There is no host out\.corp\.test/);
  });

  const refused: Record<string, HttpsReply> = {
    'a redirect to http': { status: 302, location: 'http://corp.test/file.xml' },
    'a redirect for ever': { status: 301, location: '/again' },
    'a file that is too long': { body: file(outgoing(465, 'x')) + ' '.repeat(70_000) },
    'a file with entities': { body: `<!DOCTYPE x [<!ENTITY a "aaaa">]>${file(outgoing(465, '&a;'))}` },
    'a file that is no XML': { body: '<clientConfig><emailProvider>' },
    'a server without encryption': { body: file(outgoing(25, 'x').replace('SSL', 'plain')) },
    'this very computer': { body: file(outgoing(25, 'x').replace('out.%EMAILDOMAIN%', '127.0.0.1')) },
    'a name with a script in it': { body: file(outgoing(25, 'x').replace('out.%EMAILDOMAIN%', '&lt;script&gt;')) },
  };
  for (const [what, reply] of Object.entries(refused)) {
    it(`takes nothing from the web with ${what}`, async () => {
      const web = await https(['autoconfig.corp.test'], () => reply);
      const dns = await dnsWith({ 'A autoconfig.corp.test': here });
      const report = await find(discovery(dns, { httpsPort: web.port }));
      assert.ok(web.requests.length > 0);
      assert.deepEqual(report.servers, []);
      assert.notEqual(report.progress.autoconfig.state, 'found');
    });
  }

  for (const location of [
    'https://127.0.0.1/admin?delete=1',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0.0.0.0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost/',
    'https://admin.localhost./',
    'https://victim.corp.test/',
    'https://linked.corp.test/',
    'https://autoconfig.corp.test:8443/again.xml',
    'https://corp.test:25/',
  ])
    it(`is not sent on by a web server to ${location}`, async () => {
      const web = await https(['autoconfig.corp.test', 'victim.corp.test', 'localhost', '127.0.0.1'], (_host, path) =>
        path.startsWith('/mail/') ? { status: 302, location } : { body: file(outgoing(465, 'x')) },
      );
      const zone = {
        'A autoconfig.corp.test': here,
        'A victim.corp.test': here,
        'A linked.corp.test': ['169.254.169.254'],
      };
      const dns = await dnsWith(zone);
      const isFirst = { has: (host: string) => host === 'autoconfig.corp.test' };
      const strict = new Dns({ servers: () => [dns.place], timeoutMs: 60_000, inner: isFirst });
      const report = await find(discovery(dns, { dns: strict, httpsPort: web.port }));
      assert.deepEqual(web.requests, ['autoconfig.corp.test/mail/config-v1.1.xml?emailaddress=user%40corp.test']);
      assert.deepEqual(report.servers, []);
    });

  it('does not knock at this computer because the network names it as a mail server', async () => {
    const server = await smtp(['smtp.corp.test', 'inner.corp.test', 'mx.corp.test']);
    const srv = (target: string) => ({ priority: 0, weight: 0, port: server.port, target });
    const dns = await dnsWith({
      'SRV _submissions._tcp.corp.test': [srv('inner.corp.test')],
      'SRV _submission._tcp.corp.test': [srv('localhost')],
      'MX other.test': [{ preference: 0, exchange: 'mx.corp.test' }],
      'A inner.corp.test': here,
      'A mx.corp.test': here,
      'A smtp.other.test': here,
    });
    const strict = new Dns({ servers: () => [dns.place], timeoutMs: 60_000 });
    const ports = { implicitTls: server.port, startTls: 1 };
    const one = discovery(dns, { dns: strict, ports });
    const named = await find(one);
    assert.deepEqual(
      named.servers.map(({ host, check }) => `${host} ${check.state}`),
      ['inner.corp.test bad'],
    );
    assert.match(named.servers[0]?.check.detail ?? '', /There is no host inner\.corp\.test/);
    assert.deepEqual((await find(one, 'ada@other.test')).servers, []);
    assert.equal(server.connections, 0);
    // Whoever typed it means it.
    assert.equal((await find(one, '', 'mx.corp.test')).servers.length, 1);
  });

  it('offers no server whose port is none of mail', async () => {
    const mailPorts = usualMailPorts;
    const ports = [22, 80, 143, 443, 993, 6379, 11_211, 25, 465];
    const offered = (port: number) => ({ priority: 0, weight: 0, port, target: `s${String(port)}.corp.test` });
    for (const port of ports) {
      const dns = await dnsWith({ 'SRV _submissions._tcp.corp.test': [offered(port)] });
      const hosts = (await find(discovery(dns, { mailPorts }))).servers.map(({ host }) => host);
      assert.deepEqual(hosts, mailPorts.has(port) ? [`s${String(port)}.corp.test`] : []);
      const web = await https(['autoconfig.corp.test'], () => ({ body: file(outgoing(port, 'x')) }));
      const published = await dnsWith({ 'A autoconfig.corp.test': here });
      const { servers } = await find(discovery(published, { mailPorts, httpsPort: web.port }));
      assert.deepEqual(
        servers.map((server) => server.port),
        mailPorts.has(port) ? [port] : [],
      );
    }
  });

  it('does not read settings from a web server with an untrusted certificate', async () => {
    const web = await https(['other.test'], () => ({ body: file(outgoing(465, 'x')) }));
    const dns = await dnsWith({ 'A autoconfig.corp.test': here, 'A corp.test': here });
    const report = await find(discovery(dns, { httpsPort: web.port }));
    assert.deepEqual(web.requests, []);
    assert.deepEqual(report.servers, []);
    assert.equal(report.progress.autoconfig.detail, 'ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('asks the usual names and ports without user name and password, and offers only servers that pass', async () => {
    const good = await smtp(
      ['mail.corp.test'],
      {
        EHLO: '250-hi\n250-STARTTLS\n250 AUTH LOGIN',
        STARTTLS: ['220 go', 'startTls'],
      },
      { implicitTls: false },
    );
    const dns = await dnsWith({ 'A mail.corp.test': here, 'A smtp.corp.test': here });
    const report = await find(discovery(dns, { ports: { implicitTls: 1, startTls: good.port } }));
    assert.deepEqual(
      report.servers.map(({ host, port, security, source }) => [host, port, security, source]),
      [['mail.corp.test', good.port, 'startTls', 'probe']],
    );
    // The server smtp.corp.test had a certificate for another name.
    assert.equal(good.connections, 2);
    assert.ok(
      good.lines.every((line) => /^(EHLO \[127\.0\.0\.1\]|STARTTLS|QUIT)$/.test(line)),
      good.lines.join(),
    );
  });

  it('works without any answer from DNS: says so in the end, and still asks a given host', async () => {
    const dns = await dnsWith({ '*': 'silence' });
    const brief = { dns: new Dns({ servers: () => [dns.place], timeoutMs: 300, inner: all }) };
    const report = await find(discovery(dns, brief));
    assert.equal(report.outcome.state, 'nothing');
    assert.match(report.outcome.state === 'nothing' ? report.outcome.advice : '', /^The DNS does not answer/);
    assert.deepEqual(new Set(states(report).map((one) => one.split(' ')[1])), new Set(['failed']));
    const server = await smtp(['127.0.0.2', '127.0.0.1']);
    const ports = { implicitTls: server.port, startTls: 1 };
    const given = await find(discovery(dns, { ...brief, ports }), email, '127.0.0.1');
    assert.deepEqual(
      given.servers.map(({ host, port }) => [host, port]),
      [['127.0.0.1', server.port]],
    );
    assert.equal(given.servers[0]?.outside, false);
  });

  it('says so if DNS refuses', async () => {
    const report = await find(discovery(await dnsWith({ '*': 'failure' })));
    assert.match(report.progress.mx.detail, /ESERVFAIL/);
  });

  it('says what to do if it finds nothing, also for a domain that receives no mail', async () => {
    const report = await find(discovery(await dnsWith({ 'MX corp.test': [{ preference: 0, exchange: '.' }] })));
    assert.match(report.progress.mx.detail, /receives no mail at all/);
    assert.match(
      report.outcome.state === 'nothing' ? report.outcome.advice : '',
      /whoever runs the mail of corp\.test/,
    );
  });

  it('asks for the ASCII form of a name', async () => {
    const dns = await dnsWith({});
    const report = await find(discovery(dns), 'ada@Bücher.test');
    assert.equal(report.subject, 'xn--bcher-kva.test');
    assert.ok(dns.questions.includes('MX xn--bcher-kva.test'));
  });

  for (const [typed, host] of [
    ['smtp.bücher.test', 'smtp.xn--bcher-kva.test'],
    ['smtp。corp。test', 'smtp.corp.test'],
    ['SMTP.corp.test\u200b', 'smtp.corp.test'],
    ['[127.0.0.1]', '127.0.0.1'],
  ] as const)
    it(`asks a host that the user typed, in whatever form: ${JSON.stringify(typed)}`, async () => {
      const server = await smtp([host, '127.0.0.1']);
      const dns = await dnsWith({ [`A ${host}`]: here });
      const parts = { ports: { implicitTls: server.port, startTls: 1 } };
      const { servers } = await find(discovery(dns, parts), '', typed);
      assert.deepEqual(
        servers.map((one) => [one.host, one.port, one.outside]),
        [[host, server.port, false]],
      );
    });

  it('takes the names of a file in any script', async () => {
    const file = (host: string, address: string) =>
      readAutoconfig(
        `<clientConfig><emailProvider><outgoingServer type="smtp"><hostname>${host}</hostname><port>465</port>` +
          '<socketType>SSL</socketType></outgoingServer></emailProvider></clientConfig>',
        address,
      );
    for (const [name, host] of [
      ['smtp.bücher.test', 'smtp.xn--bcher-kva.test'],
      ['smtp.%EMAILDOMAIN%', 'smtp.xn--bcher-kva.test'],
      ['smtp。corp。test', 'smtp.corp.test'],
      ['SMTP.corp.test.', 'smtp.corp.test'],
      ['[2001:db8::1]', '2001:db8::1'],
      ['192.168.1.5', '192.168.1.5'],
    ] as const)
      assert.deepEqual(
        (await file(name, 'ada@bücher.test')).map((server) => server.host),
        [host],
        name,
      );
    for (const name of ['0.0.0.0', '169.254.169.254', '[::ffff:127.0.0.1]', '2130706433'])
      assert.deepEqual(await file(name, 'ada@bücher.test'), [], name);
    for (const name of ['', 'localhost', '[::1]', 'ｌocalhost', 'a b', '[smtp.corp.test]', 'smtp.corp.test:465'])
      assert.deepEqual(await file(name, 'ada@bücher.test'), [], name);
  });

  it('ends no matter what the servers do', async () => {
    const silent = await smtp(['smtp.corp.test'], { greeting: 'silence' }, { onSilence: hoursPass });
    const dns = await dnsWith({ 'A smtp.corp.test': here });
    const report = await find(
      discovery(dns, { ports: { implicitTls: silent.port, startTls: 1 }, timeoutMs: 9 * hour, total: hour }),
    );
    assert.equal(report.progress.probe.state, 'failed');
    assert.equal(report.outcome.state, 'nothing');
    await silent.allClosed();
  });

  it('ends at once when it is cancelled', async () => {
    const dns = await dnsWith({ '*': 'silence' });
    const ending = new AbortController();
    const told: FindStep[] = [];
    const search = discovery(dns, { dns: new Dns({ servers: () => [dns.place], timeoutMs: 60_000 }) }).find(
      { email, host: '' },
      ({ progress }) => {
        if (progress.srv.state === 'running') ending.abort();
        told.push('srv');
      },
      ending.signal,
    );
    const report = await search;
    assert.equal(report.outcome.state, 'cancelled');
    assert.equal(told.length, 2);
  });

  it('needs an address', async () => {
    const one = discovery(await dnsWith({}));
    await assert.rejects(find(one, 'ada'), /Enter your email address first/);
    await assert.rejects(find(one, 'ada@a b'), /is not valid/);
  });
});
