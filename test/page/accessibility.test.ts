import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { outDir } from '../editor/places';
import type { UserSettings } from '../editor/userSettings';
import { password } from '../support/builders';
import { aLoopbackEntry, aRemoteEntry, aSandboxEntry } from './accountEntries';
import { assertAccessibleIn } from './axe';
import { editor } from './fixture';
import { MailServers } from './mailServers';
import { closeTabs, frameOf, openSettings } from './settingsForm';
import { themes, useTheme } from './themes';

describe('every page, in every theme, wide and narrow', () => {
  const pictures = path.join(outDir, 'pictures');
  const servers = new MailServers();
  const wide = { width: 1280, height: 1000 };
  /** The editor area is about 420 wide: the rest is the activity bar. */
  const narrow = { width: 476, height: 1000 };

  before(async () => {
    await mkdir(pictures, { recursive: true });
    const { workbench } = editor();
    await workbench.closeSideBar();
  });

  after(async () => {
    await servers.stop();
    const { workbench } = editor();
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });

  /** Takes pictures of what is open now and checks it, in all themes, wide and narrow. */
  async function look(name: string, settings: UserSettings): Promise<void> {
    const { workbench } = editor();
    // The pointer was on the status bar, which would put a tooltip over the picture.
    await workbench.page.mouse.move(0, 0);
    for (const [theme, short] of themes) {
      await useTheme(theme, settings, editor());
      for (const [size, word] of [
        [wide, ''],
        [narrow, '-narrow'],
      ] as const) {
        await workbench.page.setViewportSize(size);
        await workbench.screenshot(path.join(pictures, `${name}-${short}${word}.png`));
        await assertAccessibleIn(theme, await frameOf(workbench.webview()), `${name}, ${theme}, ${size.width} wide`);
      }
    }
  }

  it('the settings page, empty', async () => {
    await openSettings();
    await look('settings-empty', {});
  });

  it('the settings page, filled in', async () => {
    // The editor has no proxy: the page warns of it.
    const entry = aRemoteEntry({ useProxy: true });
    const form = await openSettings(entry);
    await form.field('Password').fill(password);
    await form.openAdvanced();
    await form.field('Sender name').focus();
    await look('settings-filled', { 'mailWhenDone.accounts': [entry] });
  });

  it('the settings page, with errors', async () => {
    const entry = aRemoteEntry({
      provider: 'outlook',
      security: 'none',
      recipients: ['nobody', 'one@example.org, two@example.org'],
      replyTo: 'nobody',
      supportLink: 'nowhere',
    });
    const form = await openSettings(entry);
    await form.frame.getByText('Switch to Implicit TLS', { exact: true }).scrollIntoViewIfNeeded();
    await look('settings-errors', { 'mailWhenDone.accounts': [entry] });
  });

  it('the settings page, after a test that failed', async () => {
    const server = await servers.scripted({ AUTH: '535 5.7.8 Bad credentials' });
    const entry = aLoopbackEntry(server.port);
    const form = await openSettings(entry);
    await form.field('Password').fill(password);
    await form.save();
    await form.test();
    await form.frame.getByText('Conversation', { exact: true }).click();
    await form.frame.locator('.outcome').scrollIntoViewIfNeeded();
    await look('settings-test-failed', { 'mailWhenDone.accounts': [entry] });
  });

  it('the settings page, verified', async () => {
    const entry = aSandboxEntry();
    const form = await openSettings(entry);
    await form.test();
    await form.isSaved('verified');
    await form.validity.scrollIntoViewIfNeeded();
    await look('settings-verified', { 'mailWhenDone.accounts': [entry] });
  });

  it('the settings page, with several accounts', async () => {
    const server = await servers.scripted({ AUTH: '535 5.7.8 Bad credentials' });
    const entries = [
      aSandboxEntry({ name: 'Sandbox' }),
      aLoopbackEntry(server.port, { name: 'Work' }),
      aRemoteEntry({
        name: 'A customer with quite a long name',
        email: 'somebody.with.a.long.name@customer.example.com',
      }),
      aSandboxEntry({ name: 'Archive', email: 'archive@sandbox.test' }),
    ] as const;
    const form = await openSettings(entries[0], { 'mailWhenDone.accounts': entries });
    const select = async (name: string): Promise<void> => {
      await form.frame.getByRole('row').filter({ hasText: name }).locator('.name').click();
      await form.hasValue('Account name', name);
    };
    await form.test();
    await select('Work');
    await form.field('Password').fill(password);
    await form.save();
    await form.test();
    await select(entries[2].name);
    await form.field('Sender name').fill('Typed');
    await select('Work');
    await form.validity.scrollIntoViewIfNeeded();
    await look('settings-accounts', { 'mailWhenDone.accounts': entries });
    await select(entries[2].name);
    await form.button('Discard changes').click();
  });

  it('the settings page, with rules', async () => {
    const entry = aSandboxEntry();
    const rules = [
      { id: 'a', name: 'Deployments', match: 'deploy*', minimumDuration: 0, onlyOnChange: true },
      { id: 'b', mails: false, match: '/watch|serve/', folder: '/home/somebody/a/folder/with/a/long/path/*' },
      { id: 'c', name: 'Not now', enabled: false },
      { id: 'd', name: 'Broken', match: '/(/', exitCodes: '3-1', recipients: ['nobody', 'grace@example.org'] },
    ];
    const settings = { 'mailWhenDone.accounts': [entry], 'mailWhenDone.rules': rules };
    const form = await openSettings(entry, settings);
    await form.frame.getByRole('heading', { name: 'Rules', exact: true }).scrollIntoViewIfNeeded();
    await form.button('Edit Broken').click();
    await form.field('Name of the rule').waitFor();
    const match = form.field('Name or command');
    await form.complains(match, 'no regular expression');
    await match.scrollIntoViewIfNeeded();
    await look('settings-rules', settings);
    await form.button('Close').click();
  });

  it('the page of a mail', async () => {
    const { workbench } = editor();
    const entry = aSandboxEntry();
    await openSettings(entry);
    await closeTabs(workbench);
    await workbench.openContainer('Mail When Done');
    await workbench
      .treeItems(/Sandbox Inbox/i)
      .filter({ hasText: 'Test mail' })
      .first()
      .click();
    await workbench.webview().getByRole('heading', { level: 1 }).waitFor();
    await workbench.closeSideBar();
    await look('mail', { 'mailWhenDone.accounts': [entry] });
  });
});
