import assert from 'node:assert/strict';
import { aSandboxEntry } from './accountEntries';
import { editor } from './fixture';
import type { SettingsForm } from './settingsForm';
import { closeTabs, openSettings } from './settingsForm';

describe('the settings page opens', () => {
  let form: SettingsForm;

  before(async () => {
    form = await openSettings(aSandboxEntry());
  });

  beforeEach(() => closeTabs(editor().workbench));

  const isOpen = () => form.frame.getByRole('heading', { name: 'Mail When Done', level: 1 }).waitFor();

  it('by its command, once', async () => {
    const { workbench } = editor();
    await workbench.runCommand('Mail When Done: Open Settings');
    await isOpen();
    await workbench.runCommand('Mail When Done: Open Settings');
    await isOpen();
    assert.equal(await form.title.count(), 1);
  });

  it('by the status bar item', async () => {
    await form.statusItem.click();
    await isOpen();
  });

  it('by the gear of the Sandbox Inbox view', async () => {
    const { workbench } = editor();
    await workbench.openContainer('Mail When Done');
    const view = workbench.page.locator('.part.sidebar .pane').filter({ hasText: 'Sandbox Inbox' });
    // Its actions appear under the pointer.
    await view.hover();
    await view.getByRole('toolbar').getByRole('button', { name: 'Open Settings' }).click();
    await isOpen();
  });
});
