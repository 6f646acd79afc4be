import assert from 'node:assert/strict';
import { aSandboxEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { type SettingsForm, openSettings } from './settingsForm';

describe('the recipients', () => {
  let form: SettingsForm;

  beforeEach(async () => {
    form = await openSettings(aSandboxEntry({ recipients: ['one@example.org'] }));
  });

  const are = (expected: readonly string[]) =>
    eventually(async () => {
      const fields = await form.recipients.all();
      assert.deepEqual(await Promise.all(fields.map((field) => field.inputValue())), expected);
    });

  it('are added and removed', async () => {
    await form.button('Add recipient').click();
    assert.ok(await form.field('Recipient 2').evaluate((field) => field === document.activeElement));
    await form.field('Recipient 2').fill('two@example.org');
    await form.button('Add recipient').click();
    await form.field('Recipient 3').fill('three@example.org');
    await form.button('Remove recipient 2').click();
    await are(['one@example.org', 'three@example.org']);
    await form.save();
    const { 'mailWhenDone.accounts': accounts } = await editor().server.userSettings();
    assert.deepEqual((accounts as { recipients: unknown }[])[0]?.recipients, ['one@example.org', 'three@example.org']);
    await form.button('Remove recipient 1').click();
    await form.button('Remove recipient 1').click();
    await are(['']);
    assert.match(await form.validity.innerText(), /To be completed: Recipients/);
  });

  it('get the mails as To, Cc or Bcc, as is chosen beside each', async () => {
    await form.button('Add recipient').click();
    await form.field('Recipient 2').fill('two@example.org');
    await form.field('How recipient 2 gets it').selectOption('Cc');
    await form.field('Recipient 2').pressSequentially('x');
    await form.button('Add recipient').click();
    await form.field('Recipient 3').fill('three@example.org');
    await form.field('How recipient 3 gets it').selectOption('Bcc');
    await are(['one@example.org', 'two@example.orgx', 'three@example.org']);
    await form.save();
    const { 'mailWhenDone.accounts': accounts } = await editor().server.userSettings();
    const [{ ccRecipients, bccRecipients }] = accounts as [Record<string, unknown>];
    assert.deepEqual([ccRecipients, bccRecipients], [['two@example.orgx'], ['three@example.org']]);
    assert.equal(await form.field('How recipient 2 gets it').inputValue(), 'cc');
  });

  it('take a list that is pasted, each into an entry of its own', async () => {
    const { page } = editor().workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(() => navigator.clipboard.writeText('a@example.org, b@example.org;\nc@example.org'));
    await form.button('Add recipient').click();
    await form.field('Recipient 2').press('Control+V');
    await are(['one@example.org', 'a@example.org', 'b@example.org', 'c@example.org']);
  });

  it('are told what is wrong with each', async () => {
    const wrong = [
      ['Ada <ada@example.com>', 'Enter the bare address, such as name@example.com, without a name or brackets.'],
      ['ada@example.com, eve@example.com', 'Enter one address only; add each further one as an entry of its own.'],
      ['one@example.org', 'This address is already in the list.'],
      ['ada', 'An email address needs an @'],
    ] as const;
    for (const [index, [entry]] of wrong.entries()) {
      await form.button('Add recipient').click();
      await form.field(`Recipient ${index + 2}`).fill(entry);
    }
    await form.field('Sender name').focus();
    await form.complains(form.field('Recipient 1'), undefined);
    for (const [index, [, words]] of wrong.entries()) {
      await form.complains(form.field(`Recipient ${index + 2}`), words);
    }
  });
});
