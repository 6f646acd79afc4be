// The box at the top: command palette, pick lists, input boxes.
import type { Locator, Page } from 'playwright-core';

/** The editor's quick input. */
export class QuickInput {
  private readonly widget: Locator;
  private readonly box: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget');
    this.box = this.widget.locator('.quick-input-box input, .quick-input-filter input').first();
  }

  /** Opens the palette with this prefix (`>` for commands). */
  async open(prefix: string): Promise<void> {
    await this.close();
    // While the focus moves, for instance into a webview that is being created, the key is lost, or the palette closes.
    await retry(async () => {
      if (!(await this.box.isVisible())) await this.page.keyboard.press('F1');
      await this.box.fill(prefix, { timeout: 5000 });
    });
  }

  /** The rows as they are offered now. */
  async offers(): Promise<string[]> {
    await this.widget.getByRole('option').first().waitFor();
    return this.widget.locator('.label-name').allInnerTexts();
  }

  /** Chooses the row with exactly this label, after typing something to bring it up. */
  async choose(label: string, options: { type?: string; timeout?: number } = {}): Promise<void> {
    const { type, timeout = 240_000 } = options;
    const row = this.widget
      .getByRole('option')
      .filter({ has: this.exact(label) })
      .first();
    await this.box.waitFor({ timeout });
    const deadline = Date.now() + timeout;
    // Commands and tasks of an extension arrive a while after the window; typing again asks again.
    for (;;) {
      if (type !== undefined) await this.box.fill(type);
      const there = await row.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (there) break;
      if (Date.now() > deadline) {
        const offered = await this.widget.locator('.label-name').allInnerTexts();
        throw new Error(`"${label}" was not offered; offered were: ${offered.join(' · ') || 'nothing'}`);
      }
      if (type !== undefined) await this.box.fill('>');
    }
    await row.click();
  }

  /** Types into an input box and accepts. */
  async enter(text: string): Promise<void> {
    await this.box.waitFor();
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  /**
   * Types a path into the file dialog and accepts. While the dialog looks into a folder it puts its own text into the
   * box and is deaf to Enter: both are tried until it has taken them.
   */
  async enterPath(file: string): Promise<void> {
    await this.widget.getByRole('option').first().waitFor();
    await retry(async () => {
      await this.box.fill(file);
      await this.page.waitForTimeout(500);
      if ((await this.box.inputValue()) !== file) throw new Error(`the dialog did not keep ${file}`);
      await this.box.press('Enter');
      // It closes, or asks whether to write over what is there.
      await this.box.waitFor({ state: 'hidden', timeout: 2000 }).catch(async (error: unknown) => {
        if ((await this.box.isVisible()) && (await this.box.inputValue()) === file) throw error;
      });
    }, 100);
  }

  /** Closes whatever is open. */
  async close(): Promise<void> {
    for (let attempt = 0; attempt < 3 && (await this.widget.isVisible()); attempt++) {
      await this.box.press('Escape');
      await this.widget.waitFor({ state: 'hidden', timeout: 5000 }).catch(() => undefined);
    }
  }

  private exact(label: string): Locator {
    return this.page.locator('.label-name').getByText(label, { exact: true });
  }
}

async function retry(action: () => Promise<void>, attempts = 5): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await action();
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}
