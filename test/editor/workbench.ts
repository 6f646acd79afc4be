// An open VS Code window, in words of its user.
import type { ConsoleMessage, FrameLocator, Locator, Page } from 'playwright-core';
import { Notifications } from './notifications';
import { QuickInput } from './quickInput';

/**
 * An error that the extension has to answer for; the editor itself has many in this surrounding, and new ones each
 * month.
 */
const ours = /mail-when-done\.mail-when-done|mailWhenDone|Content Security Policy/;

/** One window of the editor. */
export class Workbench {
  /** Logged errors that name the extension or its files, breaches of a content security policy, and uncaught errors. */
  readonly consoleErrors: string[] = [];
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;

  constructor(
    readonly page: Page,
    private readonly onClose: () => Promise<void>,
  ) {
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    page.on('console', (message) => this.hear(message));
    page.on('pageerror', (error) => this.consoleErrors.push(String(error)));
  }

  /** Resolves once the window shows its parts and is connected to its server. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.monaco-workbench .part.editor').waitFor();
  }

  /** Runs a command of the palette by its full title, category included. */
  async runCommand(title: string): Promise<void> {
    await this.quickInput.open('>');
    await this.quickInput.choose(title, { type: `>${title}` });
  }

  /** Starts a task of the workspace by its name. */
  async runTask(name: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.runCommand('Tasks: Run Task');
        await this.quickInput.choose(name, { type: name, timeout: 20_000 });
        return;
      } catch (error) {
        // What is offered is what stood in tasks.json as the list was opened.
        if (attempt === 5) throw error;
      }
    }
  }

  /** The inside of the visible webview; `index` counts when several are side by side. */
  webview(index = 0): FrameLocator {
    const outer = this.page.locator('iframe.webview.ready').filter({ visible: true }).nth(index).contentFrame();
    return outer.frameLocator('#active-frame');
  }

  /** The tab of an editor, by its title. */
  tab(title: string | RegExp): Locator {
    return this.page.locator('.part.editor').getByRole('tab', { name: title });
  }

  /** A status bar item by its accessible name. */
  statusItem(name: string | RegExp): Locator {
    return this.page.locator('.part.statusbar').getByRole('button', { name });
  }

  /** The text a status bar item shows, without its icons. */
  async statusText(name: string | RegExp): Promise<string> {
    const text = await this.statusItem(name).innerText();
    return text.replace(/[\uE000-\uF8FF]/g, '').trim();
  }

  /** Opens a view container by its title in the activity bar. */
  async openContainer(title: string | RegExp): Promise<void> {
    const item = this.page.locator('.part.activitybar').getByRole('tab', { name: title });
    await item.waitFor();
    // A click on the open one would close it.
    if ((await item.getAttribute('aria-expanded')) !== 'true') await item.click();
    await this.page.locator('.part.sidebar').waitFor();
  }

  /** Closes the side bar, if it is open: its command is only offered then. */
  async closeSideBar(): Promise<void> {
    const sideBar = this.page.locator('.part.sidebar');
    if (!(await sideBar.isVisible())) return;
    await this.runCommand('View: Close Primary Side Bar');
    await sideBar.waitFor({ state: 'hidden' });
  }

  /** The rows of a tree view of the side bar, from its top. */
  treeItems(view: string | RegExp): Locator {
    return this.page.locator('.part.sidebar').getByRole('tree', { name: view }).getByRole('treeitem');
  }

  /** Closes all editors without saving. */
  async closeEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await this.page.locator('.part.editor .tab').first().waitFor({ state: 'detached' });
  }

  /** Reloads the window as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Saves a picture of the whole window. */
  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  }

  /** Closes the window, and its profile unless that was given. */
  async close(): Promise<void> {
    await this.onClose();
  }

  private hear(message: ConsoleMessage): void {
    const text = `${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && ours.test(text)) this.consoleErrors.push(text);
  }
}
