import assert from 'node:assert/strict';
import { password } from '../support/builders';
import type { ScriptedSmtpServer } from '../support/scriptedSmtpServer';
import { aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { MailServers } from './mailServers';
import { type SettingsForm, openSettings } from './settingsForm';
import { everyRun, withoutOutput } from '../support/everyRun';

describe('a mail that could not be sent', () => {
  const servers = new MailServers();
  const words = '127.0.0.1 refused the user name “ada@example.com” or its password. Type both again.';
  let refuses: boolean;
  let server: ScriptedSmtpServer;
  let form: SettingsForm;

  beforeEach(async () => {
    refuses = true;
    server = await servers.scripted({ AUTH: () => (refuses ? '535 5.7.8 no' : '235 2.7.0 welcome') });
    form = await openSettings(aLoopbackEntry(server.port), { 'mailWhenDone.rules': everyRun(1, withoutOutput) });
    await form.field('Password').fill(password);
    await form.save();
    await form.isSaved('ready');
    await form.workbench.runTask('build');
    await form.workbench.notifications.toast(words).waitFor();
  });
  after(() => servers.stop());

  async function arrived(count: number): Promise<void> {
    await eventually(() => assert.equal(server.bodies.length, count));
    assert.match(server.bodies[count - 1]!.toString(), /^Subject: DONE: build - sample-app/m);
    await form.isSaved('verified');
  }

  it('is told in one notification and sent again by its button', async () => {
    const { notifications } = form.workbench;
    assert.equal((await notifications.texts()).length, 1);
    await form.isSaved('failing');
    assert.equal(server.bodies.length, 0);
    refuses = false;
    await notifications.press(words, 'Retry');
    await arrived(1);
  });

  it('leads to the settings, where a test that passes lets it go', async () => {
    await form.title.click({ button: 'middle' });
    await form.workbench.notifications.press(words, 'Open Settings');
    await form.validity.filter({ hasText: 'Failing' }).waitFor();
    refuses = false;
    assert.match(await form.test(), /^Accepted/);
    await arrived(2);
  });
});
