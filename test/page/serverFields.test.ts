import assert from 'node:assert/strict';
import { aRemoteEntry } from './accountEntries';
import { eventually } from './eventually';
import { type SettingsForm, openSettings } from './settingsForm';

describe('the fields of the server', () => {
  let form: SettingsForm;
  before(async () => {
    form = await openSettings(aRemoteEntry());
  });
  beforeEach(async () => {
    const discard = form.button('Discard changes');
    if (await discard.isVisible()) await discard.click();
  });

  it('say at once that port and security contradict each other, and mend it', async () => {
    const port = form.field('SMTP server port');
    await port.fill('587');
    await form.complains(port, 'Port 587 expects STARTTLS, not Implicit TLS.');
    await form.button('Switch to STARTTLS').click();
    await eventually(async () => assert.ok(await form.radio('STARTTLS').isChecked()));
    await form.complains(port, undefined);

    await port.fill('465');
    await form.complains(port, 'Port 465 expects Implicit TLS, not STARTTLS.');
    await form.button('Switch to Implicit TLS').click();
    await eventually(async () => assert.ok(await form.radio('Implicit TLS').isChecked()));
    await form.complains(port, undefined);

    await form.radio('STARTTLS').click();
    await form.button('Use port 587').click();
    await form.hasValue('SMTP server port', '587');
    await form.complains(port, undefined);
    await form.radio('Implicit TLS').click();
    await form.button('Use port 465').click();
    await form.hasValue('SMTP server port', '465');
    await form.complains(port, undefined);
  });

  it('take no port that is none', async () => {
    const port = form.field('SMTP server port');
    for (const wrong of ['0', '65536', '4,6', 'smtp']) {
      await port.fill(wrong);
      await form.complains(port, 'Enter a port number from 1 to 65535.');
    }
    await port.fill('65535');
    await form.complains(port, undefined);
  });

  it('take no encryption at all while TLS is required', async () => {
    await form.field('SMTP server port').fill('25');
    await form.radio('None').click();
    const group = form.frame.getByRole('radiogroup', { name: 'Connection security' });
    await form.complains(group, /turn off “Require TLS” in the settings of the editor first\.$/);
    await form.frame.getByRole('checkbox', { name: /^I trust the network/ }).waitFor({ state: 'hidden' });
    await form.button('Open the setting “Require TLS”').click();
    const setting = form.workbench.page.locator('.settings-editor .setting-item-label', { hasText: 'Require Tls' });
    await setting.first().waitFor();
    // The editor shows its settings above everything else.
    await eventually(async () => {
      await form.workbench.page.keyboard.press('Escape');
      assert.equal(await setting.count(), 0);
    });
  });

  it('take no encryption only after a confirmation, which goes with another host', async () => {
    form = await openSettings(aRemoteEntry(), { 'mailWhenDone.requireTls': false });
    const group = form.frame.getByRole('radiogroup', { name: 'Connection security' });
    const trust = form.frame.getByRole('checkbox', {
      name: /^I trust the network between this computer and the server/,
    });
    await trust.waitFor({ state: 'hidden' });
    await form.field('SMTP server port').fill('25');
    await form.radio('None').click();
    await form.complains(
      group,
      /anyone between this computer and smtp\.example\.com can read the mail and the password/,
    );
    await trust.click();
    await form.complains(group, undefined);
    await form.field('SMTP server host').fill('smtp.example.org');
    await eventually(async () => assert.ok(!(await trust.isChecked())));
    await form.complains(group, /smtp\.example\.org can read/);
  });

  it('take no encryption on this computer without further ado', async () => {
    await form.field('SMTP server host').fill('localhost');
    await form.field('SMTP server port').fill('1025');
    await form.radio('None').click();
    await form.complains(form.frame.getByRole('radiogroup', { name: 'Connection security' }), undefined);
    await form.frame.getByRole('checkbox', { name: /^I trust the network/ }).waitFor({ state: 'hidden' });
  });

  it('ask for no user name and password once authentication is off, but for a From address', async () => {
    await form.field('From address').fill('');
    await form.complains(form.field('From address'), undefined);
    await form.field('SMTP authentication').click();
    await form.field('Username').waitFor({ state: 'hidden' });
    await form.field('Password').waitFor({ state: 'hidden' });
    await form.complains(form.field('From address'), 'Enter the address that the mail comes from.');
    await form.field('SMTP authentication').click();
    await form.hasValue('Username', 'ada@example.com');
  });

  it('name a wrong host in words', async () => {
    const host = form.field('SMTP server host');
    for (const [wrong, words] of [
      ['https://smtp.example.com', 'without “https://”'],
      ['ada@example.com', 'This is an email address'],
      ['smtp.example.com:25', 'the port has a field of its own'],
      ['', 'Enter the name of the SMTP server'],
    ] as const) {
      await host.fill(wrong);
      await form.complains(host, words);
    }
  });
});
