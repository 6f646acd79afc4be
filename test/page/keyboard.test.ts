import assert from 'node:assert/strict';
import { password } from '../support/builders';
import { username } from './accountEntries';
import { eventually } from './eventually';
import { MailServers } from './mailServers';
import { type SettingsForm, closeTabs, openSettings, textOf } from './settingsForm';

describe('an account set up by keyboard alone', () => {
  const servers = new MailServers();
  after(() => servers.stop());

  /** The accessible name of whatever has the focus on the page; of a component, the one it gives to what is inside. */
  const focused = async (form: SettingsForm): Promise<string> =>
    (await form.rawFrame()).evaluate(() => {
      const found = document.activeElement;
      const labels = (found as HTMLInputElement | null)?.labels ?? [];
      const ids = (found?.getAttribute('aria-labelledby') ?? '').split(' ');
      const named = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
      return (
        [named, found?.getAttribute('aria-label'), labels[0]?.textContent, found?.textContent]
          .find((name) => name !== undefined && name !== null && name.trim() !== '')
          ?.trim() ?? ''
      );
    });

  async function tabTo(form: SettingsForm, name: string): Promise<void> {
    const passed: string[] = [];
    for (let count = 0; count < 40; count++) {
      const before = await focused(form);
      await form.workbench.page.keyboard.press('Tab');
      // The page lives in a process of its own, which may take its time.
      let now = before;
      await eventually(async () => {
        now = await focused(form);
        assert.notEqual(now, before);
      });
      if (now === name) return;
      passed.push(now);
    }
    throw new Error(`Tab never came to ${name}, but to ${passed.join(' · ')}`);
  }

  it('is filled in, saved and tested', async () => {
    const server = await servers.start();
    const form = await openSettings();
    const { keyboard } = form.workbench.page;
    await closeTabs(form.workbench);
    await keyboard.press('F1');
    await keyboard.type('Mail When Done: Open Settings');
    await form.workbench.page.getByRole('option', { name: /Mail When Done: Open Settings/ }).waitFor();
    await keyboard.press('Enter');
    await form.field('Account name').waitFor();
    // Tab selects what is in a field, so that typing replaces it.
    const type = (text: string) => keyboard.type(text);

    await tabTo(form, 'Email address');
    await type(username);
    await tabTo(form, 'SMTP server host');
    await type('127.0.0.1');
    await tabTo(form, 'SMTP server port');
    await type(String(server.port));
    await tabTo(form, 'Implicit TLS');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await eventually(async () => assert.ok(await form.radio('None').isChecked()));
    await tabTo(form, 'Password');
    await type(password);
    await tabTo(form, 'From address');
    await type(username);
    await tabTo(form, 'Recipient 1');
    await type('grace@example.org');
    await tabTo(form, 'Save settings');
    await keyboard.press('Enter');
    await form.frame.getByText('Settings saved', { exact: true }).waitFor();
    await form.isSaved('ready');
    await tabTo(form, 'Send test email');
    await keyboard.press('Space');
    await form.frame.locator('.headline').waitFor();
    assert.match(await textOf(form.frame.locator('.headline')), /^Accepted/);
    await form.isSaved('verified');
    assert.deepEqual(server.mails[0]?.to, ['grace@example.org']);
    assert.equal(await focused(form), 'Send test email');
  });
});
