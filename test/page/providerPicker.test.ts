import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { outDir } from '../editor/places';
import { assertAccessibleIn } from './axe';
import { eventually } from './eventually';
import { editor } from './fixture';
import { type SettingsForm, openSettings } from './settingsForm';
import { themes, useTheme } from './themes';

describe('the provider picker', () => {
  let form: SettingsForm;

  beforeEach(async () => {
    form = await openSettings();
  });

  const press = (key: string): Promise<void> => form.field('Provider').press(key);
  const names = (): Promise<string[]> => form.providers.getByRole('option').locator('.name').allInnerTexts();

  /** The name of the line that a screen reader is told of. */
  async function marked(): Promise<string> {
    return form.field('Provider').evaluate((input) => {
      const id = input.getAttribute('aria-activedescendant') ?? '';
      return input.ownerDocument.getElementById(id)?.querySelector('.name')?.textContent ?? '';
    });
  }

  it('shows all, the built-in and the much used ones first, in named groups', async () => {
    await form.field('Provider').click();
    const all = await names();
    assert.deepEqual(all.slice(0, 4), ['Custom', 'Sandbox (this computer)', 'Gmail', 'Outlook.com / Hotmail']);
    assert.ok(all.length > 180, String(all.length));
    for (const name of ['Often used', 'Services for sending', 'On this computer', 'All others']) {
      await form.providers.getByRole('group', { name, exact: true }).waitFor();
    }
    await form.providers.getByRole('option', { name: 'Custom', selected: true }).waitFor();
  });

  it('finds by name or by mail domain, says how many, and always offers Custom', async () => {
    await form.field('Provider').fill('wanadoo');
    await eventually(async () => assert.deepEqual(await names(), ['Orange', 'Custom']));
    await form.frame.getByText('1 provider found', { exact: true }).waitFor();
    await form.field('Provider').fill('la poste');
    await eventually(async () => assert.equal((await names())[0], 'La Poste'));
    await form.field('Provider').fill('no such provider');
    await eventually(async () => assert.deepEqual(await names(), ['Custom']));
    await form.frame.getByText(/^No provider found/).waitFor();
  });

  it('is used by keyboard: arrows, Home, End, Page Down, Enter', async () => {
    await form.field('Provider').focus();
    await press('ArrowDown');
    await form.providers.waitFor();
    assert.equal(await marked(), 'Custom');
    await press('ArrowDown');
    await press('ArrowDown');
    assert.equal(await marked(), 'Gmail');
    await press('End');
    const all = await names();
    assert.equal(await marked(), all.at(-1));
    await press('Home');
    await press('PageDown');
    assert.equal(await marked(), all[8]);
    await press('Home');
    await press('ArrowDown');
    await press('ArrowDown');
    await press('Enter');
    await form.providers.waitFor({ state: 'hidden' });
    await form.hasValue('Provider', 'Gmail');
    await form.hasValue('SMTP server host', 'smtp.gmail.com');
    // Enter has chosen, not saved.
    assert.equal(await form.frame.getByText(/^Settings saved/).count(), 0);
  });

  it('takes what is marked on Tab, gives it back on Escape or when left otherwise', async () => {
    await form.field('Provider').click();
    await form.field('Provider').pressSequentially('resend');
    await press('Tab');
    await form.hasValue('Provider', 'Resend');
    await form.hasValue('Username', 'resend');
    await form.field('Provider').fill('gma');
    await press('Escape');
    await form.providers.waitFor({ state: 'hidden' });
    await form.hasValue('Provider', 'Resend');
    await form.field('Provider').fill('gma');
    await form.field('Account name').click();
    await form.providers.waitFor({ state: 'hidden' });
    await form.hasValue('Provider', 'Resend');
  });

  it('says what one should know of a provider', async () => {
    await form.chooseProvider('Apple iCloud');
    await form.frame.getByText(/Known limits: 1000 mails a day, 500 recipients a mail, 20 MB a mail\./).waitFor();
    await form.frame.getByRole('link', { name: 'Help of Apple iCloud' }).waitFor();
    await form.chooseProvider('Amazon SES');
    await form.field('SMTP server host').blur();
    await form.button('Save settings').click();
    await form.complains(form.field('SMTP server host'), /“<region>” with the region of your account/);
    await form.field('SMTP server host').fill('email-smtp.eu-west-1.amazonaws.com');
    await form.complains(form.field('SMTP server host'), undefined);
    assert.ok(await form.button('Use these values').isHidden());
  });

  it('works in every theme, with the list open', async () => {
    const fixture = editor();
    const dir = path.join(outDir, 'pictures');
    await mkdir(dir, { recursive: true });
    await form.field('Email address').fill('joe@outlook.com');
    for (const [theme, name] of themes) {
      await useTheme(theme, { 'mailWhenDone.accounts': [] }, fixture);
      await form.field('Provider').click();
      await form.providers.waitFor();
      await press('ArrowDown');
      await fixture.workbench.screenshot(path.join(dir, `provider-list-${name}.png`));
      await assertAccessibleIn(theme, await form.rawFrame(), `provider list, ${name}`);
      await form.field('Provider').fill('mail');
      await fixture.workbench.screenshot(path.join(dir, `provider-search-${name}.png`));
      await press('Escape');
    }
    await useTheme('Dark Modern', { 'mailWhenDone.accounts': [] }, fixture);
    const { page } = fixture.workbench;
    const wide = page.viewportSize();
    await page.setViewportSize({ width: 476, height: 1000 });
    await form.field('Provider').click();
    await fixture.workbench.screenshot(path.join(dir, 'provider-list-narrow.png'));
    const isWithin = await form.providers.evaluate((list) => {
      const { left, right } = list.getBoundingClientRect();
      return left >= 0 && right <= document.documentElement.clientWidth;
    });
    assert.ok(isWithin, 'the list is as narrow as the page');
    await press('Escape');
    await page.setViewportSize(wide ?? { width: 1280, height: 800 });
  });
});
