import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { outDir } from '../editor/places';
import { aSandboxEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { closeTabs, type SettingsForm, openSettings } from './settingsForm';

describe('support from the settings page', () => {
  let form: SettingsForm;
  const pictures = path.join(outDir, 'pictures');

  before(async () => {
    await mkdir(pictures, { recursive: true });
    form = await openSettings(aSandboxEntry());
    assert.match(await form.test(), /^Accepted/);
  });

  after(async () => {
    await form.workbench.notifications.clear();
    await closeTabs(form.workbench);
  });

  it('writes a bundle where the user says, and tells where', async () => {
    const { workbench, workspace } = editor();
    const { notifications, page } = workbench;
    const button = form.button('Create support bundle');
    await button.scrollIntoViewIfNeeded();
    await workbench.screenshot(path.join(pictures, 'support-section.png'));
    await button.focus();
    await page.keyboard.press('Enter');
    const file = path.join(workspace, 'bundle.zip');
    const box = page.locator('.quick-input-widget .quick-input-box input');
    // It offers a name with the date.
    await page.waitForFunction(() =>
      /mail-when-done-support-\d{4}-\d\d-\d\d\.zip$/.test(
        document.querySelector<HTMLInputElement>('.quick-input-widget .quick-input-box input')?.value ?? '',
      ),
    );
    await workbench.screenshot(path.join(pictures, 'support-where.png'));
    await box.fill(file);
    // Enter goes lost while the dialog still looks into the folder.
    await eventually(async () => {
      if (await box.isVisible()) await box.press('Enter', { timeout: 1000 });
      assert.equal(await box.isVisible(), false);
    });
    await notifications.toast(`The support bundle is in ${file}.`).waitFor();
    await notifications.toast('Creating the support bundle').waitFor({ state: 'hidden' });
    await workbench.screenshot(path.join(pictures, 'support-written.png'));
    const files = unzipSync(await readFile(file));
    assert.ok(Object.keys(files).some((name) => /^transcripts\/01-test-accepted\.txt$/.test(name)));
    assert.match(Buffer.from(files['README.txt']!).toString(), /^Support bundle of Mail When Done/);
  });

  it('shows the conversations, newest first, and the one that is chosen', async () => {
    const { workbench } = editor();
    await form.button('Show conversations').click();
    await workbench.page
      .getByRole('option', { name: /Test mail/ })
      .first()
      .waitFor();
    await workbench.screenshot(path.join(pictures, 'conversations.png'));
    await workbench.page.keyboard.press('Enter');
    const lines = workbench.page.locator('.part.editor .view-lines');
    await lines.filter({ hasText: /AUTH/ }).waitFor();
    await workbench.screenshot(path.join(pictures, 'conversation.png'));
    assert.match(await lines.innerText(), /accepted.by.the.server/);
  });
});
