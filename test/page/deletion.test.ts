import assert from 'node:assert/strict';
import { password } from '../support/builders';
import { aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { openSettings, textOf } from './settingsForm';

describe('deleting the SMTP settings', () => {
  it('asks first, and removes settings and secret', async () => {
    const entry = aLoopbackEntry(25);
    let form = await openSettings(entry);
    await form.field('Password').fill(password);
    await form.save();
    await form.isSaved('ready');
    const { page } = form.workbench;
    const dialog = page.getByRole('dialog').filter({ hasText: 'Delete the SMTP settings and the password?' });

    await form.button('Delete SMTP settings').click();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await form.isSaved('ready');
    await form.hasValue('SMTP server port', '25');

    await form.button('Delete SMTP settings').click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await form.frame.getByText('SMTP settings deleted', { exact: true }).waitFor();
    await form.isSaved('incomplete');
    await form.hasValue('SMTP server host', '');
    await eventually(async () => {
      assert.equal((await editor().server.userSettings())['mailWhenDone.accounts'], undefined);
    });

    // The same account again: were the secret still there, it would be complete.
    form = await openSettings(entry);
    await form.isSaved('incomplete');
    assert.match(await textOf(form.validity), /To be completed: Password$/);
  });
});
