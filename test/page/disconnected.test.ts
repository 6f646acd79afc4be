import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import PostalMime from 'postal-mime';
import { ExtensionHost } from '../crash/editor/extensionHost';
import { launchBrowser, openWorkbench } from '../editor/browser';
import type { Workbench } from '../editor/workbench';
import type { RunningSmtpServer } from '../support/smtpServer';
import { aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { ExtensionStorage } from './extensionStorage';
import { startEditor, type Fixture } from './fixture';
import { giveSettings } from './liveSettings';
import { MailServers } from './mailServers';
import { TerminalPanel } from './terminalPanel';

const correction = /the editor tells after all that it is done, exit code 0/;
const statusName = /^Mail When Done/;

/**
 * What a user is told of a run whose end the editor does not tell: a real editor, with real processes that go on until
 * the test lets them end, while their window is reloaded, their extension host or their browser killed. Nothing but a
 * mail that was asked for is ever sent here.
 */
describe('a run whose editor is gone as it ends', () => {
  // A second mail would be told as one try that failed.
  const servers = new MailServers();
  let fixture: Fixture;
  let server: RunningSmtpServer;
  let storage: ExtensionStorage;

  /** A file that a command waits for, in front of what it does then. */
  const gate = (name: string): string => path.join(fixture.workspace, `${name}.gate`);
  const waiting = (name: string): string => `until [ -e ${gate(name)} ]; do sleep 0.2; done; sleep 0.2`;
  const open = (name: string): void => writeFileSync(gate(name), '');
  const names = ['reloaded', 'killed', 'alone', 'late', 'brief'];
  /** The shell itself loops: between two commands it is at its prompt, as far as one can see. */
  const typed = (name: string): string => `until [ -e ${name}.gate ]; do sleep 0.2; done; (exit 3)`;

  before(async () => {
    fixture = await startEditor();
    storage = new ExtensionStorage(fixture.server.dataDir);
    server = await servers.start({ authOptional: true });
    const tasks = names.map((label) => ({
      label,
      type: 'shell',
      command: label === 'brief' ? `${waiting(label)}; exit 3` : waiting(label),
      problemMatcher: [],
      presentation: { reveal: 'never', panel: 'dedicated' },
    }));
    const folder = path.join(fixture.workspace, '.vscode');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
    const account = aLoopbackEntry(server.port, { authentication: false, username: '' });
    const brief = { id: 'brief', match: 'brief', minimumDuration: 0, content: 'facts' };
    const muted = { id: 'none', mails: false };
    const settings = { 'mailWhenDone.accounts': [account], 'mailWhenDone.rules': [brief, muted] };
    await giveSettings(settings, account.name, fixture);
  });

  after(async () => {
    for (const name of [...names, 'typed', 'retyped', 'printed']) open(name);
    await fixture.stop();
    await servers.stop();
  });

  async function ask(name: string, workbench: Workbench): Promise<void> {
    // A task that has been chosen takes a while to start; until then the command finds nothing, or other runs only.
    await eventually(async () => {
      await workbench.runCommand('Mail When Done: Mail Me When This Finishes');
      await workbench.quickInput.choose(name, { type: name, timeout: 10_000 });
    });
    await workbench.notifications.toast(`You will get a mail when “${name}” finishes`).waitFor();
    // The editor tells the process of a task up to a second after its start; until then nothing could be watched.
    await eventually(() => assert.ok(isWatched(name), `${name} is not in the journal with its process`));
  }

  /** Types a command into the only terminal. */
  async function type(command: string, workbench: Workbench): Promise<void> {
    const terminals = new TerminalPanel(workbench);
    await terminals.killAll();
    await terminals.open();
    await terminals.type(command);
    // It takes a second until it is clear that it is nobody else's.
    await eventually(() => assert.ok(isWatched(command), `${command} is not in the journal`));
  }

  /** A browser that can be killed, and no other one. */
  async function another(): Promise<{ browser: Browser; workbench: Workbench }> {
    await fixture.workbench.close();
    const browser = await launchBrowser();
    const workbench = await openWorkbench(browser, fixture.server);
    await workbench.statusItem(statusName).waitFor();
    return { browser, workbench };
  }

  /** Ends a browser so that nothing in it is closed in peace. */
  async function crash(browser: Browser): Promise<void> {
    const gone = new Promise((resolve) => browser.once('disconnected', resolve));
    const devTools = await browser.newBrowserCDPSession();
    devTools.send('Browser.crash').catch(() => undefined);
    await gone;
  }

  /** Waits until the editor has the terminals of before the reload again, and has told us what runs in them. */
  async function isBack(name: string, workbench: Workbench): Promise<void> {
    const rows = workbench.page.locator('.xterm-rows').filter({ hasText: `${name}.gate` });
    await rows.first().waitFor({ state: 'attached' });
    // It tells things in order: an answer comes after what it had to say.
    await workbench.runCommand('Mail When Done: Mail Me When This Finishes');
    await workbench.quickInput.offers();
    await workbench.quickInput.close();
  }

  /**
   * Waits for longer than it takes until a process that seems to be over is taken for that. Nothing fails where it is
   * longer.
   */
  const untilTakenForOver = (): Promise<void> => sleep(20_000);

  function isWatched(name: string): boolean {
    return storage.going(name).some(({ process }) => process !== undefined);
  }

  /** The mails about a run. */
  async function mails(name: string): Promise<{ subject: string; text: string }[]> {
    const all = await Promise.all(server.mails.map(({ raw }) => PostalMime.parse(raw)));
    return all
      .map(({ subject = '', text = '' }) => ({ subject, text }))
      .filter(({ subject }) => subject.includes(`: ${name} `));
  }

  /** Waits for the mail about a run, and until no second one can come. */
  async function mail(name: string): Promise<{ subject: string; text: string }> {
    await eventually(async () => assert.equal((await mails(name)).length, 1, `no mail about ${name}`));
    await storage.isAtRest(name);
    const found = await mails(name);
    assert.deepEqual(
      found.map(({ subject }) => subject),
      [found[0]?.subject],
    );
    return found[0]!;
  }

  /** What the extension has logged, in all windows. */
  async function log(): Promise<string> {
    const folder = path.join(fixture.server.dataDir, 'logs');
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('Mail When Done.log'));
    assert.ok(files.length > 0);
    return (await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')))).join('\n');
  }

  it('reload during a foreground task that was asked for: one mail as its process ends, which says why it knows no more', async () => {
    const { workbench } = fixture;
    await workbench.runTask('reloaded');
    await ask('reloaded', workbench);
    await workbench.reload();
    await workbench.statusItem(statusName).waitFor();
    // It is listed all the while, as one that is mailed.
    await workbench.runCommand('Mail When Done: Mail Me When This Finishes');
    const offers = await workbench.quickInput.offers();
    assert.match(offers.join(), / reloaded,You will be mailed/);
    await workbench.quickInput.close();
    assert.deepEqual(await mails('reloaded'), []);
    open('reloaded');
    const { subject, text } = await mail('reloaded');
    assert.match(subject, /^ENDED: reloaded - sample-app - /);
    assert.match(text, /exit code unknown: the editor was disconnected/);
    assert.match(text, /you asked to be told/);
  });

  it('extension host killed during a task that was asked for: exactly one mail', async () => {
    const { workbench, server: editor } = fixture;
    await workbench.runTask('killed');
    await ask('killed', workbench);
    const hosts = await ExtensionHost.allOf(editor.pid);
    assert.equal(hosts.length, 1);
    const id = storage.going('killed')[0]?.running.id ?? '';
    hosts[0]!.kill();
    await hosts[0]!.gone();
    await eventually(async () => assert.equal((await ExtensionHost.allOf(editor.pid)).length, 1));
    await workbench.statusItem(statusName).waitFor();
    await eventually(async () =>
      assert.match(await log(), new RegExp(`run ${id} (?:is taken over|of an earlier window)`)),
    );
    assert.deepEqual(await mails('killed'), []);
    open('killed');
    const { subject, text } = await mail('killed');
    // Where the editor tells the new host of the task, which it mostly does not, the end is known.
    assert.match(subject, /^(ENDED|DONE): killed - sample-app - /);
    assert.match(text, /you asked to be told/);
  });

  it('connection lost for longer than a task: one mail, and the true end corrects what was told', async () => {
    const { workbench } = fixture;
    const context = workbench.page.context();
    await workbench.runTask('late');
    await ask('late', workbench);
    await context.setOffline(true);
    open('late');
    const { subject } = await mail('late');
    assert.match(subject, /^ENDED: late - sample-app - /);
    assert.doesNotMatch(await log(), correction);
    await context.setOffline(false);
    await eventually(async () => assert.match(await log(), correction));
    await storage.isAtRest('late');
    assert.equal((await mails('late')).length, 1);
  });

  it('reload during a terminal command: one mail, with the exit code and from its beginning', async () => {
    const { workbench } = fixture;
    const command = typed('retyped');
    await type(command, workbench);
    const typedAt = Date.now();
    await ask(command, workbench);
    await workbench.reload();
    await workbench.statusItem(statusName).waitFor();
    await isBack('retyped', workbench);
    await untilTakenForOver();
    assert.deepEqual(await mails(command), [], 'it goes on');
    const opened = Date.now();
    open('retyped');
    const { subject } = await mail(command);
    const [, minutes = 0, seconds = 0] =
      /^FAILED: until .* \(exit 3\) - sample-app - (?:(\d+)m )?([\d.]+)s$/.exec(subject)?.map(Number) ?? [];
    const took = (minutes || 0) * 60 + seconds;
    assert.ok(took >= (opened - typedAt) / 1000 - 1, `${subject}, typed ${(opened - typedAt) / 1000} s before its end`);
  });

  it('reload during a terminal command that prints something: one run, with the exit code and under its own name', async () => {
    const { workbench } = fixture;
    const command = typed('printed').replace('(exit 3)', 'echo out; false');
    await type(command, workbench);
    await workbench.reload();
    await workbench.statusItem(statusName).waitFor();
    // Of what ends before that the editor tells nothing.
    await isBack('printed', workbench);
    open('printed');
    await eventually(() => assert.notDeepEqual(storage.told(command), [], 'not in the history'));
    await untilTakenForOver();
    await storage.isAtRest(command);
    // Of one that is named after its output too there is none: its name would begin so.
    assert.deepEqual(storage.told(command), ['failed 1']);
  });

  it('reload right after a task ended, as its mail is being written: the true end stays, and nobody tells it again', async () => {
    const { workbench } = fixture;
    await workbench.runTask('brief');
    await eventually(() => assert.ok(isWatched('brief'), 'brief is not in the journal with its process'));
    open('brief');
    await eventually(() => assert.equal(storage.told('brief').length, 1, 'not in the history'));
    await workbench.reload();
    await workbench.statusItem(statusName).waitFor();
    await storage.isAtRest('brief');
    assert.deepEqual(storage.told('brief'), ['failed 3']);
    // The window may have been too quick to withdraw the mail, as it does for a user who is there.
    const subjects = (await mails('brief')).map(({ subject }) => subject);
    assert.ok(subjects.length <= 1, subjects.join('; '));
    for (const subject of subjects) assert.match(subject, /^FAILED: brief \(exit 3\)/);
  });

  it('browser killed during a task: the mail comes while no browser is there', async () => {
    const { browser, workbench } = await another();
    await workbench.runTask('alone');
    await ask('alone', workbench);
    await crash(browser);
    open('alone');
    const { subject, text } = await mail('alone');
    assert.match(subject, /^ENDED: alone - sample-app - /);
    assert.match(text, /exit code unknown: the editor was disconnected/);
  });

  it('browser killed during a terminal command: the mail comes while no browser is there', async () => {
    const { browser, workbench } = await another();
    const command = typed('typed');
    await type(command, workbench);
    await ask(command, workbench);
    await crash(browser);
    await untilTakenForOver();
    assert.deepEqual(await mails(command), [], 'it goes on');
    open('typed');
    const { subject, text } = await mail(command);
    assert.match(subject, /^ENDED: until /);
    assert.match(text, /exit code unknown: the editor was disconnected/);
  });
});
