import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { aLoopbackEntry, aSandboxEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { type SettingsForm, openSettings, textOf } from './settingsForm';

describe('the rules on the settings page', () => {
  type Entry = Readonly<Record<string, unknown>>;

  const list = (form: SettingsForm): Locator => form.frame.getByRole('list', { name: 'Rules', exact: true });
  const rows = (form: SettingsForm): Locator => list(form).locator('> li');
  const row = (form: SettingsForm, name: string): Locator =>
    rows(form).filter({ has: form.frame.getByRole('checkbox', { name, exact: true }) });
  /** All at one moment: a row may go while one looks. */
  const names = async (form: SettingsForm): Promise<string[]> => {
    const texts = await rows(form).getByRole('checkbox').and(form.frame.locator('.title')).allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, ' ').trim());
  };
  const isFocused = (locator: Locator): Promise<void> =>
    eventually(async () =>
      assert.ok(
        // A component hands the focus on to what is inside of it.
        await locator.evaluate((one) => (one.getRootNode() as Document | ShadowRoot).activeElement === one),
      ),
    );

  async function open(...rules: readonly Entry[]): Promise<SettingsForm> {
    return openSettings(aSandboxEntry(), { 'mailWhenDone.rules': rules });
  }

  async function stored(): Promise<readonly Entry[]> {
    return ((await editor().server.userSettings())['mailWhenDone.rules'] ?? []) as Entry[];
  }

  /** Waits until settings.json holds these rules, and no key besides. */
  const isStored = (...rules: readonly Entry[]): Promise<void> =>
    eventually(async () => assert.deepEqual(await stored(), rules));

  async function edit(form: SettingsForm, name: string): Promise<void> {
    await row(form, name).hover();
    await form.button(`Edit ${name}`).click();
    await form.field('Name of the rule').waitFor();
  }

  it('are the usual ones as long as there are no others, and become the own ones on demand', async () => {
    const form = await open();
    await form.frame.getByText('These rules count as long as you have none of your own.').waitFor();
    assert.deepEqual((await list(form).getByRole('checkbox').all()).length, 0);
    assert.match(await textOf(rows(form).first()), /^Everything, failed, 10s or longer, while you are away/);
    await form.button('Edit these rules').click();
    await isStored({ id: 'failed', outcomes: ['failed'], minimumDuration: 10 }, { id: 'long' });
    await isFocused(list(form).getByRole('checkbox').first());
    assert.equal(await form.button('Edit these rules').count(), 0);
    await form.frame.getByText('The first rule that matches a run decides').waitFor();
  });

  it('are added before the others, the usual ones too, with the focus on the name', async () => {
    const form = await open();
    await form.button('Add rule').click();
    const name = form.field('Name of the rule');
    await isFocused(name);
    await form.workbench.page.keyboard.type('Builds');
    await eventually(async () =>
      assert.deepEqual(
        (await stored()).map((rule) => rule['name'] ?? rule['id']),
        ['Builds', 'failed', 'long'],
      ),
    );
    await eventually(async () => assert.equal((await names(form))[0], 'Builds'));
    // What is saved is what stands in the form, and the form stays as it is.
    await form.hasValue('Name of the rule', 'Builds');
    assert.equal(await row(form, 'Builds').getByRole('checkbox').first().getAttribute('aria-label'), 'Builds');
    await isFocused(name);
    await form.button('Close').click();
    await isFocused(form.button('Edit Builds'));
  });

  it('mean nothing where nobody knows what can end by them, and say so beside the field', async () => {
    const form = await open({ id: 'a', name: 'Odd', sources: ['agent'] });
    await form.frame.getByText('This rule matches no run until its settings are corrected.').waitFor();
    await edit(form, 'Odd');
    const words = form.frame.getByText('agent is not known here. Choose what is meant.');
    await words.waitFor();
    const group = form.frame.getByRole('group', { name: 'What can end' });
    await group.getByText('Tasks').click();
    await isStored({ id: 'a', name: 'Odd', sources: ['task'] });
    await words.waitFor({ state: 'hidden' });
  });

  it('save each field as soon as it is changed', async () => {
    const account = aSandboxEntry({ name: 'Other' });
    const main = aSandboxEntry({ name: 'Main' });
    const form = await openSettings(main, {
      'mailWhenDone.accounts': [main, account],
      'mailWhenDone.defaultAccount': main.id,
      'mailWhenDone.rules': [{ id: 'r', name: 'R', comment: 'theirs' }],
    });
    await edit(form, 'R');
    const check = (name: string): Promise<void> => form.frame.getByRole('checkbox', { name, exact: true }).click();
    const shown = (label: string): Promise<boolean> => form.field(label).isVisible();

    await form.field('Name or command').fill('npm*');
    await check('Tasks');
    await check('Notebooks');
    await form.field('Folder it ran in').fill('/src/*');
    for (const outcome of ['Done', 'Ended without a code', 'Watch lost']) await check(outcome);
    await form.field('Exit codes').fill('1, 3-5');
    await form.field('Shortest duration').fill('2,5');
    assert.equal(await shown('Still failing'), false);
    await check('Only when it breaks or is fixed');
    await form.field('Still failing').fill('5');
    assert.equal(await shown('Away after'), true);
    await check('Only while nobody is at the editor');
    await form.field('Away after').waitFor({ state: 'hidden' });
    const recipients = form.frame.getByRole('group', { name: 'Recipients of these mails', exact: true });
    await recipients.getByRole('button', { name: 'Add recipient' }).click();
    await form.workbench.page.keyboard.type('grace@example.org');
    await form.field('Account of these mails').selectOption({ label: 'Other' });
    await form.field('What the mail tells').selectOption({ label: 'How it ended, and no more' });
    await form.field('Still running').fill('30');
    await form.field('No output for').fill('10');
    await check('It takes more than three times as long as usual');
    await check('It waits for input');
    const rule = {
      id: 'r',
      name: 'R',
      sources: ['task', 'notebook'],
      match: 'npm*',
      folder: '/src/*',
      outcomes: ['failed'],
      exitCodes: '1, 3-5',
      minimumDuration: 2.5,
      onlyWhenAway: false,
      onlyOnChange: true,
      repeatEvery: 5,
      recipients: ['grace@example.org'],
      account: account.id,
      content: 'verdict',
      silence: { stillRunning: 30, slowerThanUsual: true, noOutput: 10, waitingForInput: true },
      // What somebody else wrote there stays.
      comment: 'theirs',
    };
    await isStored(rule);
    assert.equal(await form.field('Shortest duration').inputValue(), '2,5');
    await form.radio('Send no mail').click();
    await form.field('Account of these mails').waitFor({ state: 'hidden' });
    await isStored({ ...rule, mails: false });
    await row(form, 'R').getByText('No mail', { exact: true }).waitFor();
    await form.frame.getByRole('checkbox', { name: 'R', exact: true }).click();
    await isStored({ ...rule, mails: false, enabled: false });
    await form.field('Name of the rule').fill('');
    await form.field('Name of the rule').blur();
    await eventually(async () =>
      assert.match((await names(form))[0]!, /^Tasks, notebooks, name or command npm\*, folder/),
    );
  });

  it('say beside the field what is wrong, and keep what was typed', async () => {
    const form = await open({ id: 'r', name: 'R', minimumDuration: 5, recipients: ['nobody'] });
    const mended = (): Promise<void> =>
      row(form, 'R').getByText('This rule matches no run until').waitFor({ state: 'hidden' });
    await row(form, 'R').getByText('This rule matches no run until').waitFor();
    await edit(form, 'R');
    const address = form.frame.getByRole('group', { name: 'Recipients of these mails' }).getByRole('textbox');
    await form.complains(address, 'An email address needs an @');
    await address.fill('grace@example.org');
    await form.complains(address, undefined);
    await mended();

    const match = form.field('Name or command');
    await match.fill('/(a/');
    await form.complains(match, /“\(a” is no regular expression/);
    await isStored({ id: 'r', name: 'R', minimumDuration: 5, recipients: ['grace@example.org'], match: '/(a/' });
    assert.equal(await match.inputValue(), '/(a/');
    await match.fill('/(a)/');
    await form.complains(match, undefined);
    await mended();

    const codes = form.field('Exit codes');
    await codes.fill('5-3');
    await form.complains(codes, '“5-3” is no exit code');
    await codes.fill('');
    await form.complains(codes, undefined);

    const seconds = form.field('Shortest duration');
    await seconds.fill('soon');
    await form.complains(seconds, 'Enter a number, 0 or more.');
    await form.field('Folder it ran in').fill('/x');
    const rest = { id: 'r', name: 'R', recipients: ['grace@example.org'], match: '/(a)/', folder: '/x' };
    await eventually(async () => assert.deepEqual(await stored(), [{ ...rest, minimumDuration: 5 }]));
    assert.equal(await seconds.inputValue(), 'soon');
    await seconds.fill('7');
    await form.complains(seconds, undefined);
    await isStored({ ...rest, minimumDuration: 7 });
  });

  it('move by button and by keyboard, and the focus goes with them', async () => {
    const form = await open({ id: 'a', name: 'A' }, { id: 'b', name: 'B' }, { id: 'c', name: 'C' });
    const { keyboard } = form.workbench.page;
    await row(form, 'A').hover();
    await form.button('Move A down').click();
    await isStored({ id: 'b', name: 'B' }, { id: 'a', name: 'A' }, { id: 'c', name: 'C' });
    assert.deepEqual(await names(form), ['B', 'A', 'C']);
    await isFocused(form.button('Move A down'));
    await form.frame.getByText('Now number 2 of 3').waitFor({ state: 'attached' });

    await row(form, 'C').getByRole('checkbox').focus();
    await keyboard.press('Alt+ArrowUp');
    await keyboard.press('Alt+ArrowUp');
    // There is nowhere to go from here.
    await keyboard.press('Alt+ArrowUp');
    await isStored({ id: 'c', name: 'C' }, { id: 'b', name: 'B' }, { id: 'a', name: 'A' });
    assert.deepEqual(await names(form), ['C', 'B', 'A']);
    await isFocused(row(form, 'C').getByRole('checkbox'));
    assert.equal(await form.button('Move C up').getAttribute('aria-disabled'), 'true');
    await keyboard.press('Alt+ArrowDown');
    await eventually(async () => assert.deepEqual(await names(form), ['B', 'C', 'A']));
    await isFocused(row(form, 'C').getByRole('checkbox'));
  });

  it('are duplicated, deleted and brought back', async () => {
    const form = await open({ id: 'a', name: 'A', match: 'x', comment: 'mine' }, { id: 'b', name: 'B' });
    const { page, notifications } = form.workbench;
    await row(form, 'A').hover();
    await form.button('Duplicate A').click();
    await eventually(async () => assert.deepEqual(await names(form), ['A', 'A (copy)', 'B']));
    await isFocused(form.button('Edit A (copy)'));
    await eventually(async () => assert.equal((await stored())[1]?.['match'], 'x'));
    assert.notEqual((await stored())[1]?.['id'], 'a');

    await row(form, 'A').getByRole('checkbox').focus();
    await page.keyboard.press('Delete');
    await eventually(async () => assert.deepEqual(await names(form), ['A (copy)', 'B']));
    await isFocused(row(form, 'A (copy)').getByRole('checkbox'));
    await notifications.press('Rule deleted: A', 'Undo');
    await eventually(async () => assert.deepEqual(await names(form), ['A', 'A (copy)', 'B']));
    await isFocused(row(form, 'A').getByRole('checkbox'));
    assert.deepEqual((await stored())[0], { id: 'a', name: 'A', match: 'x', comment: 'mine' });
  });

  it('give way to the usual ones when the last is deleted', async () => {
    const form = await open({ id: 'a', name: 'A' });
    await row(form, 'A').hover();
    await form.button('Delete A').click();
    await form.frame.getByText('These rules count as long as you have none of your own.').waitFor();
    await isFocused(form.button('Edit these rules'));
    await eventually(async () => assert.equal((await editor().server.userSettings())['mailWhenDone.rules'], undefined));
    await form.workbench.notifications.clear();
  });

  it('wait, as the other options do, until mail can be sent', async () => {
    const form = await openSettings(aLoopbackEntry(25), { 'mailWhenDone.rules': [{ id: 'a', name: 'A' }] });
    assert.ok(await row(form, 'A').getByRole('checkbox').isDisabled());
    for (const name of ['Add rule', 'Edit A', 'Delete A', 'Duplicate A']) {
      assert.equal(await form.button(name).getAttribute('aria-disabled'), 'true', name);
    }
    await row(form, 'A').hover();
    for (const name of ['Delete A', 'Edit A']) await form.button(name).click({ force: true });
    assert.equal(await form.field('Name of the rule').count(), 0);
    assert.deepEqual(await stored(), [{ id: 'a', name: 'A' }]);
  });

  it('show which of the last runs they would have mailed', async () => {
    const form = await open({ id: 'a', name: 'A', minimumDuration: 0, match: 'no such thing' }, { id: 'b', name: 'B' });
    await form.workbench.runTask('build');
    await row(form, 'B')
      .getByText(/^Would (not have|have) mailed/)
      .waitFor();
    await edit(form, 'A');
    await form.field('Name or command').fill('bui*');
    const preview = row(form, 'A').locator('summary');
    await preview.filter({ hasText: /^Would have mailed (the last run|\d+ of the last \d+ runs)/ }).waitFor();
    await preview.click();
    await row(form, 'A')
      .locator('.preview li')
      .first()
      .filter({ hasText: /^build\s*done/ })
      .waitFor();
  });
});
