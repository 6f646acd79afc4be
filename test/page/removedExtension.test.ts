import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { everyRun, withoutOutput } from '../support/everyRun';
import type { RunningSmtpServer } from '../support/smtpServer';
import { aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { ExtensionStorage } from './extensionStorage';
import { type Fixture, startEditor } from './fixture';
import { giveSettings } from './liveSettings';
import { MailServers } from './mailServers';

/** An update does that, or a clean-up by another server: what was not loaded by then cannot be loaded any more. */
describe('a window whose extension is removed from the disk', () => {
  const servers = new MailServers();
  let fixture: Fixture;
  let server: RunningSmtpServer;
  let storage: ExtensionStorage;

  before(async () => {
    fixture = await startEditor();
    storage = new ExtensionStorage(fixture.server.dataDir);
    server = await servers.start({ authOptional: true });
    const task = { label: 'late', type: 'shell', command: 'exit 3', problemMatcher: [] };
    const tasks = { version: '2.0.0', tasks: [task] };
    await writeFile(path.join(fixture.workspace, '.vscode', 'tasks.json'), JSON.stringify(tasks));
    const account = aLoopbackEntry(server.port, { authentication: false, username: '' });
    const settings = { 'mailWhenDone.accounts': [account], 'mailWhenDone.rules': everyRun(0, withoutOutput) };
    await giveSettings(settings, account.name, fixture);
  });
  after(async () => {
    await fixture.stop();
    await servers.stop();
  });

  it('says that a mail could not be written, and mails it with its exit code once it is reloaded', async () => {
    const { workbench } = fixture;
    const extensions = path.join(fixture.server.dataDir, 'extensions');
    const [name = ''] = readdirSync(extensions).filter((one) => one.startsWith('mail-when-done.'));
    const installed = path.join(extensions, name);
    await rename(path.join(installed, 'dist'), path.join(installed, 'removed'));
    await workbench.runTask('late');
    await workbench.notifications.toast(/The mail about “late” could not be written/).waitFor();
    assert.deepEqual(
      storage.going('late').map(({ end }) => end?.exitCode),
      [3],
    );
    assert.equal(server.mails.length, 0);

    await rename(path.join(installed, 'removed'), path.join(installed, 'dist'));
    await workbench.reload();
    await workbench.statusItem(/^Mail When Done/).waitFor();
    await eventually(() => assert.equal(server.mails.length, 1));
    await storage.isAtRest('late');
    assert.equal(server.mails.length, 1);
    const { subject = '' } = await PostalMime.parse(server.mails[0]!.raw);
    assert.match(subject, /^FAILED: late \(exit 3\)/);
  });
});
