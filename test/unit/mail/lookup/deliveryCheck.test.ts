import assert from 'node:assert/strict';
import { DeliveryCheck, type DeliveryCheckParts } from '../../../../src/mail/lookup/deliveryCheck';
import { Dns } from '../../../../src/mail/lookup/dns';
import type { Account } from '../../../../src/model/account/account';
import { systemClock } from '../../../../src/model/clock';
import { deliveryText, type DeliveryReport, type DeliveryRow } from '../../../../src/model/lookup/deliveryReport';
import { anAccount } from '../../../support/builders';
import { anAuthority } from '../../../support/certificates';
import { DnsServer, type Zone } from '../../../support/dnsServer';
import { ScriptedSmtpServer, type Script, type ScriptOptions } from '../../../support/scriptedSmtpServer';

const authority = anAuthority();
const never = new AbortController().signal;
const here = ['127.0.0.1'];

/** A domain and a server without any problem. */
const good: Zone = {
  'MX corp.test': [{ preference: 10, exchange: 'mx.corp.test' }],
  'A corp.test': here,
  'A mx.corp.test': here,
  'A smtp.corp.test': here,
  'TXT corp.test': [['some=other'], ['v=spf1 include:_spf.corp.test ', '-all']],
  'TXT mail._domainkey.corp.test': [['v=DKIM1; k=rsa; p=MIGf']],
  'TXT _dmarc.corp.test': [['v=DMARC1; p=reject; rua=mailto:dmarc@corp.test']],
};

