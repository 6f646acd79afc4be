import assert from 'node:assert/strict';
import { password } from '../support/builders';
import { startHttpProxy } from '../support/httpProxy';
import type { TestProxy } from '../support/testProxy';
import { aRemoteEntry } from './accountEntries';
import { eventually } from './eventually';
import { authority, editor } from './fixture';
import { changeSettings } from './liveSettings';
import { MailServers } from './mailServers';
import { type SettingsForm, openSettings } from './settingsForm';

// A name that nothing but the proxy can know.
const host = 'mail.invalid';

describe('the editor’s proxy', () => {
  const servers = new MailServers();
  let proxy: TestProxy | undefined;
  let form: SettingsForm;

  afterEach(async () => {
    await changeSettings({}, editor());
    await proxy?.stop();
    proxy = undefined;
  });
  after(() => servers.stop());

  const says = (words: string): Promise<void> => form.frame.getByText(words).last().waitFor();

  it('carries a mail of an account that asks for it', async () => {
    const { cert, key } = authority.issue({ names: [host] });
    const server = await servers.start({ secure: true, cert, key });
    proxy = await startHttpProxy({ target: server.port, login: 'eve:s3cret-of-eve' });
    const entry = aRemoteEntry({ host });
    form = await openSettings(entry, { 'http.proxy': `http://eve:s3cret-of-eve@127.0.0.1:${proxy.port}` });
    await form.field('Password').fill(password);
    await form.openAdvanced();
    await form.field('Use the editor’s proxy').click();
    await says(`The proxy is 127.0.0.1:${proxy.port}.`);
    await form.save();
    assert.match(await form.test(), /^Accepted/);
    assert.equal(server.mails.length, 1);
    assert.deepEqual(proxy.asked, [`${host}:465`]);
    const shown = await form.frame.locator('body').innerText();
    assert.match(shown, new RegExp(`through the proxy 127\\.0\\.0\\.1:${proxy.port}`));
    assert.ok(!shown.includes('s3cret'));
    await eventually(async () => {
      const { 'mailWhenDone.accounts': accounts } = await editor().server.userSettings();
      assert.equal((accounts as Record<string, unknown>[])[0]?.['useProxy'], true);
    });
    await form.isSaved('verified');
    proxy.conduct = 407;
    assert.match(await form.test(), /^Failed at the step Connect/);
    await says(`The proxy 127.0.0.1:${proxy.port} wants a user name and a password that it knows.`);
  });

  it('is said to be missing, off, unusable or not for this server', async () => {
    form = await openSettings(aRemoteEntry({ useProxy: true }));
    await form.openAdvanced();
    await says('The editor has no proxy: mail goes straight to the server.');
    await form.field('Use the editor’s proxy').click();
    await form.frame.getByText('The editor has no proxy').waitFor({ state: 'hidden' });
    form = await openSettings(aRemoteEntry({ useProxy: true }), { 'http.proxySupport': 'off' });
    await form.openAdvanced();
    await says('“http.proxySupport” is off');
    form = await openSettings(aRemoteEntry({ useProxy: true }), { 'http.proxy': 'nowhere' });
    await form.openAdvanced();
    await says('is not the address of a proxy');
    const settings = { 'http.proxy': 'http://proxy.example.com:3128', 'http.noProxy': ['example.com'] };
    form = await openSettings(aRemoteEntry({ useProxy: true }), settings);
    await form.openAdvanced();
    await says('“http.noProxy” names smtp.example.com');
    await form.field('SMTP server host').fill('smtp.example.org');
    await says('The proxy is proxy.example.com:3128.');
    await form.field('SMTP server host').fill('127.0.0.1');
    await says('This server is on this computer');
  });

  it('is not used without encryption', async () => {
    const entry = aRemoteEntry({ useProxy: true, security: 'none', trustedNetwork: true, port: 25 });
    form = await openSettings(entry, {
      'http.proxy': 'http://proxy.example.com:3128',
      'mailWhenDone.requireTls': false,
    });
    await says('Without encryption the proxy could read the mail and the password.');
    await form.button('Connect without the proxy').click();
    await eventually(async () =>
      assert.equal(await form.frame.getByText('Without encryption the proxy could read').count(), 0),
    );
  });
});
