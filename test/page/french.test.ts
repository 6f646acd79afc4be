import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { outDir, root } from '../editor/places';
import { aLoopbackEntry, aSandboxEntry } from './accountEntries';
import { assertAccessible } from './axe';
import { eventually } from './eventually';
import { type Fixture, startEditor } from './fixture';
import { SettingsForm, closeTabs, frameOf, statusName, textOf } from './settingsForm';
import { changeSettings } from './liveSettings';

describe('the pages in French', function () {
  this.timeout(90_000);
  let fixture: Fixture;
  let english: readonly RegExp[];

  before(async () => {
    const bundle = await readFile(path.join(root, 'l10n', 'bundle.l10n.fr.json'), 'utf8');
    // What is the same in both languages, such as STARTTLS, is no English left over.
    // Nor is what has no words of its own, such as a name with a text behind a colon.
    const keys = Object.entries(JSON.parse(bundle) as Record<string, string>).filter(
      ([key, value]) => key !== value && /\p{L}/u.test(key.replaceAll(/\{\d\}/g, '')),
    );
    english = keys.map(([key]) => new RegExp(`^${escaped(key).replace(/\\\{\d\\\}/g, '.+')}$`, 's'));
    fixture = await startEditor({
      locale: 'fr',
      settings: { 'mailWhenDone.accounts': [aLoopbackEntry(0, { recipients: ['nobody'] })] },
      window: { viewport: { width: 1280, height: 1000 } },
    });
    await mkdir(path.join(outDir, 'pictures'), { recursive: true });
  });
  after(() => fixture.stop());

  /** Every text a person reads or hears, that is a key of the French bundle and so in English. */
  async function leftOver(frame: Frame): Promise<string[]> {
    const texts = await frame.evaluate(() => {
      const attributes = ['aria-label', 'title', 'placeholder', 'alt'];
      // The headers and the source of a mail are as they came, and variables have one name in all languages.
      const all = [...document.body.querySelectorAll('*:not(script, style, table *, pre, .variable-picker .name)')];
      const own = all.flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE));
      return [
        document.title,
        ...own.map((node) => node.textContent ?? ''),
        ...all.flatMap((one) => attributes.map((name) => one.getAttribute(name) ?? '')),
      ];
    });
    return [...new Set(texts.map((text) => text.trim()))].filter((text) => english.some((key) => key.test(text)));
  }

  async function isFrench(frame: Frame, picture: string): Promise<void> {
    assert.equal(await frame.evaluate(() => document.documentElement.lang), 'fr');
    assert.deepEqual(await leftOver(frame), []);
    await fixture.workbench.screenshot(path.join(outDir, 'pictures', `${picture}.png`));
    await assertAccessible(frame, picture);
  }

  it('say everything in French, problems and results too', async () => {
    const { workbench } = fixture;
    const form = new SettingsForm(workbench);
    await form.statusItem.click();
    for (const label of [
      'Nom du compte',
      'Adresse e-mail',
      'Hôte du serveur SMTP',
      'Mot de passe',
      "Nom de l'expéditeur",
    ]) {
      await form.field(label).waitFor();
    }
    await isFrench(await form.rawFrame(), 'settings-errors-french');
    const provider = form.field('Fournisseur');
    await provider.click();
    await form.frame.getByRole('group', { name: 'Souvent utilisés' }).waitFor();
    await isFrench(await form.rawFrame(), 'provider-list-french');
    await provider.fill('icloud');
    await provider.press('Enter');
    await form.frame.getByText('1000 e-mails par jour').waitFor();
    await isFrench(await form.rawFrame(), 'provider-note-french');

    await closeTabs(workbench);
    const several = [aSandboxEntry({ name: 'Un' }), aLoopbackEntry(0, { name: 'Deux' })];
    await changeSettings({ 'mailWhenDone.accounts': several }, fixture);
    await workbench.statusItem(/^Mail When Done \(Un\),/).waitFor();
    await form.statusItem.click();
    await form.frame.getByRole('grid', { name: 'Comptes' }).waitFor();
    await isFrench(await form.rawFrame(), 'settings-accounts-french');

    await closeTabs(workbench);
    const one = aSandboxEntry({ name: 'Seul' });
    const rules = [
      { id: 'a', name: 'Une', match: '/(/', exitCodes: '3-1', onlyOnChange: true },
      { id: 'b', mails: false },
    ];
    await changeSettings({ 'mailWhenDone.accounts': [one], 'mailWhenDone.rules': rules }, fixture);
    await workbench.statusItem(/^Mail When Done \(Seul\),/).waitFor();
    await form.statusItem.click();
    await form.button('Modifier Une').click();
    await form.field('Nom de la règle').waitFor();
    await form.field('Durée minimale').fill('x');
    await isFrench(await form.rawFrame(), 'settings-rules-french');
    await form.button('Fermer').click();
    await form.button('Modifier Échec').click();
    await form.frame.getByRole('group', { name: 'Aperçu', exact: true }).locator('.preview-subject').waitFor();
    await form.field('Titre').fill('{{nmae}}');
    await form.frame.getByText('vouliez-vous dire').waitFor();
    await form.button('Insérer une variable : Titre').click();
    await isFrench(await form.rawFrame(), 'settings-templates-french');
    await form.workbench.page.keyboard.press('Escape');
    await form.field('Titre').fill('');
    await form.button('Fermer').click();
    await form.button('Envoyer un e-mail de test').click();
    await form.validity.filter({ hasText: 'Vérifié' }).waitFor();
    await isFrench(await form.rawFrame(), 'settings-verified-french');
    // French puts a space that does not break before the colon.
    await eventually(async () => assert.match(await workbench.statusText(statusName), /^Mail\s:\svérifié$/));
    await form.frame.getByText('Test', { exact: true }).scrollIntoViewIfNeeded();
    await workbench.screenshot(path.join(outDir, 'pictures', 'settings-test-french.png'));
  });

  it('show a mail in French', async () => {
    const { workbench } = fixture;
    await workbench.openContainer('Mail When Done');
    await workbench.page.locator('.part.sidebar').getByRole('treeitem').first().click();
    const mail = workbench.webview();
    await mail.getByRole('tab', { name: 'Texte', exact: true }).waitFor();
    assert.match(await textOf(mail.getByRole('heading', { level: 1 })), /^E-mail de test de Mail When Done/);
    await isFrench(await frameOf(mail), 'mail-french');
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
