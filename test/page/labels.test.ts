import assert from 'node:assert/strict';
import { eventually } from './eventually';
import { type SettingsForm, openSettings } from './settingsForm';

describe('the settings page of a newcomer', () => {
  let form: SettingsForm;

  before(async () => {
    form = await openSettings();
    await form.openAdvanced();
  });

  const textFields = [
    'Account name',
    'Email address',
    'SMTP server host',
    'SMTP server port',
    'Username',
    'Password',
    'Sender name',
    'From address',
    'Recipient 1',
    'EHLO domain',
    'Reply-To address',
    'Support link',
    'Extra headers',
    'Send test to',
  ];

  it('names every text field', async () => {
    for (const label of textFields) {
      assert.equal(await form.frame.getByRole('textbox', { name: label, exact: true }).count(), 1, label);
    }
    assert.equal(await form.field('Password').getAttribute('type'), 'password');
  });

  it('names every group, list and box', async () => {
    const { frame } = form;
    await frame.getByRole('group', { name: 'Recipients', exact: true }).waitFor();
    await frame.getByRole('combobox', { name: 'How recipient 1 gets it', exact: true }).waitFor();
    for (const label of ['SMTP authentication', 'Send recipients as Bcc']) {
      await frame.getByRole('checkbox', { name: label, exact: true }).waitFor();
    }
    for (const label of ['Save settings', 'Send test email', 'Delete SMTP settings']) {
      await form.button(label).waitFor();
    }
  });

  it('names the provider, which is found by typing', async () => {
    const provider = form.frame.getByRole('combobox', { name: 'Provider', exact: true });
    assert.equal(await provider.getAttribute('aria-expanded'), 'false');
    await form.hasValue('Provider', 'Custom');
    assert.match(await form.saidOf(provider), /Fills in the server/);
  });

  it('offers the authentication methods', async () => {
    const select = form.frame.getByRole('combobox', { name: 'Authentication method', exact: true });
    assert.deepEqual(await select.getByRole('option').allInnerTexts(), ['Automatic', 'PLAIN', 'LOGIN', 'CRAM-MD5']);
  });

  it('offers the securities, each with a line that says what it means, implicit TLS first', async () => {
    const group = form.frame.getByRole('radiogroup', { name: 'Connection security', exact: true });
    for (const [name, meaning] of [
      ['Implicit TLS', /first byte.*465/],
      ['STARTTLS', /switch to encryption.*587/],
      ['None', /this computer/],
    ] as const) {
      const radio = group.getByRole('radio', { name, exact: true });
      assert.match(await form.saidOf(radio), meaning);
      assert.equal(await radio.isChecked(), name === 'Implicit TLS', name);
    }
    await form.hasValue('SMTP server port', '465');
  });

  it('has the defaults of the issue', async () => {
    await eventually(async () => assert.ok(await form.field('SMTP authentication').isChecked()));
    await eventually(async () => assert.ok(!(await form.field('Send recipients as Bcc').isChecked())));
    assert.equal(await form.field('Sender name').getAttribute('placeholder'), 'Mail When Done');
    await form.field('Email address').fill(' ada@example.com');
    assert.equal(await form.field('Account name').getAttribute('placeholder'), 'ada@example.com');
    assert.equal(await form.field('From address').getAttribute('placeholder'), 'ada@example.com');
  });
});
