import assert from 'node:assert/strict';
import { password } from '../support/builders';
import { DnsServer, type Zone } from '../support/dnsServer';
import { aLoopbackEntry, username } from './accountEntries';
import { assertAccessible } from './axe';
import { eventually } from './eventually';
import { authority, editor } from './fixture';
import { MailServers } from './mailServers';
import { type SettingsForm, openSettings, textOf } from './settingsForm';

describe('looking things up', () => {
  const servers = new MailServers();
  const stops: (() => Promise<void>)[] = [];
  after(async () => {
    await servers.stop();
    for (const stop of stops.splice(0)) await stop();
  });

  async function dnsWith(zone: Zone): Promise<DnsServer> {
    const server = await DnsServer.start(zone);
    stops.push(() => server.stop());
    return server;
  }

  /** Asks for the settings of an address of corp.test, whose DNS names this server, with a password typed. */
  async function search(host: string) {
    const certificate = authority.issue({ names: [host] });
    const smtp = await servers.scripted({}, { implicitTls: true, certificate });
    const dns = await dnsWith({
      'SRV _submissions._tcp.corp.test': [{ priority: 0, weight: 0, port: smtp.port, target: host }],
      [`A ${host}`]: ['127.0.0.1'],
    });
    const form = await openSettings(undefined, { 'mailWhenDone.dnsServers': [dns.place] });
    await form.field('Email address').fill('ada@corp.test');
    await form.field('Password').fill(password);
    await form.button('Find settings').click();
    return { form, smtp, dns };
  }

  const steps = async (form: SettingsForm): Promise<string[]> => {
    const rows = await form.frame.getByRole('list', { name: 'Search' }).getByRole('listitem').all();
    return Promise.all(
      rows.map(
        async (row) => `${await textOf(row.locator('.step-name'))}: ${await textOf(row.locator('.step-state'))}`,
      ),
    );
  };

  it('finds the settings of an unknown domain, and fills them in only when told to', async () => {
    const { form, smtp, dns } = await search('mail.corp.test');
    const use = form.frame.getByRole('button', { name: `Use these settings: mail.corp.test:${String(smtp.port)}` });
    await use.waitFor();
    assert.deepEqual(await steps(form), [
      'Mail servers of the domain (MX): Nothing',
      'Service records (SRV): Found',
      'Settings published by the domain: Not needed',
      'Thunderbird’s database: Not needed',
      'Asking the servers: Found',
    ]);
    const found = form.frame.getByRole('list', { name: 'Found servers' });
    assert.match(await textOf(found), /Implicit TLS, user name ada@corp\.test.*sign-in: PLAIN, LOGIN/);
    await form.hasValue('SMTP server host', '');
    await use.click();
    await form.hasValue('SMTP server host', 'mail.corp.test');
    await form.hasValue('SMTP server port', String(smtp.port));
    await found.getByText('These settings stand in the form. Test and save them below.').waitFor();
    assert.ok(
      smtp.lines.every((line) => /^(EHLO|QUIT)/.test(line)),
      'nobody signed in',
    );
    assert.ok(!dns.questions.some((question) => question.includes('ada')), 'only the domain is asked for');
    await assertAccessible(await form.rawFrame(), 'looking things up');
  });

  it('takes the typed password out of the form with a server of another domain', async () => {
    const { form, smtp } = await search('mail.elsewhere.test');
    await form.frame.getByRole('button', { name: /^Use these settings: mail\.elsewhere\.test/ }).click();
    await form.hasValue('SMTP server host', 'mail.elsewhere.test');
    await form.hasValue('Password', '');
    await form.frame.getByText('The password was removed: nobody vouches for mail.elsewhere.test.').waitFor();
    await form.field('Password').fill(password);
    await form.hasValue('Password', password);
    assert.ok(smtp.lines.every((line) => /^(EHLO|QUIT)/.test(line)));
  });

  it('says that a stored password is not for the server that was found', async () => {
    const plain = await servers.start();
    const dns = await dnsWith({ 'MX example.com': [{ preference: 1, exchange: 'aspmx.l.google.com' }] });
    const form = await openSettings(aLoopbackEntry(plain.port, { email: username }), {
      'mailWhenDone.dnsServers': [dns.place],
    });
    await form.field('Password').fill(password);
    await form.save();
    await form.button('Find settings').click();
    await form.frame.getByText(/^The stored password belongs to another server or user and is not sent/).waitFor();
    assert.equal(plain.mails.length, 0);
  });

  it('ends with what to do behind a DNS that answers nothing, and can be cancelled', async () => {
    const dns = await dnsWith({ '*': 'silence' });
    const form = await openSettings(undefined, { 'mailWhenDone.dnsServers': [dns.place] });
    await form.field('Email address').fill('ada@corp.test');
    await form.button('Find settings').click();
    await form.button('Cancel').click();
    await form.frame.locator('.found').getByText('Cancelled', { exact: true }).waitFor();
    await form.button('Find settings').click();
    await form.frame
      .locator('.found')
      .getByText(/^The DNS does not answer/)
      .waitFor();
  });

  it('checks delivery and copies the report for an administrator', async () => {
    const plain = await servers.start();
    const dns = await dnsWith({
      'MX example.com': [{ preference: 1, exchange: 'mx.example.com' }],
      'TXT example.com': [['v=spf1 +all']],
    });
    const form = await openSettings(aLoopbackEntry(plain.port), { 'mailWhenDone.dnsServers': [dns.place] });
    await form.button('Check delivery').click();
    const copy = form.button('Copy for administrator');
    await copy.waitFor();
    const checks = form.frame.getByRole('list', { name: 'Domain of the From address – example.com' });
    assert.match(await textOf(checks), /SPF – Problem The SPF record of example\.com allows every sender\./);
    await form.frame.getByText(/^Problems: \d/).waitFor();
    await copy.click();
    await eventually(async () => {
      const copied = await editor().workbench.page.evaluate(() => navigator.clipboard.readText());
      assert.match(
        copied,
        /^# Delivery check[^]*\[Problem\] SPF – The SPF record of example\.com allows every sender\./,
      );
    });
    assert.equal(plain.mails.length, 0);
    await assertAccessible(await form.rawFrame(), 'looking things up');
  });
});
