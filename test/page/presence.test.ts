import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { outcomes } from '../../src/model/run/run';
import { ScriptedSmtpServer } from '../support/scriptedSmtpServer';
import { aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { ExtensionStorage } from './extensionStorage';
import { type Fixture, startEditor } from './fixture';
import { changeSettings } from './liveSettings';

// An editor of its own: whether its window has the focus is what all this is about.
describe('a mail that waits for whether somebody is there', () => {
  let fixture: Fixture;
  let server: ScriptedSmtpServer;
  let other: Page;
  let session: CDPSession;
  let storage: ExtensionStorage;
  const toast = /“(build|test)”: (done|failed) after/;

  before(async () => {
    server = await ScriptedSmtpServer.start();
    const entry = aLoopbackEntry(server.port, { authentication: false, username: '' });
    fixture = await startEditor({});
    // None ends before somebody has gone away.
    const tasks = [
      ['build', '0'],
      ['test', '3'],
    ].map(([label, code]) => ({
      label,
      type: 'shell',
      command: `until [ -e ${label}.gate ]; do sleep 0.1; done; exit ${code}`,
      problemMatcher: [],
      presentation: { reveal: 'never', panel: 'dedicated' },
    }));
    const file = path.join(fixture.workspace, '.vscode', 'tasks.json');
    await writeFile(file, JSON.stringify({ version: '2.0.0', tasks }));
    storage = new ExtensionStorage(fixture.server.dataDir);
    await settle({ entry });
    const { page } = fixture.workbench;
    await fixture.workbench.statusItem(/^Mail When Done/).waitFor();
    session = await page.context().newCDPSession(page);
    // Else every page has the focus at any time.
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    other = await page.context().newPage();
    await page.bringToFront();
  });
  after(async () => {
    await fixture.stop();
    await server.stop();
  });

  let account: unknown;
  async function settle({ entry, ...settings }: { entry?: unknown; [name: string]: unknown }): Promise<void> {
    account ??= entry;
    await changeSettings(
      {
        'mailWhenDone.accounts': [account],
        'mailWhenDone.rules': [{ id: 'away', minimumDuration: 0, awayAfter: 60, outcomes, content: 'facts' }],
        'mailWhenDone.graceSeconds': 20,
        ...settings,
      },
      fixture,
    );
  }

  /** Starts tasks as somebody who is there, and goes away before they end. */
  async function startAndLeave(...tasks: readonly string[]): Promise<void> {
    const gates = tasks.map((task) => path.join(fixture.workspace, `${task}.gate`));
    for (const gate of gates) await rm(gate, { force: true });
    await fixture.workbench.page.bringToFront();
    for (const task of tasks) await fixture.workbench.runTask(task);
    await eventually(() => assert.equal(storage.going().length, tasks.length));
    await other.bringToFront();
    for (const gate of gates) await writeFile(gate, '');
  }

  const subjects = (): string[] => {
    return server.bodies.map((body) => /^Subject: (.*)$/m.exec(body.toString())?.[1]?.trim() ?? '');
  };

  it('goes after a while where nobody comes back, and tells it in the window before', async () => {
    await startAndLeave('build');
    await fixture.workbench.notifications.toast(toast).waitFor();
    assert.deepEqual(subjects(), []);
    await eventually(() => assert.equal(server.bodies.length, 1));
    assert.match(subjects()[0] ?? '', /^DONE: build/);
    assert.match(server.bodies[0]!.toString(), /while you are/);
  });

  it('is withdrawn where somebody comes back', async () => {
    await fixture.workbench.page.bringToFront();
    await settle({ 'mailWhenDone.graceSeconds': 120 });
    await fixture.workbench.notifications.clear();
    await startAndLeave('build');
    await fixture.workbench.notifications.toast(toast).waitFor();
    await fixture.workbench.page.bringToFront();
    await fixture.workbench.page.locator('.part.editor').click();
    // Withdrawn, or else sent when it would have gone.
    await storage.isAtRest('build');
    assert.equal(server.bodies.length, 1);
  });

  it('goes at once by the button of the notification', async () => {
    await settle({ 'mailWhenDone.graceSeconds': 600 });
    await fixture.workbench.notifications.clear();
    await startAndLeave('test');
    await fixture.workbench.notifications.toast(toast).waitFor();
    await fixture.workbench.notifications.press(toast, 'Mail It Now');
    await eventually(() => assert.equal(server.bodies.length, 2));
    assert.match(subjects()[1] ?? '', /^FAILED: test \(exit 3\)/);
  });

  it('is muted by the notification, and what was muted is listed in the next mail', async () => {
    await settle({ 'mailWhenDone.graceSeconds': 120 });
    await startAndLeave('build');
    await fixture.workbench.notifications.toast(toast).waitFor();
    await fixture.workbench.page.bringToFront();
    await fixture.workbench.notifications.press(toast, 'Mute…');
    await fixture.workbench.quickInput.choose('For 1 hour');
    await fixture.workbench.statusItem(/muted until/).waitFor();
    const before = storage.told('test').length;
    await startAndLeave('test');
    await eventually(() => assert.equal(storage.told('test').length, before + 1));
    await storage.isAtRest('test');
    assert.equal(server.bodies.length, 2);
    await fixture.workbench.page.bringToFront();
    await fixture.workbench.runCommand('Mail When Done: Unmute Mails of Rules');
    await settle({ 'mailWhenDone.graceSeconds': 6 });
    await startAndLeave('build');
    await eventually(() => assert.equal(server.bodies.length, 3));
    assert.match(server.bodies[2]!.toString().replaceAll('=\r\n', ''), /Not mailed meanwhile[^]*FAILED: test/);
  });

  it('tells runs that end soon after one another in one mail, what failed first', async () => {
    await settle({ 'mailWhenDone.digestSeconds': 30 });
    await startAndLeave('build', 'test');
    await eventually(() => assert.equal(server.bodies.length, 4));
    assert.match(subjects()[3] ?? '', /^FAILED: 1 of 2 - test, build/);
    await storage.isAtRest('');
    assert.equal(server.bodies.length, 4);
  });

  it('one that was asked for goes although somebody is there', async () => {
    await settle({});
    const { workbench } = fixture;
    await workbench.page.bringToFront();
    await rm(path.join(fixture.workspace, 'build.gate'), { force: true });
    await workbench.runTask('build');
    await workbench.statusItem(/^Mail me when this finishes: build/).click();
    await workbench.quickInput.choose('build');
    await workbench.statusItem(/^Mailed when they finish: build/).waitFor();
    await writeFile(path.join(fixture.workspace, 'build.gate'), '');
    await eventually(() => assert.equal(server.bodies.length, 5));
    assert.match(server.bodies[4]!.toString(), /because you asked/);
  });
});
