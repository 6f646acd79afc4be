import assert from 'node:assert/strict';
import { aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { MailServers } from './mailServers';
import { type SettingsForm, openSettings } from './settingsForm';

describe('the advanced fields', () => {
  const servers = new MailServers();
  let form: SettingsForm;
  after(() => servers.stop());

  it('say what is wrong with them', async () => {
    form = await openSettings(aLoopbackEntry(25));
    await form.openAdvanced();
    for (const [label, entry, words] of [
      ['EHLO domain', 'not a domain', 'Enter a domain name, such as laptop.example.com.'],
      ['Reply-To address', 'nobody', 'An email address needs an @'],
      ['Support link', 'javascript:alert(1)', 'starts with http:// or https://'],
      ['Extra headers', 'X-Team: build\nSubject: x', '“Subject” is written by Mail When Done'],
    ] as const) {
      await form.field(label).fill(entry);
      await form.complains(form.field(label), words);
      await form.field(label).fill('');
      await form.complains(form.field(label), undefined);
    }
  });

  it('are saved and take effect', async () => {
    const server = await servers.start({ authOptional: true });
    form = await openSettings(aLoopbackEntry(server.port, { authentication: false, username: '' }));
    await form.openAdvanced();
    await form.field('EHLO domain').fill('laptop.example.com');
    await form.field('Send recipients as Bcc').click();
    await form.field('Reply-To address').fill('answers@example.com');
    await form.field('Support link').fill('https://example.com/help');
    await form.field('Extra headers').fill('X-Team: build\nX-Floor: 3');
    await form.field('Sender name').fill('The build');
    await form.field('Authentication method').waitFor({ state: 'hidden' });
    await form.save();
    assert.match(await form.test(), /^Accepted/);
    const [mail] = server.mails;
    assert.equal(mail?.ehlo, 'laptop.example.com');
    const raw = mail.raw.toString();
    assert.match(raw, /^From: "?The build"? <ada@example\.com>/m);
    assert.match(raw, /^X-Team: build\r\nX-Floor: 3\r\n/m);
    assert.match(raw, /^Reply-To: answers@example\.com/m);
    assert.match(raw, /https:\/\/example\.com\/help/);
    assert.doesNotMatch(/^[^]*?\r\n\r\n/.exec(raw)?.[0] ?? '', /grace@example\.org/);
    assert.deepEqual(mail.to, ['grace@example.org']);
    await eventually(async () => {
      const { 'mailWhenDone.accounts': accounts } = await editor().server.userSettings();
      const [saved] = accounts as Record<string, unknown>[];
      assert.deepEqual([saved?.['bcc'], saved?.['ehloDomain']], [true, 'laptop.example.com']);
    });
  });

  it('choose what the servers on the way report', async () => {
    const server = await servers.scripted({ EHLO: '250-test\n250-DSN\n250-SMTPUTF8\n250-8BITMIME\n250 AUTH PLAIN' });
    form = await openSettings(aLoopbackEntry(server.port, { recipients: ['jürgen@münchen.example'] }));
    await form.openAdvanced();
    await form.field('Delivery reports').selectOption('all');
    await form.field('Password').fill('any');
    await form.save();
    assert.match(await form.test(), /^Accepted/);
    const said = server.lines.filter((line) => /^(?:MAIL|RCPT)/.test(line));
    assert.match(said[0] ?? '', /^MAIL FROM:<ada@example\.com> SMTPUTF8 BODY=8BITMIME .*RET=HDRS ENVID=/);
    assert.equal(said[1], 'RCPT TO:<jürgen@xn--mnchen-3ya.example> NOTIFY=SUCCESS,FAILURE,DELAY');
    await form.field('Reply-To address').fill('é@example.com');
    await form.complains(form.field('Reply-To address'), 'unaccented letters');
  });

  it('say which address the server cannot take', async () => {
    const server = await servers.scripted({});
    form = await openSettings(aLoopbackEntry(server.port, { recipients: ['jürgen@münchen.example'] }));
    await form.field('Password').fill('any');
    await form.save();
    assert.equal(await form.test(), 'Failed at the step Recipients');
    await form.frame
      .getByText(/\(SMTPUTF8\): jürgen@münchen\.example/)
      .first()
      .waitFor();
    assert.ok(!server.lines.some((line) => line.startsWith('MAIL')));
  });

  it('pick the authentication method', async () => {
    const server = await servers.scripted({ AUTH: '535 5.7.8 no' });
    form = await openSettings(aLoopbackEntry(server.port));
    await form.openAdvanced();
    await form.field('Authentication method').selectOption('LOGIN');
    await form.field('Password').fill('not the one');
    await form.test();
    assert.ok(server.lines.some((line) => line.startsWith('AUTH LOGIN')));
    assert.ok(!server.lines.some((line) => line.startsWith('AUTH PLAIN')));
  });
});
