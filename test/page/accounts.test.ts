import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { password } from '../support/builders';
import { type AccountEntry, aLoopbackEntry, aSandboxEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { MailServers } from './mailServers';
import { assertNowhere } from './secrecy';
import { type SettingsForm, openSettings, textOf } from './settingsForm';

describe('several accounts', () => {
  const servers = new MailServers();
  after(() => servers.stop());

  const work = (): AccountEntry => aSandboxEntry({ name: 'Work', email: 'work@sandbox.test' });
  const home = (): AccountEntry => aSandboxEntry({ name: 'Home', email: 'home@sandbox.test' });

  /** Opens the page on these accounts; the first one is the default. */
  async function open(...entries: readonly [AccountEntry, ...AccountEntry[]]): Promise<SettingsForm> {
    return openSettings(entries[0], { 'mailWhenDone.accounts': entries, 'mailWhenDone.defaultAccount': entries[0].id });
  }

  const grid = (form: SettingsForm): Locator => form.frame.getByRole('grid', { name: 'Accounts', exact: true });
  const row = (form: SettingsForm, name: string | RegExp): Locator =>
    grid(form)
      .getByRole('row')
      .filter({ has: form.frame.locator('.name').getByText(name, { exact: true }) });
  const texts = async (form: SettingsForm): Promise<string[]> =>
    Promise.all((await grid(form).getByRole('row').all()).map(textOf));

  async function select(form: SettingsForm, name: string): Promise<void> {
    await row(form, name).locator('.name').click();
    await form.hasValue('Account name', name);
  }

  async function saved(): Promise<AccountEntry[]> {
    return ((await editor().server.userSettings())['mailWhenDone.accounts'] ?? []) as AccountEntry[];
  }

  /** Asks for a new account and chooses where it comes from. */
  async function add(form: SettingsForm, choice: string): Promise<void> {
    await form.button('Add account…').click();
    await form.workbench.quickInput.choose(choice);
  }

  it('are not seen by who has one, but for the way to another', async () => {
    const form = await openSettings(aSandboxEntry());
    await form.button('Add account…').waitFor();
    assert.equal(await form.frame.getByRole('grid').count(), 0);
  });

  it('are listed with name, address, validity and the mark of the default one', async () => {
    const form = await open(work(), aLoopbackEntry(25, { name: 'Home' }));
    assert.deepEqual(await texts(form), ['Work Default work@sandbox.test Ready', 'Home ada@example.com Incomplete']);
    assert.equal(await row(form, 'Work').getAttribute('aria-selected'), 'true');
    assert.equal(await row(form, 'Home').getAttribute('aria-selected'), 'false');
  });

  it('are selected by click and by arrow keys; what is typed stays with its account', async () => {
    const form = await open(aLoopbackEntry(25, { name: 'Work' }), aLoopbackEntry(26, { name: 'Home' }));
    const { keyboard } = form.workbench.page;
    await form.field('Sender name').fill('From work');
    await form.field('Password').fill(password);
    await select(form, 'Home');
    await form.hasValue('SMTP server port', '26');
    await form.hasValue('Sender name', '');
    await form.hasValue('Password', '');
    await eventually(async () => assert.match((await texts(form))[0]!, /^Work Default Unsaved changes/));
    await form.field('Sender name').fill('From home');
    await row(form, 'Home').focus();
    await keyboard.press('ArrowUp');
    await form.hasValue('Account name', 'Work');
    await form.hasValue('Sender name', 'From work');
    await form.hasValue('Password', password);
    await eventually(async () =>
      assert.ok(await row(form, 'Work').evaluate((element) => element === document.activeElement)),
    );
    await keyboard.press('End');
    await form.hasValue('Sender name', 'From home');
    await keyboard.press('Home');
    await form.hasValue('Sender name', 'From work');
    await keyboard.press('F2');
    await eventually(async () =>
      assert.ok(await form.field('Account name').evaluate((field) => field === document.activeElement)),
    );
    await form.field('Account name').fill('Office');
    await form.save();
    assert.deepEqual(
      (await saved()).map(({ name, senderName }) => [name, senderName]),
      [
        ['Office', 'From work'],
        ['Home', undefined],
      ],
    );
    await eventually(async () => assert.match((await texts(form))[0]!, /^Office Default ada@example.com Ready$/));
    await select(form, 'Home');
    await form.hasValue('Sender name', 'From home');
    await form.button('Discard changes').click();
    await assertNowhere(password, editor());
  });

  it('take the default mark by a button of the row, and mail goes through that one', async () => {
    const form = await open(work(), home());
    await row(form, 'Home').hover();
    await form.button('Make Home the default account').click();
    await eventually(async () => assert.match((await texts(form))[1]!, /^Home Default/));
    assert.equal((await editor().server.userSettings())['mailWhenDone.defaultAccount'], (await saved())[1]?.id);
    await eventually(async () =>
      assert.match((await form.statusItem.getAttribute('aria-label')) ?? '', /^Mail When Done \(Home\),.*Work: Ready/),
    );
    // The account that is shown is still the one that was.
    await form.hasValue('Account name', 'Work');
  });

  it('are tested each by itself, and only what was tested is verified', async () => {
    const form = await open(work(), home());
    await select(form, 'Home');
    assert.match(await form.test(), /^Accepted/);
    await eventually(async () => assert.match((await texts(form))[1]!, /Verified$/));
    assert.match((await texts(form))[0]!, /Ready$/);
    await select(form, 'Work');
    await form.validity.filter({ hasText: 'Ready' }).waitFor();
    assert.equal(await form.frame.locator('.headline').count(), 0);
    await form.isSaved('ready');
    await select(form, 'Home');
    await form.frame.locator('.headline').waitFor();
  });

  it('are duplicated without the password, which the page says', async () => {
    const form = await open(aLoopbackEntry(25, { name: 'Work' }));
    await form.field('Password').fill(password);
    await form.save();
    await add(form, 'New account');
    await row(form, 'Unnamed account').waitFor();
    await select(form, 'Work');
    await form.button('Duplicate Work').click();
    await form.hasValue('Account name', 'Work (copy)');
    await form.frame.getByText('Duplicated without the password: type it for this account').waitFor();
    await eventually(async () => assert.match(await textOf(form.validity), /To be completed: Password$/));
    const [one, copy] = await saved();
    assert.notEqual(one?.id, copy?.id);
    assert.deepEqual({ ...copy, id: one?.id, name: 'Work' }, one);
    // The new one goes as it came: nobody is asked to save an empty form.
    await row(form, 'Unnamed account').hover();
    await form.button('Delete Unnamed account').click();
    const { page } = form.workbench;
    await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click();
    await row(form, 'Unnamed account').waitFor({ state: 'detached' });
  });

  it('are added: the new form is empty, its name has the focus, and saving makes it one of them', async () => {
    const form = await open(work());
    await add(form, 'New account');
    await form.hasValue('Account name', '');
    await eventually(async () =>
      assert.ok(await form.field('Account name').evaluate((field) => field === document.activeElement)),
    );
    // The saved one can send all the while.
    await form.frame.getByRole('checkbox', { name: 'Mail me when something ends', exact: true }).waitFor();
    await form.field('Account name').fill('Second');
    await form.field('Email address').fill('second@sandbox.test');
    await form.save();
    await eventually(async () => assert.match((await texts(form))[1]!, /^Second second@sandbox.test Ready$/));
    assert.deepEqual(
      (await saved()).map(({ name }) => name),
      ['Work', 'Second'],
    );
  });

  it('are deleted after a question that says what follows, and come back by Undo', async () => {
    const form = await open(work(), home());
    const { page, notifications } = form.workbench;
    await row(form, 'Work').focus();
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog').filter({ hasText: 'Delete the account “Work” and its password?' });
    await dialog.filter({ hasText: '“Home” becomes the default account.' }).waitFor();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await form.hasValue('Account name', 'Home');
    assert.equal(await form.frame.getByRole('grid').count(), 0);
    await eventually(async () =>
      // The component hands the focus on to the button inside.
      assert.ok(
        await form
          .button('Add account…')
          .evaluate((button) => (button.getRootNode() as Document | ShadowRoot).activeElement === button),
      ),
    );
    await notifications.press('Deleted: Work.', 'Undo');
    await eventually(async () => assert.match((await texts(form))[0]!, /^Work Default/));
  });

  it('come from Git, after a look at what is there, without the password', async () => {
    const form = await open(work());
    const { workbench, workspace } = editor();
    const secret = 'g1t-p4ss-w0rd';
    const config = [
      '[sendemail]',
      'smtpServer = smtp.example.com',
      'smtpEncryption = tls',
      'smtpServerPort = 587',
      'smtpUser = ada@example.com',
      `smtpPass = ${secret}`,
      'from = Ada <ada@example.com>',
      'to = list@example.org',
    ];
    execFileSync('git', ['init', '--quiet', workspace]);
    await appendFile(path.join(workspace, '.git', 'config'), `${config.join('\n')}\n`);
    await add(form, 'Import from Git');
    await workbench.page.locator('.quick-input-widget').getByText('smtp.example.com, port 587, STARTTLS').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.choose('Only me');
    await rm(path.join(workspace, '.git'), { recursive: true });
    await form.hasValue('Account name', 'smtp.example.com');
    await form.hasValue('From address', 'ada@example.com');
    assert.equal(await form.recipients.first().inputValue(), 'ada@example.com');
    await eventually(async () => assert.match(await textOf(form.validity), /To be completed: Password$/));
    await workbench.notifications.toast('was not read').waitFor();
    assert.ok(!JSON.stringify(await saved()).includes(secret));
    await assertNowhere(secret, editor());
  });

  it('are exported without secrets and imported again, and a broken file is refused with a sentence', async () => {
    const server = await servers.start();
    const form = await open(aLoopbackEntry(server.port, { name: 'Work' }), home());
    await form.field('Password').fill(password);
    await form.save();
    const { workbench, workspace } = editor();
    const file = path.join(workspace, 'exported.json');
    await workbench.runCommand('Mail When Done: Export Accounts');
    await workbench.quickInput.enterPath(file);
    await workbench.notifications.toast('Accounts exported without passwords: Work, Home.').waitFor();
    const text = await readFile(file, 'utf8');
    assert.ok(!text.includes(password) && !text.includes(JSON.stringify(password).slice(1, -1)));
    assert.ok(!/password|secret/i.test(text), text);
    await assertNowhere(password, editor());

    await writeFile(file, text.replace('"Home"', '"Cottage"'));
    await workbench.runCommand('Mail When Done: Import Accounts');
    await workbench.quickInput.enterPath(file);
    await workbench.page.locator('.quick-input-widget').getByText('already there', { exact: true }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.choose('Add as a copy');
    await row(form, 'Cottage (copy)').waitFor();
    assert.deepEqual(
      (await saved()).map(({ name }) => name),
      ['Work', 'Home', 'Cottage (copy)'],
    );

    await writeFile(file, '{"accounts":');
    await workbench.runCommand('Mail When Done: Import Accounts');
    await workbench.quickInput.enterPath(file);
    await workbench.notifications.toast('This file holds no accounts of Mail When Done.').waitFor();
  });
});
