import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { emptyDraft, type AccountDraft } from '../../src/model/account/account';
import type { TestReport } from '../../src/protocol/settingsPage';
import { password } from '../support/builders';
import { anAuthority } from '../support/certificates';
import { startHttpProxy } from '../support/httpProxy';
import { ScriptedSmtpServer } from '../support/scriptedSmtpServer';
import { assertNoSecret } from '../support/sending';
import { startSocksServer } from '../support/socksServer';
import type { TestProxy } from '../support/testProxy';
import { configure, extension, username } from './extension';

// A name that nothing but the proxy can know.
const host = 'mail.invalid';

const draft: AccountDraft = {
  ...emptyDraft('proxied'),
  email: username,
  host,
  username,
  fromAddress: username,
  recipients: ['grace@example.org'],
  useProxy: true,
};

/** Sets the editor's own settings as a user would; those left out go back to their defaults. */
async function setHttp(values: Record<string, unknown> = {}): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('http');
  for (const name of ['proxy', 'noProxy', 'proxySupport'])
    await configuration.update(name, values[name], vscode.ConfigurationTarget.Global);
}

/** Tests a form and tells how it ended. */
async function test(change: Partial<AccountDraft> = {}): Promise<TestReport> {
  const { testMail } = await extension();
  const form = { draft: { ...draft, ...change }, password };
  return testMail.send(form, [], () => undefined, new AbortController().signal);
}

const causeOf = ({ outcome }: TestReport): string =>
  outcome.state === 'failed' ? outcome.failure.cause : outcome.state;

describe('the editor’s proxy', () => {
  const certificate = anAuthority().issue({ names: [host] });
  let server: ScriptedSmtpServer;
  let proxy: TestProxy;

  before(async () => {
    server = await ScriptedSmtpServer.start({}, { implicitTls: true, certificate });
  });

  after(() => server.stop());

  afterEach(async () => {
    await setHttp();
    await configure({});
    await proxy.stop();
  });

  it('is what an account goes through that asks for it, up to the certificate of the server', async () => {
    proxy = await startHttpProxy({ target: server.port, login: 'eve:s3cret-of-eve' });
    await setHttp({ proxy: `http://eve:s3cret-of-eve@127.0.0.1:${proxy.port}` });
    const report = await test();
    // The editor does not trust the authority of this test: that it says so shows that TLS went all the way.
    assert.equal(causeOf(report), 'certificateUntrusted');
    assert.deepEqual(proxy.asked, [`${host}:465`]);
    assertNoSecret(report, 'eve', 's3cret-of-eve');
    assertNoSecret(report, username, password);
  });

  it('may speak SOCKS', async () => {
    proxy = await startSocksServer({ target: server.port });
    await setHttp({ proxy: `socks5://127.0.0.1:${proxy.port}` });
    assert.equal(causeOf(await test()), 'certificateUntrusted');
    assert.deepEqual(proxy.asked, [`${host}:465`]);
  });

  it('is asked for nothing by an account that does not want it, nor where the editor says so', async () => {
    proxy = await startHttpProxy({ target: server.port });
    const url = `http://127.0.0.1:${proxy.port}`;
    await setHttp({ proxy: url });
    assert.match(causeOf(await test({ useProxy: false })), /^(?:hostNotFound|offline)$/);
    await setHttp({ proxy: url, noProxy: ['.invalid'] });
    assert.match(causeOf(await test()), /^(?:hostNotFound|offline)$/);
    await setHttp({ proxy: url, proxySupport: 'off' });
    assert.match(causeOf(await test()), /^(?:hostNotFound|offline)$/);
    assert.deepEqual(proxy.asked, []);
  });

  it('is not what a workspace says', async () => {
    // .vscode/settings.json of the folder that these tests run in names one.
    proxy = await startHttpProxy({ target: server.port });
    const { accounts } = await extension();
    const sender = await accounts.senderOf({ draft, password });
    assert.equal(sender.proxy, undefined);
    await setHttp({ proxy: `http://127.0.0.1:${proxy.port}` });
    assert.equal((await accounts.senderOf({ draft, password })).proxy?.port, proxy.port);
  });

  it('is part of what a test has shown', async () => {
    proxy = await startHttpProxy({ target: server.port });
    const { accounts } = await extension();
    await accounts.save({ draft, password });
    const before = accounts.fingerprint('proxied');
    assert.ok(before);
    await setHttp({ proxy: `http://127.0.0.1:${proxy.port}` });
    await accounts.refresh();
    const through = accounts.fingerprint('proxied');
    assert.notEqual(through, before);
    await setHttp({ proxy: `http://127.0.0.1:${proxy.port}`, noProxy: ['mail.invalid'] });
    await accounts.refresh();
    assert.equal(accounts.fingerprint('proxied'), before);
    await accounts.delete('proxied');
  });
});
