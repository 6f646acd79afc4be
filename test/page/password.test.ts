import assert from 'node:assert/strict';
import { password } from '../support/builders';
import { type AccountEntry, aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { changeSettings } from './liveSettings';
import { MailServers } from './mailServers';
import { assertNowhere } from './secrecy';
import { type SettingsForm, closeTabs, openSettings, textOf } from './settingsForm';

describe('the password', () => {
  const servers = new MailServers();
  after(() => servers.stop());

  const stored = (form: SettingsForm) => form.frame.getByRole('group', { name: 'Stored password' });

  async function save(entry: AccountEntry): Promise<SettingsForm> {
    const form = await openSettings(entry);
    await form.field('Password').fill(password);
    await form.save();
    await stored(form).getByText('Set', { exact: true }).waitFor();
    return form;
  }

  it('is hidden as it is typed, and shown on demand', async () => {
    const form = await openSettings(aLoopbackEntry(25));
    const field = form.field('Password');
    await field.fill(password);
    assert.equal(await field.getAttribute('type'), 'password');
    await form.button('Show password').click();
    assert.equal(await field.getAttribute('type'), 'text');
    assert.equal(await field.inputValue(), password);
    await form.button('Show password').click();
    assert.equal(await field.getAttribute('type'), 'password');
  });

  it('loses the spaces in which its provider shows it when it is pasted, and says so', async () => {
    const form = await openSettings(aLoopbackEntry(25, { provider: 'gmail' }));
    const field = form.field('Password');
    const paste = (text: string) =>
      field.evaluate((input, data) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', data);
        return input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }, text);
    assert.equal(await paste('abcd efgh ijkl mnop'), false, 'the field takes it as it is');
    assert.equal(await field.inputValue(), 'abcdefghijklmnop');
    await form.frame.getByText('The spaces between the groups are left out').waitFor();
    assert.equal(await paste('another one'), true, 'the page meddles with any password');
    await form.button('Discard changes').click();
  });

  it('is set, changed and deleted', async () => {
    const form = await save(aLoopbackEntry(25));
    const field = form.field('Password');
    await field.waitFor({ state: 'hidden' });
    await form.button('Change password').click();
    assert.equal(await field.inputValue(), '');
    await field.fill('another one');
    await form.button('Keep the stored password').click();
    await stored(form).waitFor();
    await form.button('Change password').click();
    await field.fill('another one');
    await form.save();
    await stored(form).waitFor();
    const dialog = form.workbench.page.getByRole('dialog').filter({ hasText: 'Delete the stored password?' });
    await form.button('Delete password').click();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await stored(form).waitFor();
    await form.button('Delete password').click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await field.waitFor();
    await form.isSaved('incomplete');
    assert.match(await textOf(form.validity), /To be completed: Password$/);
  });

  it('is nowhere to be found: neither on the page nor in its state, in settings, logs or storage', async () => {
    const server = await servers.start();
    const form = await save(aLoopbackEntry(server.port));
    assert.match(await form.test(), /^Accepted/);
    await form.button('Change password').click();
    await form.field('Password').fill(`${password}, half typed`);
    // Where it is being typed it is, which shows that the search finds it.
    await assert.rejects(assertNowhere(password, editor()), /The password is in frame/);
    await form.workbench.runCommand('File: New Untitled Text File');
    await form.workbench.tab(/^Untitled/).waitFor();
    await assertNowhere(password, editor());
    await form.title.click();
    await form.validity.waitFor();
    await assertNowhere(password, editor());
    const { raw } = server.mails[0]!;
    assert.ok(!raw.toString().includes(password));
  });

  it('is asked for again when the host changes in settings.json, and never sent to the new one', async () => {
    const [old, other] = [await servers.start(), await servers.scripted()];
    const entry = aLoopbackEntry(old.port);
    const form = await save(entry);
    await changeSettings({ 'mailWhenDone.accounts': [{ ...entry, host: 'localhost', port: other.port }] }, editor());
    await form.isSaved('incomplete');
    assert.match(await textOf(form.validity), /To be completed: Password$/);
    await form.hasValue('Password', '');
    await form.button('Send test email').click();
    await form.frame.getByText('Complete the marked fields first.').waitFor();
    await form.workbench.runCommand('Mail When Done: Send Test Email');
    await form.workbench.notifications.toast('the SMTP settings are incomplete').waitFor();
    assert.equal(other.connections, 0);
  });

  it('is asked for again when the host changes on the page, which names the server that it belongs to', async () => {
    const [old, other] = [await servers.start(), await servers.scripted()];
    const form = await save(aLoopbackEntry(old.port));
    await form.field('SMTP server port').fill(String(other.port));
    await form.frame
      .getByText(`The stored password belongs to ada@example.com on 127.0.0.1, port ${old.port}, None.`)
      .waitFor();
    await form.hasValue('Password', '');
    await form.field('Password').fill('for the other one');
    await form.test();
    assert.ok(!other.received.includes(Buffer.from(`\0ada@example.com\0${password}`).toString('base64')));
    assert.ok(other.received.includes(Buffer.from('\0ada@example.com\0for the other one').toString('base64')));
    await form.field('SMTP server port').fill(String(old.port));
    await stored(form).waitFor();
  });

  it('outlives the window', async () => {
    const server = await servers.start();
    const form = await save(aLoopbackEntry(server.port));
    assert.match(await form.test(), /^Accepted/);
    await form.isSaved('verified');
    const { page } = form.workbench;
    const reloaded = page.waitForEvent('load');
    await form.workbench.runCommand('Developer: Reload Window');
    await reloaded;
    await form.workbench.ready();
    // Which tabs come back depends on whether the window found the time to note them.
    await closeTabs(form.workbench);
    await form.statusItem.click();
    await form.isSaved('verified');
    await stored(form).getByText('Set', { exact: true }).waitFor();
    assert.match(await form.test(), /^Accepted/);
    assert.equal(server.mails.length, 2);
    await eventually(() => assertNowhere(password, editor()));
  });
});
