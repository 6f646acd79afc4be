import assert from 'node:assert/strict';
import { eventually } from './eventually';
import { type SettingsForm, openSettings } from './settingsForm';

describe('an email address', () => {
  let form: SettingsForm;

  beforeEach(async () => {
    form = await openSettings();
  });

  async function has(values: Readonly<Record<string, string>>, security: string): Promise<void> {
    for (const [label, value] of Object.entries(values)) await form.hasValue(label, value);
    await eventually(async () => assert.ok(await form.radio(security).isChecked(), security));
  }

  it('picks Gmail, fills in the rest and shows the way to an app password', async () => {
    await form.field('Email address').pressSequentially('joe@gmail.com');
    await has(
      {
        Provider: 'Gmail',
        'SMTP server host': 'smtp.gmail.com',
        'SMTP server port': '465',
        Username: 'joe@gmail.com',
        'Recipient 1': 'joe@gmail.com',
      },
      'Implicit TLS',
    );
    assert.match(await form.saidOf(form.field('Password')), /app password, not the password of your account/);
    await form.frame.getByText('Steps to an app password', { exact: true }).click();
    await form.frame.getByText('Turn on 2-Step Verification in the security settings of your account.').waitFor();
    const link = form.frame.getByRole('link', { name: 'Get the password' });
    assert.match((await link.getAttribute('href')) ?? '', /^https:\/\/myaccount\.google\.com\/apppasswords/);
  });

  it('picks Outlook and warns that it takes no passwords', async () => {
    await form.field('Email address').pressSequentially('joe@outlook.com');
    const values = {
      Provider: 'Outlook.com / Hotmail',
      'SMTP server host': 'smtp-mail.outlook.com',
      'SMTP server port': '587',
    };
    await has(values, 'STARTTLS');
    await form.frame.getByText(/Outlook\.com has refused passwords over SMTP since 16 September 2024/).waitFor();
  });

  it('leaves alone what was typed', async () => {
    await form.field('SMTP server port').fill('2525');
    await form.field('Username').fill('me');
    await form.field('Recipient 1').fill('grace@example.org');
    await form.field('Email address').fill('joe@yahoo.fr');
    await has(
      {
        Provider: 'Yahoo Mail',
        'SMTP server host': 'smtp.mail.yahoo.com',
        'SMTP server port': '2525',
        Username: 'me',
        'Recipient 1': 'grace@example.org',
      },
      'Implicit TLS',
    );
  });

  it('picks any of the providers that are known, with the user name as that one wants it', async () => {
    await form.field('Email address').fill('joe.b@free.fr');
    await has({ Provider: 'Free', 'SMTP server host': 'smtp.free.fr', Username: 'joe.b' }, 'Implicit TLS');
    await form.hasValue('From address', 'joe.b@free.fr');
    await form.field('Email address').fill('joe.b@seznam.cz');
    await has(
      { Provider: 'Seznam', 'SMTP server host': 'smtp.seznam.cz', Username: 'joe.b@seznam.cz' },
      'Implicit TLS',
    );
    await form.hasValue('From address', '');
  });

  it('leaves nothing of a provider that it was of for a moment only', async () => {
    await form.field('Email address').pressSequentially('joe@gmail.company.example');
    await has({ Provider: 'Custom', 'SMTP server host': '', Username: 'joe@gmail.company.example' }, 'Implicit TLS');
  });

  it('gives way to a provider that was chosen', async () => {
    await form.chooseProvider('Infomaniak');
    await form.field('Email address').fill('joe@gmail.com');
    await has({ Provider: 'Infomaniak', 'SMTP server host': 'mail.infomaniak.com' }, 'Implicit TLS');
  });

  it('is not needed for the sandbox, which needs nothing at all', async () => {
    await form.chooseProvider('Sandbox (this computer)');
    await eventually(async () => assert.match(await form.validity.innerText(), /Ready/));
    for (const label of ['SMTP server host', 'SMTP server port', 'Username', 'Password']) {
      await form.field(label).waitFor({ state: 'hidden' });
    }
  });
});
