// The outbox view in words of its user, and servers that bring mails into each of its states.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Workbench } from '../editor/workbench';
import type { Script } from '../support/scriptedSmtpServer';
import { type AccountEntry, aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import type { Fixture } from './fixture';
import { changeSettings } from './liveSettings';
import type { MailServers } from './mailServers';
import { everyRun, withoutOutput } from '../support/everyRun';
import { tooltipOf } from './tooltip';

/** The tasks of the workspace: each ends at once, and the mail about it bears its name. */
const tasks = [
  ...['slow', 'greylisted', 'doubtful', 'parked', 'parked too', 'refused', 'fine'],
  ...['first', 'second', 'unanswered'],
];

/** The subject of the mail about a task; at its end stands how long that took. */
export function subjectOf(name: string): RegExp {
  return new RegExp(`(DONE|TERMINE)\\s?: ${name} - sample-app - [\\d.,]+ ?s`);
}

/** A name as a button or a menu shows it: the key that does the same may stand behind. */
function withKey(name: string): RegExp {
  return new RegExp(`^${name}(,? .*)?$`);
}

/** An account that signs in to nothing is complete without a password. */
function anOpenEntry(port: number, change: Partial<AccountEntry> = {}): AccountEntry {
  return aLoopbackEntry(port, { authentication: false, username: '', ...change });
}

/** The view in an editor of its own. */
export class OutboxPage {
  /** From when on the servers take what they refused before. */
  isMended = false;
  private accounts: readonly AccountEntry[] = [];
  private theme = 'Dark Modern';
  private mailsPerMinute = 20;

  private constructor(
    private readonly fixture: Fixture,
    private readonly servers: MailServers,
  ) {}

  static async open(fixture: Fixture, servers: MailServers, container = 'Mail When Done'): Promise<OutboxPage> {
    const all = tasks.map((label) => ({
      label,
      type: 'shell',
      command: 'true',
      problemMatcher: [],
      presentation: { reveal: 'never' },
    }));
    await writeFile(
      path.join(fixture.workspace, '.vscode', 'tasks.json'),
      JSON.stringify({ version: '2.0.0', tasks: all }),
    );
    await fixture.workbench.openContainer(container);
    const outbox = new OutboxPage(fixture, servers);
    // The others would leave the outbox too little space for a mail in each state.
    for (const other of [/Runs|Exécutions/i, /Sandbox Inbox|Boîte du bac/i]) await outbox.collapse(other);
    return outbox;
  }

  get sidebar(): Locator {
    return this.page.locator('.part.sidebar');
  }

  private get page() {
    return this.workbench.page;
  }

  private get workbench(): Workbench {
    return this.fixture.workbench;
  }

  private get rows(): Locator {
    return this.workbench.treeItems(/^(Outbox|Boîte d'envoi)$/);
  }

  private async collapse(view: RegExp): Promise<void> {
    const header = this.sidebar.locator('.pane-header').filter({ hasText: view });
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }

  /** One mail in each state, two where the account is at fault. */
  async fill(): Promise<void> {
    const scripts: Record<string, Script> = {
      greylisted: { RCPT: this.first('450 4.2.0 Greylisted', '250 2.1.5 ok') },
      doubtful: { body: this.first('close', '250 2.0.0 queued') },
      parked: { MAIL: this.first('550 5.7.60 not yours', '250 2.1.0 ok') },
      refused: { RCPT: '550 5.1.1 no such user' },
      fine: {},
    };
    for (const [name, script] of Object.entries(scripts)) {
      await this.mailThrough(script, name);
      if (name === 'parked') await this.mail('parked too');
    }
    const [fine] = this.accounts;
    // A server is waited for no longer than five minutes.
    await this.mailThrough(this.silent, 'slow');
    if (fine !== undefined) await this.useAccount(fine);
  }

  /** A server that answers no mail. */
  get silent(): Script {
    return { MAIL: this.first('silence', '250 2.1.0 ok') };
  }

  /** What a server says until it is mended, and then. */
  private first(reply: string, then: string): () => string {
    return () => (this.isMended ? then : reply);
  }

  /** The mail about a task goes through a server of its own; later ones too. */
  async mailThrough(script: Script, name: string): Promise<void> {
    const server = await this.servers.scripted(script);
    await this.useAccount(anOpenEntry(server.port));
    await this.mail(name);
  }

  /** Mails go to a place that this computer has no way to. */
  async goOffline(): Promise<void> {
    await this.useAccount(anOpenEntry(587, { host: '224.0.0.1', security: 'startTls' }));
  }

  /** Mails go to a server that takes them all. */
  async goOn(): Promise<void> {
    await this.useAccount(anOpenEntry((await this.servers.scripted({})).port));
  }

  async limit(mailsPerMinute: number): Promise<void> {
    this.mailsPerMinute = mailsPerMinute;
    await this.changeSettings();
  }

  /** Has a task end, and waits until the mail about it has been taken care of. */
  async mail(name: string): Promise<void> {
    const before = await this.sent();
    await this.workbench.runTask(name);
    await eventually(async () => {
      const isThere = (await this.row(name).count()) > 0 || (await this.sent()) > before;
      assert.ok(isThere, `no mail about ${name}`);
    });
  }

  /** How many mails were sent; their rows may be folded away. */
  private async sent(): Promise<number> {
    const shown = await this.shown();
    return Number(shown.find(([label]) => /^(Sent|Envoyés)$/.test(label))?.[1] ?? 0);
  }

  async useTheme(theme: string): Promise<void> {
    this.theme = theme;
    await this.changeSettings();
    const classes = { 'Light Modern': 'vs', 'Dark Modern': 'vs-dark', 'Default High Contrast': 'hc-black' };
    const kind = (classes as Record<string, string>)[theme] ?? 'hc-light';
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** The row of a group or of the mail about a task. */
  row(name: string): Locator {
    const exact = new RegExp(`^(${subjectOf(name).source}|${name})$`);
    return this.rows.filter({ has: this.page.locator('.label-name').filter({ hasText: exact }) });
  }

  /** Every row with its description; what changes while one looks is `_`. */
  async shown(): Promise<[string, string][]> {
    const rows = await this.rows.evaluateAll((all) =>
      all.map((row) => ['.label-name', '.label-description'].map((part) => row.querySelector(part)?.textContent ?? '')),
    );
    return rows.map(([name = '', description = '']) => [
      name.replace(/^(DONE|TERMINE)\s?: | - sample-app - .*$/g, ''),
      description.replace(/ · Loopback \d+$/, '').replace(/\d+ ?m(?:in)? \d\d ?s$|[\d.,]+ ?s$/, '_'),
    ]);
  }

  /** Waits until a mail stands in a group. */
  async has(group: string, name: string): Promise<void> {
    await eventually(async () => {
      const shown = (await this.shown()).map(([label]) => label);
      const groups = ['Sending', 'Waiting', 'Perhaps sent', 'Waiting for the account', 'Not sent', 'Sent'];
      const place = shown.indexOf(name);
      assert.ok(place >= 0, `${name} is not there: ${shown.join(', ')}`);
      assert.equal(
        shown.slice(0, place).findLast((label) => groups.includes(label)),
        group,
      );
    });
  }

  /** Its whole subject as it is shown. */
  async subject(name: string): Promise<string> {
    return this.row(name).first().locator('.label-name').innerText();
  }

  /** The name of the account that it is shown with. */
  async account(name: string): Promise<string> {
    const description = await this.row(name).first().locator('.label-description').innerText();
    return description.split(' · ').at(-1) ?? '';
  }

  /** Unfolds a group until a mail in it is seen. */
  async unfold(group: string, name: string): Promise<void> {
    await this.clickUntil(group, name, true);
  }

  /** Folds it until the mail is not. */
  async fold(group: string, name: string): Promise<void> {
    await this.clickUntil(group, name, false);
  }

  /** A view that is just drawn anew takes no clicks. */
  private async clickUntil(group: string, name: string, isSeen: boolean): Promise<void> {
    await eventually(async () => {
      const mail = this.row(name).first();
      if ((await mail.isVisible()) !== isSeen) await this.row(group).first().click({ timeout: 10_000 });
      await mail.waitFor({ state: isSeen ? 'visible' : 'detached', timeout: 10_000 });
    });
  }

  async tooltip(name: string): Promise<string> {
    return tooltipOf(this.row(name).first(), subjectOf(name));
  }

  /** The buttons that a row shows under the pointer, without the keys that do the same. */
  async inline(name: string): Promise<string[]> {
    const row = this.row(name).first();
    await this.point(row);
    return row
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.map((button) => (button.getAttribute('aria-label') ?? '').replace(/ \(.*\)$/, '')),
      );
  }

  /** Moves the pointer there from elsewhere: what it brought up before would lie in between. */
  private async point(row: Locator): Promise<void> {
    await this.page.mouse.move(900, 300);
    await eventually(async () => assert.equal(await this.page.locator('.monaco-hover:visible').count(), 0));
    await row.locator('.label-name').first().hover();
  }

  async act(name: string, button: string): Promise<void> {
    const row = this.row(name).first();
    await this.point(row);
    await row.getByRole('button', { name: withKey(button) }).click();
  }

  /** Selects these rows, the last of them with the keyboard on it. */
  async select(...names: string[]): Promise<void> {
    for (const [index, name] of names.entries())
      await this.row(name)
        .first()
        .click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
  }

  /** Waits until the keyboard is on a row. */
  async isOn(name: string): Promise<void> {
    await this.row(name).and(this.page.locator('.focused')).waitFor();
  }

  /** Opens the menu of a row, and answers what is in it. */
  async menu(name: string): Promise<string[]> {
    await this.row(name).first().click({ button: 'right' });
    await this.page.getByRole('menuitem').first().waitFor();
    return this.menuItems();
  }

  async menuItems(): Promise<string[]> {
    return this.page.locator('.context-view').getByRole('menuitem').locator('.action-label').allInnerTexts();
  }

  async choose(name: string, entry: string): Promise<void> {
    await this.menu(name);
    const item = this.page.locator('.context-view').getByRole('menuitem', { name: withKey(entry) });
    // A menu takes no clicks in the moment in which it opens.
    await eventually(async () => {
      await item.click({ timeout: 10_000 });
      await item.waitFor({ state: 'detached', timeout: 10_000 });
    });
  }

  async closeMenu(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.context-view .monaco-menu').waitFor({ state: 'detached' });
  }

  /** The buttons in the head of the view, but for the editor's own. */
  async titleActions(): Promise<string[]> {
    await this.header.hover();
    const buttons = await this.header.locator('.actions .action-label').all();
    const names = await Promise.all(buttons.map(async (button) => (await button.getAttribute('aria-label')) ?? ''));
    return names.filter((name) => !/^(Views and More Actions|More Actions)/.test(name));
  }

  async titleAction(name: string): Promise<void> {
    await this.header.hover();
    await this.header.locator('.actions').getByRole('button', { name, exact: true }).click();
  }

  async focus(): Promise<void> {
    await this.workbench.runCommand('Mail When Done: Show Outbox');
  }

  question(text: string | RegExp): Locator {
    return this.page.getByRole('dialog').filter({ hasText: text });
  }

  /** Waits until the text editor shows this. */
  async text(words: RegExp): Promise<void> {
    const lines = this.page.locator('.part.editor .view-lines');
    await eventually(async () => assert.match((await lines.first().innerText()).replaceAll('\u00a0', ' '), words));
  }

  private get header(): Locator {
    return this.sidebar.locator('.pane-header').filter({ hasText: /Outbox|Boîte d'envoi/i });
  }

  /** From now on mails go through this account; the earlier ones stay. */
  private async useAccount(entry: AccountEntry): Promise<void> {
    this.accounts = [entry, ...this.accounts.filter((one) => one !== entry)];
    await this.changeSettings();
    await this.workbench.statusItem(new RegExp(`\\(${entry.name}\\)`)).waitFor();
  }

  private async changeSettings(): Promise<void> {
    const { accounts, mailsPerMinute, theme } = this;
    const settings = {
      'mailWhenDone.accounts': accounts,
      'mailWhenDone.mailsPerMinute': mailsPerMinute,
      'mailWhenDone.rules': everyRun(0, withoutOutput),
    };
    await changeSettings({ ...settings, 'workbench.colorTheme': theme }, this.fixture);
  }
}
