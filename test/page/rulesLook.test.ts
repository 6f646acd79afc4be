import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { outDir } from '../editor/places';
import { aSandboxEntry } from './accountEntries';
import { assertAccessibleIn } from './axe';
import { editor } from './fixture';
import { frameOf, openSettings, type SettingsForm } from './settingsForm';
import { themes, useTheme } from './themes';

const pictures = path.join(outDir, 'pictures');
const entry = aSandboxEntry();
const rules = [
  { id: 'builds', name: 'Builds', match: 'npm run build*', minimumDuration: 30, recipients: ['grace@example.org'] },
  { id: 'noise', sources: ['terminal'], match: 'git *', mails: false },
  { id: 'off', name: 'Night run', enabled: false, onlyOnChange: true, silence: { noOutput: 10 } },
  { id: 'wrong', name: 'Mistyped', match: '/(a/' },
];

describe('the look of the rules on the settings page', () => {
  let form: SettingsForm;

  before(async () => {
    await mkdir(pictures, { recursive: true });
    await editor().workbench.page.setViewportSize({ width: 1280, height: 1800 });
  });
  after(() => editor().workbench.page.setViewportSize({ width: 1280, height: 800 }));

  const picture = (name: string): Promise<void> =>
    editor().workbench.screenshot(path.join(pictures, `rules-${name}.png`));

  async function show(settings: Record<string, unknown>): Promise<void> {
    form = await openSettings(entry, settings);
    await form.frame.getByRole('list', { name: 'Rules', exact: true }).scrollIntoViewIfNeeded();
  }

  /** Nothing reaches beyond the right edge of the page. */
  async function fits(): Promise<void> {
    const beyond = await form.frame.locator('body').evaluate((body) => {
      const width = body.ownerDocument.documentElement.clientWidth;
      const all = [...body.querySelectorAll('.rule-list *')].filter((one) => one.checkVisibility());
      return all
        .filter((one) => one.getBoundingClientRect().right > width + 1)
        .map((one) => `${one.localName}.${one.className}`);
    });
    assert.deepEqual(beyond, []);
  }

  it('is the same for the usual ones as for those that are switched on', async () => {
    await show({});
    const title = (): Promise<string> =>
      form.frame
        .locator('.rule .title:visible')
        .first()
        .evaluate((one) => getComputedStyle(one).color);
    const usual = await title();
    await picture('usual');
    await form.button('Edit these rules').click();
    await form.frame.getByText('The first rule that matches a run decides').waitFor();
    assert.equal(await title(), usual);
    await picture('own');
  });

  it('is readable in every theme, closed and open', async () => {
    const settings = { 'mailWhenDone.accounts': [entry], 'mailWhenDone.rules': rules };
    await show(settings);
    await form.button('Edit Builds').click();
    await form.field('Name of the rule').waitFor();
    for (const [theme, short] of themes) {
      await useTheme(theme, settings, editor());
      await form.frame.locator('.rule-form').first().scrollIntoViewIfNeeded();
      await fits();
      await assertAccessibleIn(theme, await frameOf(form.frame), short);
      await picture(short);
    }
  });

  it('fits into a narrow window', async () => {
    await show({ 'mailWhenDone.rules': rules });
    const { workbench } = editor();
    await workbench.closeSideBar();
    await workbench.page.setViewportSize({ width: 420, height: 1800 });
    await form.button('Edit Night run').click();
    await form.field('Name of the rule').waitFor();
    await fits();
    const actions = form.frame.locator('.rule:not(:hover, :focus-within) .row-actions').first();
    // They have a line of their own here, which would be empty.
    assert.equal(await actions.evaluate((one) => getComputedStyle(one).opacity), '1');
    await picture('narrow');
    await form.field('No output for').scrollIntoViewIfNeeded();
    await picture('narrow-below');
  });
});