describe('delivery check', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function smtp(script: Script = {}, more: ScriptOptions = {}): Promise<ScriptedSmtpServer> {
    const certificate = authority.issue({ names: ['smtp.corp.test'], until: Date.now() + 90 * 86_400_000 });
    const server = await ScriptedSmtpServer.start(script, { implicitTls: true, certificate, ...more });
    stops.push(() => server.stop());
    return server;
  }

  async function check(
    zone: Zone,
    change: Partial<Account>,
    parts: Partial<DeliveryCheckParts> = {},
    dnsTimeoutMs = 60_000,
  ): Promise<DeliveryReport> {
    const dns = await DnsServer.start(zone);
    stops.push(() => dns.stop());
    const made = new DeliveryCheck({
      dns: new Dns({ servers: () => [dns.place], timeoutMs: dnsTimeoutMs, inner: { has: () => true } }),
      clock: systemClock,
      ca: [authority.ca],
      timeoutMs: 60_000,
      total: 600_000,
      alternatives: [],
      receivingPort: 1,
      ...parts,
    });
    const account = anAccount({ host: 'smtp.corp.test', fromAddress: 'ada@corp.test', ...change });
    return made.check(account, undefined, () => undefined, never);
  }

  const find = ({ rows }: DeliveryReport, area: string, topic: string): DeliveryRow => {
    const row = rows.find((one) => one.area === area && one.topic === topic);
    assert.ok(row, `${area} ${topic} is not in ${rows.map((one) => `${one.area} ${one.topic}`).join(', ')}`);
    return row;
  };

  it('finds no problem if there is none, and does not sign in', async () => {
    const server = await smtp({ EHLO: '250-hi\n250-SIZE 20971520\n250-8BITMIME\n250-CHUNKING\n250 AUTH PLAIN LOGIN' });
    const report = await check(good, { port: server.port }, { receivingPort: server.port });
    const wrong = report.rows.filter(({ verdict }) => verdict !== 'ok');
    assert.deepEqual(wrong, []);
    assert.equal(report.state, 'done');
    assert.deepEqual(
      report.rows.map(({ area, topic }) => `${area} ${topic}`),
      [
        ...['MX', 'SPF', 'DKIM', 'DMARC'].map((topic) => `sender ${topic}`),
        ...['A / AAAA', 'MX', `Port ${String(server.port)}`].map((topic) => `replies ${topic}`),
        ...['Name', 'IPv4', 'TLS', 'Certificate', 'Sign-in', 'Largest mail', 'Extensions'].map(
          (one) => `server ${one}`,
        ),
      ],
    );
    assert.match(find(report, 'server', 'Certificate').facts.join(), /names: smtp\.corp\.test,issuer: Test authority/);
    assert.match(find(report, 'server', 'Largest mail').sentence, /20 MB/);
    assert.match(find(report, 'server', 'Extensions').sentence, /8BITMIME, CHUNKING/);
    assert.deepEqual(server.lines, ['EHLO [127.0.0.1]', 'QUIT']);
    const text = deliveryText(report, 'en');
    assert.match(text, /\[OK\] SPF – corp\.test has one SPF record/);
    assert.match(text, /corp\.test\. TXT "v=spf1 include:_spf\.corp\.test -all"/);
    assert.ok(!text.includes('ada'), 'the report names no user');
  });

  it('works without any answer from DNS, and still asks a server given by its address', async () => {
    const server = await smtp({}, { certificate: authority.issue({ until: Date.now() + 90 * 86_400_000 }) });
    const report = await check({ '*': 'silence' }, { host: '127.0.0.1', port: server.port }, {}, 300);
    const silent = report.rows.filter(({ area }) => area !== 'server');
    assert.ok(silent.length >= 6);
    for (const { verdict, sentence, advice } of silent) {
      assert.equal(verdict, 'unknown');
      assert.match(sentence, /The DNS did not answer/);
      assert.notEqual(advice, '');
    }
    assert.equal(find(report, 'server', 'Certificate').verdict, 'ok');
  });

  it('says what is missing or wrong in DNS, and what to do', async () => {
    const server = await smtp();
    const zone: Zone = {
      'MX corp.test': [{ preference: 0, exchange: '.' }],
      'A smtp.corp.test': here,
      'TXT corp.test': [['v=spf1 -all'], ['v=spf1 +all']],
      'TXT _dmarc.corp.test': [['v=DMARC1; p=maybe']],
    };
    const report = await check(zone, { port: server.port, replyTo: 'ada@nowhere.test' });
    assert.match(find(report, 'sender', 'MX').sentence, /receives no mail \(null MX\)/);
    assert.match(find(report, 'sender', 'SPF').sentence, /has 2 SPF records/);
    assert.equal(find(report, 'sender', 'DKIM').verdict, 'unknown');
    assert.match(find(report, 'sender', 'DMARC').sentence, /no valid policy/);
    assert.equal(find(report, 'replies', 'A / AAAA').verdict, 'problem');
    assert.equal(find(report, 'replies', 'MX').verdict, 'warning');
    for (const { verdict, advice } of report.rows) if (verdict !== 'ok') assert.notEqual(advice, '');
  });

  it('uses the DMARC record of the organizational domain', async () => {
    const server = await smtp();
    const zone: Zone = { ...good, 'TXT _dmarc.corp.test': [['v=DMARC1; p=reject; sp=none']] };
    const report = await check(zone, { port: server.port, fromAddress: 'ada@mail.corp.test' });
    assert.match(find(report, 'sender', 'DMARC').sentence, /^corp\.test asks receivers to watch only/);
  });

  it('names another port of the server that answers if the account’s port is blocked', async () => {
    const server = await smtp(
      { EHLO: '250-hi\n250-STARTTLS\n250 AUTH PLAIN', STARTTLS: ['220 go', 'startTls'] },
      { implicitTls: false },
    );
    const alternatives = [{ port: server.port, security: 'startTls' as const }];
    const report = await check(good, { port: 1 }, { alternatives });
    const row = find(report, 'server', 'IPv4');
    assert.equal(row.verdict, 'problem');
    assert.match(row.sentence, /127\.0\.0\.1:1 refuses connections/);
    assert.equal(row.advice, `Port ${String(server.port)} of this server answers: use it with STARTTLS.`);
  });

  it('distinguishes an unreachable address from an unreachable server', async () => {
    const server = await smtp();
    // No server listens on ::1.
    const report = await check({ ...good, 'AAAA smtp.corp.test': ['::1'] }, { port: server.port });
    assert.equal(find(report, 'server', 'IPv4').verdict, 'ok');
    assert.equal(find(report, 'server', 'IPv6').verdict, 'warning');
  });

  const day = 86_400_000;
  const certificates = {
    'of a stranger': [
      anAuthority('Stranger').issue({ names: ['smtp.corp.test'] }),
      'problem',
      /not signed by an authority/,
    ],
    'that has ended': [
      authority.issue({ names: ['smtp.corp.test'], from: Date.now() - 9 * day, until: Date.now() - day }),
      'problem',
      /not valid at this date/,
    ],
    'that ends soon': [
      authority.issue({ names: ['smtp.corp.test'], until: Date.now() + 5 * day }),
      'warning',
      /ends on/,
    ],
    'for another name': [authority.issue({ names: ['mx.hoster.test'] }), 'problem', /other names: mx\.hoster\.test/],
  } as const;
  for (const [what, [certificate, verdict, sentence]] of Object.entries(certificates)) {
    it(`shows a certificate ${what}`, async () => {
      const server = await smtp({}, { certificate });
      const row = find(await check(good, { port: server.port }), 'server', 'Certificate');
      assert.equal(row.verdict, verdict);
      assert.match(row.sentence, sentence);
      assert.notEqual(row.advice, '');
    });
  }

  it('says that no sign-in is offered, or no supported one', async () => {
    const none = await smtp({ EHLO: '250 hi' });
    assert.equal(find(await check(good, { port: none.port }), 'server', 'Sign-in').verdict, 'problem');
    const other = await smtp({ EHLO: '250-hi\n250 AUTH GSSAPI' });
    assert.match(find(await check(good, { port: other.port }), 'server', 'Sign-in').sentence, /only GSSAPI/);
  });

  it('says what the account needs and the server does not offer', async () => {
    const wants = { recipients: ['jürgen@example.org'], deliveryReports: 'all' } as const;
    const without = await smtp({ EHLO: '250-hi\n250 AUTH PLAIN' });
    const report = await check(good, { port: without.port, ...wants });
    const addresses = find(report, 'server', 'Addresses');
    assert.deepEqual([addresses.verdict, addresses.sentence.includes('jürgen@example.org')], ['problem', true]);
    assert.equal(find(report, 'server', 'Delivery reports').verdict, 'warning');
    const able = await smtp({ EHLO: '250-hi\n250-SMTPUTF8\n250-DSN\n250 AUTH PLAIN' });
    for (const change of [{ port: able.port, ...wants }, { port: without.port }]) {
      const { rows } = await check(good, change);
      assert.ok(!rows.some(({ topic }) => topic === 'Addresses' || topic === 'Delivery reports'));
    }
  });

  it('is cancelled at once', async () => {
    const dns = await DnsServer.start({ '*': 'silence' });
    stops.push(() => dns.stop());
    const ending = new AbortController();
    const made = new DeliveryCheck({
      dns: new Dns({ servers: () => [dns.place], timeoutMs: 60_000 }),
      clock: systemClock,
    });
    const report = made.check(anAccount(), undefined, () => ending.abort(), ending.signal);
    assert.equal((await report).state, 'cancelled');
  });
});
