import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { outDir } from '../editor/places';
import { password } from '../support/builders';
import { aSelfSigned } from '../support/certificates';
import { assertNoSecret } from '../support/sending';
import { aLoopbackEntry, username } from './accountEntries';
import { eventually } from './eventually';
import { authority, editor } from './fixture';
import { MailServers } from './mailServers';
import { type SettingsForm, openSettings, textOf } from './settingsForm';

describe('the test mail', () => {
  const servers = new MailServers();
  after(() => servers.stop());

  const steps = async (form: SettingsForm): Promise<string[]> => {
    const rows = await form.frame.getByRole('list', { name: 'Steps' }).getByRole('listitem').all();
    return Promise.all(
      rows.map(
        async (row) => `${await textOf(row.locator('.step-name'))}: ${await textOf(row.locator('.step-state'))}`,
      ),
    );
  };

  async function fillIn(port: number, change = {}): Promise<SettingsForm> {
    const form = await openSettings(aLoopbackEntry(port, change));
    await form.field('Password').fill(password);
    return form;
  }

  it('shows each step as it happens, and can be cancelled while a server is silent', async () => {
    const server = await servers.scripted({ MAIL: 'silence' });
    const form = await fillIn(server.port);
    await form.button('Send test email').click();
    await eventually(async () =>
      assert.deepEqual(await steps(form), [
        'Resolve: Done',
        'Connect: Done',
        'TLS: Not needed',
        'Sign in: Done',
        'Sender: Running',
        'Recipients: Waiting',
        'Message: Waiting',
        'Accepted: Waiting',
      ]),
    );
    assert.match(await textOf(form.frame.getByText(/^Step \d of 8: /)), /^Step 5 of 8: Sender$/);
    await form.button('Cancel').click();
    await form.frame.getByText('Cancelled', { exact: true }).waitFor();
    await form.frame.getByText('Sending was stopped before the mail was handed over.', { exact: true }).waitFor();
    await server.allClosed();
    assert.deepEqual((await steps(form)).slice(4, 6), ['Sender: Failed', 'Recipients: Not reached']);
    assert.match(await textOf(form.validity), /^Ready/, 'a test that was cancelled says nothing of the account');
  });

  it('uses what is typed without saving it, and says that it is not saved', async () => {
    const server = await servers.start();
    const form = await fillIn(server.port, { recipients: [] });
    await form.field('Recipient 1').fill('typed@example.org');
    assert.match(await form.test(), /^Accepted by the server: 250/);
    assert.deepEqual(server.mails[0]?.to, ['typed@example.org']);
    await form.frame.getByText('These settings are not saved yet.').waitFor();
    const { 'mailWhenDone.accounts': accounts } = await editor().server.userSettings();
    assert.deepEqual((accounts as { recipients: unknown }[])[0]?.recipients, []);
    assert.ok((await steps(form)).every((step) => /: (Done|Not needed)$/.test(step)));
  });

  it('goes to another address where one is given, and not to a wrong one', async () => {
    const server = await servers.start();
    const form = await fillIn(server.port);
    await form.field('Send test to').fill('nobody');
    await form.button('Send test email').click();
    await form.complains(form.field('Send test to'), 'An email address needs an @');
    assert.equal(server.mails.length, 0);
    await form.field('Send test to').fill('other@example.net');
    assert.match(await form.test(), /^Accepted/);
    assert.deepEqual(server.mails[0]?.to, ['other@example.net']);
    const raw = server.mails[0]?.raw.toString() ?? '';
    for (const fact of ['127.0.0.1', String(server.port), username, 'other@example.net', 'Mail When Done']) {
      assert.ok(raw.includes(fact), fact);
    }
  });

  it('shows the conversation without the password, to be copied', async () => {
    const server = await servers.start();
    const form = await fillIn(server.port);
    await form.test();
    await form.frame.getByText('Conversation', { exact: true }).click();
    const talk = form.frame.locator('.conversation');
    const shown = await talk.innerText();
    assert.match(shown, /EHLO/);
    assert.match(shown, /AUTH PLAIN/);
    assert.match(shown, /250 queued as 1/);
    await form.button('Copy conversation').click();
    await talk.getByText('Copied', { exact: true }).waitFor();
    let copied = '';
    await eventually(async () => {
      copied = await editor().workbench.page.evaluate(() => navigator.clipboard.readText());
      assert.match(copied, /S: 250 queued as 1/);
    });
    assertNoSecret([shown, copied, await form.frame.locator('body').innerHTML()], username, password);
  });

  it('that fails says at which step, in the words of the server, in plain ones, and what to do', async () => {
    const server = await servers.scripted({ AUTH: '535 5.7.8 Bad credentials, said the server' });
    const form = await fillIn(server.port);
    assert.equal(await form.test(), 'Failed at the step Sign in');
    const outcome = form.frame.locator('.outcome');
    assert.match(await textOf(outcome.getByRole('blockquote')), /535 5\.7\.8 Bad credentials, said the server/);
    await outcome.getByText('127.0.0.1 refused the user name “ada@example.com” or its password.').waitFor();
    await outcome
      .getByText(/^Type both again\. With two-factor sign-in, most providers want an app password\./)
      .waitFor();
    assert.equal((await steps(form))[3], 'Sign in: Failed');
    assertNoSecret(await form.frame.locator('body').innerHTML(), username, password);
  });

  it('that fails for a wrong pair of port and security mends it with one click', async () => {
    const server = await servers.start({ ...authority.issue(), disabledCommands: [], allowInsecureAuth: false });
    const form = await fillIn(server.port, { security: 'implicitTls' });
    assert.match(await form.test(), /^Failed at the step TLS/);
    await form.button(`Use STARTTLS on port ${server.port}`).click();
    await eventually(async () => assert.ok(await form.radio('STARTTLS').isChecked()));
    assert.match(await form.test(), /^Accepted/);
    assert.equal(server.mails[0]?.secure, true);
    assert.equal((await steps(form))[2], 'TLS: Done');
  });

  it('that meets the certificate of a server on this computer shows it, to be trusted or not', async () => {
    const own = aSelfSigned({ names: ['127.0.0.1'] });
    const { fingerprint256 } = new X509Certificate(own.cert);
    const server = await servers.start({ ...own, disabledCommands: [], allowInsecureAuth: false });
    const form = await fillIn(server.port, { security: 'startTls' });
    assert.match(await form.test(), /^Failed at the step TLS/);
    await form.frame.getByText(fingerprint256, { exact: true }).waitFor();
    await editor().workbench.screenshot(path.join(outDir, 'pictures', 'certificate.png'));
    await form.button('Trust this certificate').click();
    const dialog = editor().workbench.page.getByRole('dialog').filter({ hasText: fingerprint256 });
    await dialog.getByRole('button', { name: 'Trust this certificate', exact: true }).click();
    const trusted = form.frame.getByRole('group', { name: 'Trusted certificate' });
    await trusted.getByText(fingerprint256, { exact: true }).waitFor();
    assert.match(await form.test(), /^Accepted/);
    assert.equal(server.mails[0]?.secure, true);
    await form.button('Stop trusting this certificate').click();
    await trusted.waitFor({ state: 'hidden' });
    assert.match(await form.test(), /^Failed at the step TLS/);
  });
});
