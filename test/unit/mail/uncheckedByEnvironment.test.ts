import assert from 'node:assert/strict';
import type { Proxy } from '../../../src/model/account/proxy';
import { fetchAutoconfig } from '../../../src/mail/lookup/autoconfig';
import type { Dns } from '../../../src/mail/lookup/dns';
import { password } from '../../support/builders';
import { anAuthority, aSelfSigned, type Certificate } from '../../support/certificates';
import { startHttpProxy } from '../../support/httpProxy';
import { startHttpsServer } from '../../support/httpsServer';
import { withLine } from '../../support/transports';

const authority = anAuthority();
const ca = [authority.ca];
const host = '127.0.0.1';

/** Certificates that nobody may be trusted with, with the name of the host that they are shown for. */
const bad: Readonly<Record<string, (name: string) => Certificate>> = {
  'of another name': () => authority.issue({ names: ['mail.example.net'] }),
  expired: (name) => authority.issue({ names: [name], until: Date.now() - 60_000 }),
  'not valid yet': (name) => authority.issue({ names: [name], from: Date.now() + 3_600_000 }),
  'of an unknown authority': (name) => anAuthority('Nobody').issue({ names: [name] }),
  'signed by itself': (name) => aSelfSigned({ names: [name] }),
};

describe('with NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment', () => {
  const usual = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  before(() => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  });
  after(() => {
    if (usual === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = usual;
  });

  for (const [what, issued] of Object.entries(bad)) {
    for (const security of ['implicitTls', 'startTls'] as const) {
      it(`a server with a certificate ${what} gets no password (${security})`, async () => {
        const script = { EHLO: '250-test\n250-STARTTLS\n250 AUTH PLAIN', STARTTLS: ['220 go', 'startTls'] } as const;
        const options = { implicitTls: security === 'implicitTls', certificate: issued(host), account: { security } };
        await withLine(script, { ...options, ca }, async ({ server, send }) => {
          const attempted = await send();
          assert.ok(!attempted.ok, 'the mail was sent');
          assert.match(attempted.failure.cause, /^certificate/);
          // The certificate is looked at once more, for the message; nothing is said then either.
          assert.deepEqual(
            server.lines.filter((line) => !/^(?:EHLO|STARTTLS|QUIT)\b/.test(line)),
            [],
          );
          assert.ok(!server.received.includes(Buffer.from(password)));
        });
      });
    }

    it(`a proxy with a certificate ${what} gets neither its password nor a request`, async () => {
      await withLine({}, { ca, account: { host: 'mail.invalid' } }, async ({ server, send }) => {
        const proxy = await startHttpProxy({ target: server.port, certificate: issued(host) });
        try {
          const by: Proxy = { kind: 'https', host, port: proxy.port, username: 'eve', password: 'pr0xy' };
          const attempted = await send({ proxy: by });
          assert.ok(!attempted.ok, 'the mail was sent');
          assert.deepEqual([attempted.failure.cause, proxy.asked, proxy.credentials], ['proxyUnreachable', [], []]);
        } finally {
          await proxy.stop();
        }
      });
    });

    it(`no settings are read from a web server with a certificate ${what}`, async () => {
      const name = 'autoconfig.corp.test';
      const web = await startHttpsServer(issued(name), () => ({ body: '<clientConfig/>' }));
      const dns = { addresses: () => Promise.resolve([{ address: host, family: 4 }]) } as unknown as Dns;
      const parts = { dns, ca, port: web.port, timeoutMs: 60_000 };
      try {
        await assert.rejects(fetchAutoconfig(`https://${name}/mail.xml`, parts, new AbortController().signal));
        assert.deepEqual(web.requests, []);
      } finally {
        await web.stop();
      }
    });
  }
});
