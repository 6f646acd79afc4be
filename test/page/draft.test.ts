import assert from 'node:assert/strict';
import { password } from '../support/builders';
import { aLoopbackEntry, aSandboxEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { type SettingsForm, closeTabs, openSettings } from './settingsForm';

describe('what is typed', () => {
  const unsaved = (form: SettingsForm) => form.frame.getByRole('status').getByText('Unsaved changes', { exact: true });

  async function savedName(): Promise<unknown> {
    const { 'mailWhenDone.accounts': accounts } = await editor().server.userSettings();
    return (accounts as { senderName?: string }[])[0]?.senderName;
  }

  it('is marked as unsaved until it is discarded', async () => {
    const form = await openSettings(aSandboxEntry({ senderName: 'Before' }));
    await form.button('Discard changes').waitFor({ state: 'hidden' });
    await form.field('Sender name').fill('After');
    await form.frame.getByText('Unsaved changes', { exact: true }).waitFor();
    await form.button('Discard changes').click();
    await form.hasValue('Sender name', 'Before');
    await form.frame.getByText('Unsaved changes', { exact: true }).waitFor({ state: 'detached' });
    assert.equal(await savedName(), 'Before');
  });

  it('is saved by the button, by Enter and by Ctrl+S', async () => {
    const form = await openSettings(aSandboxEntry());
    const name = form.field('Sender name');
    for (const [typed, save] of [
      ['By the button', () => form.save()],
      ['By Enter', () => name.press('Enter')],
      ['By Ctrl+S', () => name.press('Control+s')],
    ] as const) {
      await name.fill(typed);
      await unsaved(form).waitFor();
      await save();
      await form.frame.getByText('Settings saved', { exact: true }).waitFor();
      await eventually(async () => assert.equal(await savedName(), typed));
    }
  });

  it('survives hiding the tab, but for the password', async () => {
    const form = await openSettings(aLoopbackEntry(25));
    await form.field('Sender name').fill('Half done');
    await form.field('Password').fill(password);
    const { page } = form.workbench;
    await form.workbench.runCommand('File: New Untitled Text File');
    await form.workbench.tab(/^Untitled-1/).waitFor();
    await page.locator('iframe.webview').filter({ visible: true }).waitFor({ state: 'hidden' });
    await form.title.click();
    await form.hasValue('Sender name', 'Half done');
    await form.hasValue('Password', '');
    await unsaved(form).waitFor();
    await form.frame.getByText('The password that you typed was not kept while the page was hidden.').waitFor();
    await form.button('Discard changes').click();
    await form.hasValue('Sender name', '');
  });

  it('survives closing the tab too', async () => {
    const form = await openSettings(aSandboxEntry());
    await form.field('Sender name').fill('Half done');
    await unsaved(form).waitFor();
    await closeTabs(form.workbench);
    await form.statusItem.click();
    await form.hasValue('Sender name', 'Half done');
    await unsaved(form).waitFor();
    await form.button('Discard changes').click();
    await form.hasValue('Sender name', '');
  });

  it('is saved with its errors too, and the focus goes to the first', async () => {
    const form = await openSettings();
    await form.field('Username').fill('somebody');
    await form.save();
    await form.frame
      .getByText('Settings saved, but no mail can be sent until the marked fields are complete')
      .waitFor();
    await eventually(async () => {
      const host = form.field('SMTP server host');
      assert.ok(await host.evaluate((field) => field === document.activeElement));
    });
    for (const label of ['SMTP server host', 'Password', 'From address']) {
      await form.complains(form.field(label), /Enter the/);
    }
    const { 'mailWhenDone.accounts': accounts } = await editor().server.userSettings();
    assert.equal((accounts as { username?: string }[])[0]?.username, 'somebody');
  });
});
