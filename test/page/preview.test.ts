import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { outDir } from '../editor/places';
import { aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { changeSettings } from './liveSettings';
import { closeTabs, openSettings } from './settingsForm';

describe('the preview of a mail', () => {
  const account = aLoopbackEntry(2525, {
    authentication: false,
    username: '',
    recipients: ['ada@example.org', 'grace@example.org'],
  });
  const rule = { id: 'builds', name: 'Builds', content: 'tail' };

  async function picture(name: string): Promise<void> {
    const folder = path.join(outDir, 'pictures');
    await mkdir(folder, { recursive: true });
    await editor().workbench.screenshot(path.join(folder, `${name}.png`));
  }

  it('shows a mail about a run that never was to whoever has none yet', async () => {
    const { workbench } = editor();
    await closeTabs(workbench);
    await changeSettings({ 'mailWhenDone.accounts': [] }, editor());
    await workbench.runCommand('Mail When Done: Preview Mail');
    const widget = workbench.page.locator('.quick-input-widget');
    const page = workbench.webview();
    // Other tests may have left runs, among which one chooses then.
    await widget
      .getByText('A run that never was')
      .click({ timeout: 20_000 })
      .catch(() => undefined);
    await page.getByRole('heading', { name: /^FAILED: test/, level: 1 }).waitFor();
    await page.getByText('a mail about a run that never was. Nothing was sent.').waitFor();
    // Nobody would get it, so that nobody is to be approved.
    assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);
    await picture('preview-sample');
  });

  it('is the way to approve who gets what runs print, once', async () => {
    const form = await openSettings(account, { 'mailWhenDone.rules': [rule] });
    const { workbench } = editor();
    const missing = form.frame.getByText(/^Until you see and approve it, mails to ada@example.org, grace@example.org/);
    await missing.waitFor();
    await picture('preview-rule');
    await form.frame.getByRole('button', { name: 'See the mail of Builds' }).click();
    const page = workbench.webview();
    await page.getByText('Look at the output in it.').waitFor();
    await picture('preview-question');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved: ada@example.org, grace@example.org may get what runs print.').waitFor();
    await picture('preview-approved');
    await closeTabs(workbench);
    const again = await openSettings(account, { 'mailWhenDone.rules': [rule] });
    await again.frame.getByRole('button', { name: 'See the mail of Builds' }).waitFor();
    await eventually(async () => assert.equal(await again.frame.getByText(/^Until you see and approve it/).count(), 0));
  });

  it('is asked for again after the approval was withdrawn', async () => {
    const { workbench } = editor();
    const widget = workbench.page.locator('.quick-input-widget');
    await workbench.runCommand('Mail When Done: Withdraw Approval of Output…');
    await widget.locator('.monaco-list-row').filter({ hasText: 'grace@example.org' }).click();
    await workbench.page.keyboard.press('Enter');
    const form = await openSettings(account, { 'mailWhenDone.rules': [rule] });
    await form.frame.getByText(/^Until you see and approve it, mails to grace@example.org go/).waitFor();
  });
});
