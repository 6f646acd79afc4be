import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { outDir, root } from '../editor/places';
import { aLoopbackEntry, aSandboxEntry } from './accountEntries';
import { assertAccessible } from './axe';
import { eventually } from './eventually';
import { type Fixture, startEditor } from './fixture';
import { changeSettings } from './liveSettings';
import { MailServers } from './mailServers';
import { OutboxPage } from './outboxPage';
import { RunsPage } from './runsPage';
import { SettingsForm, closeTabs, frameOf, statusName, textOf } from './settingsForm';

const pictures = path.join(outDir, 'pictures');
/** All of them look at it, one after the other. */
let fixture: Fixture;

before(async () => {
  await mkdir(pictures, { recursive: true });
  fixture = await startEditor({
    locale: 'fr',
    settings: { 'mailWhenDone.accounts': [aLoopbackEntry(0, { recipients: ['nobody'] })] },
    window: { viewport: { width: 1280, height: 1000 } },
  });
});
after(() => fixture.stop());

describe('the view of runs in French', () => {
  it('says how a task went, and why it was not mailed', async () => {
    const runs = await RunsPage.open(fixture);
    await runs.sidebar.getByText('Ce que vous exécutez apparaît ici').waitFor();
    await fixture.workbench.runTask('fails');
    await eventually(async () => assert.deepEqual(await runs.shown(), [['fails', 'code de sortie 3 · _ · _']]));
    const text = await runs.tooltip('fails');
    assert.match(text, /^Tâche\s: échec, code de sortie 3$/m);
    assert.match(text, /^E-mail\s: pas envoyé\s: [\d,]+ s, moins que 10 s$/m);
    await runs.picture('french');
  });
});

describe('the pages in French', () => {
  let english: readonly RegExp[];

  before(async () => {
    const bundle = await readFile(path.join(root, 'l10n', 'bundle.l10n.fr.json'), 'utf8');
    // What is the same in both languages, such as STARTTLS, is no English left over.
    // Nor is what has no words of its own, such as a name with a text behind a colon, or a duration.
    const keys = Object.entries(JSON.parse(bundle) as Record<string, string>).filter(
      ([key, value]) => key !== value && /\p{L}{2}/u.test(key.replaceAll(/\{\d\}/g, '')),
    );
    english = keys.map(([key]) => new RegExp(`^${escaped(key).replace(/\\\{\d\\\}/g, '.+')}$`, 's'));
    // The pages in their full width.
    await fixture.workbench.closeSideBar();
  });

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
    await fixture.workbench.screenshot(path.join(pictures, `${picture}.png`));
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
    await workbench.screenshot(path.join(pictures, 'settings-test-french.png'));
  });

  it('show a mail in French', async () => {
    const { workbench } = fixture;
    await workbench.openContainer('Mail When Done');
    await workbench
      .treeItems(/Boîte du bac/i)
      .first()
      .click();
    const mail = workbench.webview();
    await mail.getByRole('tab', { name: 'Texte', exact: true }).waitFor();
    assert.match(await textOf(mail.getByRole('heading', { level: 1 })), /^E-mail de test de Mail When Done/);
    await isFrench(await frameOf(mail), 'mail-french');
  });
});

describe('the look of the rules in French', () => {
  it('has room for longer words', async () => {
    const { workbench } = fixture;
    await closeTabs(workbench);
    await workbench.closeSideBar();
    const entry = aSandboxEntry({ name: 'Regles' });
    const rules = [
      { id: 'builds', name: 'Builds', match: 'npm run build*', minimumDuration: 30, recipients: ['grace@example.org'] },
      { id: 'noise', sources: ['terminal'], match: 'git *', mails: false },
      { id: 'off', name: 'Night run', enabled: false, onlyOnChange: true, silence: { noOutput: 10 } },
      { id: 'wrong', name: 'Mistyped', match: '/(a/' },
    ];
    await changeSettings({ 'mailWhenDone.accounts': [entry], 'mailWhenDone.rules': rules }, fixture);
    await workbench.page.setViewportSize({ width: 1280, height: 1800 });
    await workbench.statusItem(/^Mail When Done \(Regles\),/).click();
    const page = workbench.webview();
    await page.getByRole('button', { name: 'Modifier Builds', exact: true }).click();
    await page.getByLabel('Nom de la règle', { exact: true }).waitFor();
    await workbench.screenshot(path.join(pictures, 'rules-french.png'));
    await closeTabs(workbench);
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });
});

describe('the outbox view in French', () => {
  const servers = new MailServers();
  after(() => servers.stop());

  it('says what became of each mail, and what can be done', async () => {
    const { workbench } = fixture;
    const outbox = await OutboxPage.open(fixture, servers);
    await outbox.sidebar.getByText("Rien n'attend d'être envoyé.").waitFor();
    await outbox.fill();
    await outbox.unfold('Envoyés', 'fine');
    await eventually(async () =>
      assert.deepEqual(
        (await outbox.shown()).map(([label]) => label),
        [
          "En cours d'envoi",
          'slow',
          'En attente',
          'greylisted',
          'Peut-être envoyés',
          'doubtful',
          'En attente du compte',
          'parked too',
          'parked',
          'Non envoyés',
          'refused',
          'Envoyés',
          'fine',
        ],
      ),
    );
    assert.match(await outbox.tooltip('greylisted'), /^Prochain essai\s: /m);
    assert.deepEqual(await outbox.inline('parked'), [
      "Réessayer l'e-mail",
      'Ouvrir les paramètres',
      "Supprimer l'e-mail",
    ]);
    await workbench.screenshot(path.join(pictures, 'outbox-french.png'));
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
