import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { outDir } from '../editor/places';
import type { UserSettings } from '../editor/userSettings';
import { aSandboxEntry } from './accountEntries';
import { assertAccessible, assertAccessibleIn } from './axe';
import { eventually } from './eventually';
import { editor } from './fixture';
import { type SettingsForm, frameOf, openSettings, textOf } from './settingsForm';
import { themes, useTheme } from './themes';

describe('the templates on the settings page', () => {
  const row = (form: SettingsForm, name: string): Locator =>
    form.frame.getByRole('list', { name: 'Templates', exact: true }).locator('> li').filter({ hasText: name });
  const subject = (form: SettingsForm): Locator => form.field('Subject');
  const preview = (form: SettingsForm): Locator => form.frame.getByRole('group', { name: 'Preview', exact: true });
  const paper = (form: SettingsForm): FrameLocator => preview(form).frameLocator('iframe');

  async function stored(name = 'mailWhenDone.templates'): Promise<unknown> {
    return (await editor().server.userSettings())[name];
  }

  const isStored = (templates: unknown): Promise<void> =>
    eventually(async () => assert.deepEqual(await stored(), templates));

  async function open(kind: string, templates?: unknown): Promise<SettingsForm> {
    const settings = templates === undefined ? {} : { 'mailWhenDone.templates': templates };
    const form = await openSettings(aSandboxEntry(), settings);
    await form.button(`Edit ${kind}`).click();
    await subject(form).waitFor();
    await preview(form).locator('.preview-subject').waitFor();
    return form;
  }

  it('begin with what mails usually say, and are saved as they are typed', async () => {
    const form = await open('Failure');
    assert.match(await subject(form).inputValue(), /^\{\{word\}\}: \{\{name\}\}/);
    await form.hasValue('Title', '{{verdict}}');
    assert.match(await form.field('Body').inputValue(), /^\{\{facts\}\}\n\{\{summary\}\}/);
    await subject(form).fill('{{name}} broke');
    await isStored({ failure: { subject: '{{name}} broke' } });
    await row(form, 'Failure').getByText('Changed', { exact: true }).waitFor();
    await form.field('Language').selectOption({ label: 'French' });
    await isStored({ failure: { subject: '{{name}} broke', language: 'fr' } });
    // What is usual again is not stored, nor is what is emptied, which shows the usual text as soon as it is left.
    await form.field('Language').selectOption({ label: 'As the editor' });
    await subject(form).fill('');
    await isStored(undefined);
    assert.equal(await subject(form).inputValue(), '');
    await form.field('Title').focus();
    await eventually(async () => assert.match(await subject(form).inputValue(), /^\{\{word\}\}/));
  });

  it('show the mail as it will be, as text and as HTML, while one types', async () => {
    const form = await open('Failure');
    await preview(form)
      .getByText('A made-up example')
      .or(preview(form).getByText('The last one of this kind'))
      .waitFor();
    await form.field('Title').fill('It is {{ name }} & <b>');
    await form.field('Body').fill('Hello {{host}}\n\n{{facts}}');
    await paper(form)
      .getByText(/^It is .+ & <b>$/)
      .waitFor();
    await paper(form)
      .getByText(/^Hello ./)
      .waitFor();
    await paper(form).getByRole('cell', { name: 'Duration' }).or(paper(form).getByText('Duration')).first().waitFor();
    await subject(form).fill('Always this');
    await preview(form).locator('.preview-subject').getByText('Always this', { exact: true }).waitFor();
    await form.frame.getByRole('tab', { name: 'Text', exact: true }).click();
    assert.match(await preview(form).locator('pre').innerText(), /^It is .+ & <b>\n\nHello /);
    await form.field('Language').selectOption({ label: 'French' });
    await eventually(async () => assert.match(await preview(form).locator('pre').innerText(), /Durée\s?:/));
  });

  it('say beside the field what is wrong, keep it, and go on with the usual text', async () => {
    const form = await open('Failure', { failure: { title: 'Oh {{nmae}}' } });
    await form.complains(form.field('Title'), '“nmae” is not a variable; did you mean “name”?');
    await row(form, 'Failure').getByText('What is wrong is written as usual until it is corrected.').waitFor();
    assert.doesNotMatch(await paper(form).locator('body').innerText(), /Oh|nmae/);
    await form.field('Title').fill('Oh {{name}}');
    await form.complains(form.field('Title'), undefined);
    await subject(form).fill('{{facts}}');
    await form.complains(subject(form), '“facts” is a whole part of the mail: it can stand in the body only.');
    await form.field('Body').fill('{% if failed %}x');
    await form.complains(form.field('Body'), '“{% if failed %}” is not closed.');
    await isStored({ failure: { subject: '{{facts}}', title: 'Oh {{name}}', body: '{% if failed %}x' } });
    await assertAccessible(await form.rawFrame(), 'templates with errors');
  });

  it('take variables from a list, where the cursor is, by keyboard', async () => {
    const form = await open('Success');
    const { page } = form.workbench;
    const title = form.field('Title');
    await title.fill('Yes: !');
    await title.press('ArrowLeft');
    await form.button('Insert variable: Title').click();
    const list = form.frame.getByRole('listbox', { name: 'Variables', exact: true });
    await list.getByRole('option', { name: /^name\b/ }).waitFor();
    assert.equal(await list.getByRole('option', { name: /^facts/ }).count(), 0);
    await page.keyboard.type('usually');
    await page.keyboard.press('Enter');
    await form.hasValue('Title', 'Yes: {{usualDuration}}!');
    await page.keyboard.type('|');
    await form.hasValue('Title', 'Yes: {{usualDuration}}|!');
    await page.keyboard.press('ControlOrMeta+z');
    await page.keyboard.press('ControlOrMeta+z');
    await form.hasValue('Title', 'Yes: !');

    const body = form.field('Body');
    await body.fill('');
    await body.press('Control+Space');
    await list.getByRole('option', { name: /^facts/ }).waitFor();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await page.keyboard.type('A ');
    await body.press('Control+Space');
    await page.keyboard.type('only where it failed');
    await page.keyboard.press('Enter');
    await page.keyboard.type('B');
    await form.hasValue('Body', 'A {% if failed %}B{% endif %}');
    await isStored({ success: { title: 'Yes: !', body: 'A {% if failed %}B{% endif %}' } });
  });

  it('are reset, which can be undone', async () => {
    const own = { success: { title: 'Well' }, failure: { title: 'Not well', body: 'Look' } };
    const form = await open('Failure', own);
    await form.button('Reset to default').click();
    await isStored({ success: own.success });
    await form.hasValue('Title', '{{verdict}}');
    await form.workbench.notifications.press('Mails are written as usual again: Failure', 'Undo');
    await isStored(own);
    await form.hasValue('Title', 'Not well');
  });

  it('keep a conversation together on demand', async () => {
    const form = await open('Failure');
    await form.frame.getByRole('checkbox', { name: 'Keep the mails about the same thing in one conversation' }).click();
    await eventually(async () => assert.equal(await stored('mailWhenDone.oneConversation'), true));
    await eventually(async () => assert.match(await subject(form).inputValue(), /^\{\{name\}\}/));
    await eventually(async () =>
      assert.doesNotMatch(await textOf(preview(form).locator('.preview-subject')), /FAILED/),
    );
  });

  it('look right in every theme, wide and narrow', async () => {
    const pictures = path.join(outDir, 'pictures');
    await mkdir(pictures, { recursive: true });
    const { workbench } = editor();
    const account = aSandboxEntry();
    const settings = { 'mailWhenDone.templates': { failure: { title: 'Oh {{nmae}}' } } } as UserSettings;
    const form = await openSettings(account, settings);
    if (await workbench.page.locator('.part.sidebar').isVisible()) await workbench.closeSideBar();
    await form.button('Edit Failure').click();
    await preview(form).locator('.preview-subject').waitFor();
    for (const [theme, short] of themes) {
      await useTheme(theme, { ...settings, 'mailWhenDone.accounts': [account] }, editor());
      for (const [width, word] of [
        [1280, ''],
        [476, '-narrow'],
      ] as const) {
        await workbench.page.setViewportSize({ width, height: 1400 });
        await row(form, 'Failure').evaluate((one) => one.scrollIntoView());
        await workbench.screenshot(path.join(pictures, `settings-templates-${short}${word}.png`));
        await assertAccessibleIn(theme, await frameOf(workbench.webview()), `templates, ${theme}, ${width} wide`);
      }
    }
    await form.button('Insert variable: Body').click();
    await workbench.screenshot(path.join(pictures, 'settings-templates-variables.png'));
    await assertAccessible(await frameOf(workbench.webview()), 'templates, variables');
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });
});
