import assert from 'node:assert/strict';
import { password } from '../support/builders';
import { aLoopbackEntry, aSandboxEntry } from './accountEntries';
import { eventually } from './eventually';
import { MailServers } from './mailServers';
import { type SettingsForm, openSettings, textOf } from './settingsForm';
import { everyRun, withoutOutput } from '../support/everyRun';

describe('the validity indicator', () => {
  const servers = new MailServers();
  after(() => servers.stop());

  /**
   * Every state has an icon of its own on the page and in the status bar, first there, so that it is not told by colour
   * alone.
   */
  async function icons(form: SettingsForm): Promise<string> {
    const onPage = await form.validity.locator('.icon').getAttribute('class');
    const inBar = await form.statusItem.locator('.codicon').first().getAttribute('class');
    return `${onPage?.replace('icon ', '')} ${/codicon-[a-z]+/.exec(inBar ?? '')?.[0]}`;
  }

  it('is incomplete for a newcomer, names what is missing and leads there', async () => {
    const form = await openSettings();
    await form.isSaved('incomplete');
    assert.equal(await icons(form), 'icon-warning codicon-warning');
    const missing = ['SMTP server host', 'Username', 'Password', 'From address', 'Recipients'];
    const box = form.frame.locator('.box.warning').filter({ hasText: 'No mail will be sent until' });
    assert.deepEqual(await box.getByRole('button').allInnerTexts(), missing);
    const name = await form.statusItem.getAttribute('aria-label');
    for (const label of missing) {
      assert.ok((await textOf(form.validity)).includes(label), label);
      assert.ok(name?.includes(label), `${label} in ${name}`);
    }
    await box.getByRole('button', { name: 'SMTP server host' }).click();
    assert.ok(await form.field('SMTP server host').evaluate((field) => field === document.activeElement));
  });

  it('shows the notification options as disabled while it is incomplete', async () => {
    const form = await openSettings();
    const toggle = form.frame.getByRole('checkbox', { name: 'Mail me when something ends (Disabled)', exact: true });
    await eventually(async () => assert.ok(await toggle.isDisabled()));
  });

  it('is ready, then verified with the time of the test to the sandbox, and ready again after a change', async () => {
    const form = await openSettings(aSandboxEntry());
    await form.isSaved('ready');
    assert.equal(await icons(form), 'icon-info codicon-mail');
    await eventually(async () =>
      assert.ok(
        await form.frame.getByRole('checkbox', { name: 'Mail me when something ends', exact: true }).isEnabled(),
      ),
    );

    assert.match(await form.test(), /^Accepted by the server: 250/);
    await form.isSaved('verified');
    assert.equal(await icons(form), 'icon-pass codicon-verified');
    assert.match(await textOf(form.validity), /\b20\d\d\b.*\d{1,2}:\d\d:\d\d.*with exactly these settings/);
    assert.match((await form.statusItem.getAttribute('aria-label')) ?? '', /Verified.*\d{1,2}:\d\d:\d\d/);

    await form.field('Sender name').fill('Somebody else');
    assert.match(await textOf(form.validity), /^Ready/);
    await form.save();
    await form.isSaved('ready');
  });

  it('is verified by a server that takes the password, and saving keeps it so', async () => {
    const server = await servers.start();
    const form = await openSettings(aLoopbackEntry(server.port));
    await form.isSaved('incomplete');
    assert.match(await textOf(form.validity), /To be completed: Password$/);
    await form.field('Password').fill(password);
    assert.match(await textOf(form.validity), /^Ready/);
    assert.match(await form.test(), /^Accepted by the server: 250 queued as 1/);
    await form.save();
    await form.isSaved('verified');
    assert.equal(server.mails.length, 1);
    assert.equal(server.mails[0]?.method, 'PLAIN');
  });

  it('is failing, with the reason, after a server refused the password, and ready again after a change', async () => {
    const server = await servers.scripted({ AUTH: '535 5.7.8 Bad credentials' });
    const form = await openSettings(aLoopbackEntry(server.port));
    await form.field('Password').fill(password);
    await form.save();
    await form.isSaved('ready');
    assert.match(await form.test(), /^Failed at the step Sign in/);
    await form.isSaved('failing');
    assert.equal(await icons(form), 'icon-error codicon-error');
    const reason = '127.0.0.1 refused the user name “ada@example.com” or its password.';
    assert.ok((await textOf(form.validity)).includes(reason));
    assert.ok((await form.statusItem.getAttribute('aria-label'))?.includes(reason));
    await form.field('EHLO domain').evaluate((field) => field.closest('details')?.setAttribute('open', ''));
    await form.field('EHLO domain').fill('laptop.example.com');
    await form.save();
    await form.isSaved('ready');
  });

  it('offers beside the reason what mends it', async () => {
    const server = await servers.scripted({ MAIL: '550 5.7.60 not yours' });
    const form = await openSettings(aLoopbackEntry(server.port, { fromAddress: 'eve@example.com' }));
    await form.field('Password').fill(password);
    await form.save();
    await form.test();
    await form.isSaved('failing');
    const mend = form.frame.locator('header').getByRole('button', { name: 'Send as ada@example.com' });
    await mend.click();
    await form.hasValue('From address', 'ada@example.com');
    await mend.waitFor({ state: 'hidden' });
    await form.save();
    await form.isSaved('ready');
  });

  it('goes every way between its four states, with what is known of exactly these settings and this secret', async () => {
    let refuses = false;
    const server = await servers.scripted({ AUTH: () => (refuses ? '535 5.7.8 no' : '235 2.7.0 welcome') });
    const form = await openSettings(aLoopbackEntry(server.port), { 'mailWhenDone.rules': everyRun(1, withoutOutput) });
    const recipients = async (text: string): Promise<void> => {
      await form.recipients.first().fill(text);
      await form.save();
    };
    const test = async (outcome: 'accepted' | 'refused'): Promise<void> => {
      refuses = outcome === 'refused';
      assert.match(await form.test(), refuses ? /^Failed at the step Sign in/ : /^Accepted/);
    };
    const ways: [from: Parameters<SettingsForm['isSaved']>[0], way: () => Promise<void>][] = [
      ['incomplete', async () => (await form.field('Password').fill(password), form.save())],
      ['ready', () => test('accepted')],
      ['verified', () => recipients('')],
      // What was verified, or failing, is so again as soon as everything is as it was.
      ['incomplete', () => recipients('grace@example.org')],
      [
        'verified',
        async () => {
          // The server takes this one too, but nobody knows yet.
          await form.button('Change password').click();
          await form.field('Password').fill(`${password} changed`);
          await form.save();
        },
      ],
      ['ready', () => test('refused')],
      ['failing', () => recipients('')],
      ['incomplete', () => recipients('grace@example.org')],
      ['failing', async () => (await form.field('Sender name').fill('Ada'), form.save())],
      ['ready', () => recipients('')],
      ['incomplete', () => recipients('grace@example.org')],
      ['ready', () => test('accepted')],
      [
        'verified',
        async () => {
          refuses = true;
          await form.workbench.runTask('build');
          await form.workbench.notifications.toast('was not sent').waitFor();
        },
      ],
      ['failing', () => test('accepted')],
    ];
    const gone = new Set<string>();
    for (const [index, [from, way]] of ways.entries()) {
      await form.isSaved(from);
      await way();
      gone.add(`${from} → ${ways[index + 1]?.[0] ?? 'verified'}`);
    }
    await form.isSaved('verified');
    assert.equal(gone.size, 12, [...gone].join(', '));
  });

  it('follows settings.json', async () => {
    const form = await openSettings(aSandboxEntry({ recipients: ['not an address'] }));
    await form.isSaved('incomplete');
    await eventually(async () => assert.match(await textOf(form.validity), /To be completed: Recipients$/));
  });
});
