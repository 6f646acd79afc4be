import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import PostalMime from 'postal-mime';
import { outDir } from '../editor/places';
import type { RunningSmtpServer } from '../support/smtpServer';
import { aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { ExtensionStorage } from './extensionStorage';
import { type Fixture, startEditor } from './fixture';
import { giveSettings } from './liveSettings';
import { MailServers } from './mailServers';
import { TerminalPanel } from './terminalPanel';

/**
 * A mail is asked for where something runs: in the menu of a terminal's tab, in the toolbar of a notebook, in the
 * Testing view and by the bell of the status bar. No rule ever mails anything here, and nothing ends before its test
 * lets it.
 */
describe('a mail that is asked for where something runs', () => {
  const pictures = path.join(outDir, 'pictures');
  const servers = new MailServers();
  const ask = 'Mail Me When This Finishes';
  const gates: string[] = [];
  let fixture: Fixture;
  let server: RunningSmtpServer;
  /** How many mails came before this test. */
  let earlier: number;
  let terminals: TerminalPanel;
  let storage: ExtensionStorage;

  /** The name of a file that something waits for; another one in a second try. */
  function gate(name: string): string {
    const file = `${name}${gates.length}.gate`;
    gates.push(file);
    return file;
  }
  const open = (file: string): void => writeFileSync(path.join(fixture.workspace, file), '');
  const waiting = (file: string): string => `until [ -e ${file} ]; do sleep 0.2; done; (exit 4)`;

  before(async () => {
    await mkdir(pictures, { recursive: true });
    fixture = await startEditor({ sampleExtension: true, colorTheme: 'Dark Modern' });
    terminals = new TerminalPanel(fixture.workbench);
    storage = new ExtensionStorage(fixture.server.dataDir);
    server = await servers.start({ authOptional: true });
    const account = aLoopbackEntry(server.port, { authentication: false, username: '' });
    const settings = {
      'mailWhenDone.accounts': [account],
      'mailWhenDone.rules': [{ id: 'none', mails: false }],
      'terminal.integrated.tabs.hideCondition': 'singleTerminal',
    };
    await giveSettings(settings, account.name, fixture);
  });
  beforeEach(() => void (earlier = server.mails.length));
  afterEach(async () => {
    for (const file of gates) open(file);
    await bell(/finish/).waitFor({ state: 'detached' });
    await fixture.workbench.quickInput.close();
    await fixture.workbench.notifications.clear();
  });
  after(async () => {
    await fixture.stop();
    await servers.stop();
  });

  const picture = (name: string): Promise<void> =>
    fixture.workbench.screenshot(path.join(pictures, `asking-${name}.png`));
  const bell = (words: RegExp): Locator => fixture.workbench.statusItem(words);
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

  async function isTold(name: string): Promise<void> {
    await fixture.workbench.notifications.toast(`You will get a mail when “${name}” finishes.`).waitFor();
  }

  /** What the bell shows, and what it says to who cannot see it. */
  async function bellShows(count: number, words: RegExp): Promise<void> {
    await bell(words).waitFor();
    const text = await fixture.workbench.statusText(words);
    assert.equal(text, count === 0 ? '' : String(count));
  }

  /** Opens the menu of something and chooses from it, once it is offered. */
  async function fromMenu(of: Locator, entry: string, look?: () => Promise<void>): Promise<void> {
    const item = fixture.workbench.page.locator('.context-view').getByRole('menuitem', { name: entry, exact: true });
    await eventually(async () => {
      if (!(await item.isVisible())) await of.click({ button: 'right', timeout: 10_000 });
      await item.waitFor({ timeout: 10_000 });
    });
    await look?.();
    await eventually(async () => {
      await item.click({ timeout: 10_000 });
      await item.waitFor({ state: 'detached', timeout: 10_000 });
    });
  }

  async function subjects(): Promise<string[]> {
    const all = await Promise.all(server.mails.slice(earlier).map(({ raw }) => PostalMime.parse(raw)));
    return all.map(({ subject = '' }) => subject);
  }

  /** Waits until as many mails have come as that, and until no other can come; answers the last one's subject. */
  async function mailed(count: number): Promise<string> {
    await eventually(async () => assert.equal((await subjects()).length, count));
    await storage.isAtRest('');
    const all = await subjects();
    assert.equal(all.length, count, all.join('\n'));
    return all.at(-1) ?? '';
  }

  it('in the menu of a terminal’s tab: of several the one that was clicked is meant', async () => {
    const files = ['one', 'two', 'three'].map(gate);
    const second = waiting(files[1]!);
    for (const file of files) {
      await terminals.open();
      await terminals.type(waiting(file));
    }
    await bell(/^Mail me when this finishes: .*one.*two.*three/).waitFor();
    assert.equal(await terminals.tabs.count(), 3);
    // Not the one that is shown, which is the third.
    await fromMenu(terminals.tabs.nth(1), ask, () => picture('terminal-menu'));
    await isTold(second);
    await bellShows(1, new RegExp(`^Mailed when they finish: ${escaped(second)}$`));
    await picture('terminal-toast');
    for (const file of files) open(file);
    assert.match(await mailed(1), /^FAILED: until \[ -e two.* \(exit 4\)/);
    await terminals.killAll();
  });

  it('in the menu of the head of the panel, where there is one terminal only', async () => {
    const file = gate('single');
    await terminals.open();
    await terminals.type(waiting(file));
    await bell(/^Mail me when this finishes: .*single/).waitFor();
    assert.equal(await terminals.tabs.count(), 0);
    await fromMenu(terminals.singleTab, ask, () => picture('single-terminal-menu'));
    await isTold(waiting(file));
    // Once more takes it back.
    await fromMenu(terminals.singleTab, ask);
    await fixture.workbench.notifications.toast(/You will get no mail about “.*single/).waitFor();
    await bellShows(0, /^Mail me when this finishes: .*single/);
    await fromMenu(terminals.singleTab, ask);
    await bellShows(1, /^Mailed when they finish: .*single/);
    open(file);
    assert.match(await mailed(1), /^FAILED: until \[ -e single.* \(exit 4\)/);
  });

  it('says so where nothing runs in the terminal, and leaves alone what runs elsewhere', async () => {
    const file = gate('elsewhere');
    await terminals.type(waiting(file));
    await bell(/^Mail me when this finishes: .*elsewhere/).waitFor();
    await terminals.open();
    await fromMenu(terminals.tabs.nth(1), ask);
    await fixture.workbench.notifications.toast('Nothing runs here now.').waitFor();
    await bellShows(0, /^Mail me when this finishes: .*elsewhere/);
    open(file);
    await terminals.killAll();
  });

  /** Runs all cells of a new notebook, each of which waits for a file, and asks for a mail by its toolbar. */
  async function askForNotebook(cells: readonly string[]): Promise<string> {
    const { workbench } = fixture;
    const name = `analysis${gates.length}.samplebook`;
    await writeFile(path.join(fixture.workspace, name), cells.join('\n'));
    await workbench.runCommand('Go to File...');
    await workbench.quickInput.choose(name, { type: name });
    const toolbar = workbench.page.locator('.notebook-toolbar-container');
    await toolbar.getByRole('button', { name: 'Run All' }).click();
    await bell(new RegExp(`^Mail me when this finishes: ${name}`)).waitFor();
    await picture('notebook');
    await toolbar.getByRole('button', { name: ask }).click();
    await isTold(name);
    return name;
  }

  it('in the toolbar of a notebook', async () => {
    const { workbench } = fixture;
    const cells = [gate('first'), gate('second')];
    const name = await askForNotebook(cells);
    await bellShows(1, new RegExp(`^Mailed when they finish: ${name}$`));
    open(cells[0]!);
    await workbench.page.locator('.codicon-notebook-state-success').first().waitFor();
    assert.deepEqual(await subjects(), []);
    open(cells[1]!);
    assert.match(await mailed(1), /^DONE: analysis\d+\.samplebook - sample-app/);
    await workbench.closeEditors();
  });

  it('and is told once as lost where nothing can be known any more, as of a notebook whose window is reloaded', async () => {
    const { workbench } = fixture;
    const name = await askForNotebook([gate('lost')]);
    // What is asked for is on the disk a moment later.
    await eventually(() => assert.equal(storage.going(name)[0]?.asked, true));
    await workbench.reload();
    await workbench.statusItem(/^Mail When Done/).waitFor();
    assert.match(await mailed(1), new RegExp(`^WATCH LOST: ${escaped(name)} - `));
    await workbench.closeEditors();
  });

  it('in the menu of the Testing view', async () => {
    const { workbench } = fixture;
    await workbench.openContainer(/^Testing/);
    const { page } = workbench;
    await page.locator('.part.sidebar').getByText('waits for its gate').first().waitFor();
    await page.locator('.part.sidebar').getByRole('button', { name: 'Views and More Actions...' }).click();
    const item = page.getByRole('menuitem', { name: 'Run Tests and Mail Me' });
    await item.waitFor();
    await picture('testing-menu');
    await eventually(async () => {
      await item.click({ timeout: 10_000 });
      await item.waitFor({ state: 'detached', timeout: 10_000 });
    });
    assert.ok((await workbench.quickInput.offers()).includes('All tests'));
    await picture('testing-pick');
    await workbench.quickInput.choose('All tests');
    await isTold('All tests');
    await bellShows(1, /^Mailed when they finish: All tests$/);
    open('tests.gate');
    assert.match(await mailed(1), /^ENDED: All tests - sample-app/);
  });

  it('by the bell of the status bar, which counts and takes back', async () => {
    const { quickInput } = fixture.workbench;
    const files = ['left', 'right'].map(gate);
    // The editor would make an icon of what is to be done by the shell.
    const [left = '', right = ''] = files.map((file) => `: $(date); ${waiting(file)}`);
    for (const command of [left, right]) {
      await terminals.open();
      await terminals.type(command);
    }
    const toggle = async (label: string, count: number, words: RegExp): Promise<void> => {
      await bell(/finish/).click();
      await quickInput.choose(label);
      await bellShows(count, words);
    };
    await bellShows(0, /^Mail me when this finishes: .*left.*right/);
    await bell(/finish/).click();
    assert.deepEqual(await quickInput.offers(), [left, right]);
    await picture('bell-pick');
    await quickInput.close();
    await toggle(left, 1, /^Mailed when they finish: [^,]*left[^,]*$/);
    await toggle(right, 2, /^Mailed when they finish: .*left.*, .*right/);
    await bell(/finish/).hover();
    await fixture.workbench.page.locator('.monaco-hover:visible').filter({ hasText: 'left' }).waitFor();
    await picture('bell-hover');
    await bell(/finish/).click();
    const [first = '', , second = ''] = await quickInput.offers();
    assert.deepEqual([first.trim(), second.trim()], [left, right]);
    await picture('bell-pick-asked');
    await quickInput.close();
    await toggle(first, 1, /^Mailed when they finish: [^,]*right[^,]*$/);
    for (const file of files) open(file);
    assert.match(await mailed(1), /^FAILED: : \$\(date\).*right/);
    await terminals.killAll();
  });
});
