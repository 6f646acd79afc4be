// What VS Code tells its user in the lower right corner. Only the `user` flavour shows toasts.
import type { Locator, Page } from 'playwright-core';

/** The notifications that are on screen, as toasts. */
export class Notifications {
  constructor(private readonly page: Page) {}

  /** Their texts, newest first. */
  async texts(): Promise<string[]> {
    return this.toasts().locator('.notification-list-item-message').allInnerTexts();
  }

  /** The one with this text, for assertions and waits. */
  toast(text: string | RegExp): Locator {
    return this.toasts().filter({ hasText: text });
  }

  /** Waits for the one with this text and presses one of its buttons. */
  async press(text: string | RegExp, button: string): Promise<void> {
    const toast = this.toast(text).first();
    await toast.waitFor();
    // Buttons of a collapsed toast appear under the pointer.
    await toast.hover();
    await toast.getByRole('button', { name: button, exact: true }).click();
  }

  /** Dismisses all. */
  async clear(): Promise<void> {
    // What is shown about that which is under the pointer may lie over them.
    if ((await this.toasts().count()) > 0) await this.page.mouse.move(640, 10);
    for (let attempt = 0; attempt < 40 && (await this.toasts().count()) > 0; attempt++) {
      const toast = this.toasts().first();
      try {
        await toast.hover({ timeout: 5_000 });
        await toast.getByRole('button', { name: /^Clear Notification/ }).click({ timeout: 5_000 });
      } catch {
        // It may have gone by itself.
      }
    }
  }

  private toasts(): Locator {
    return this.page.locator('.notifications-toasts .notification-toast');
  }
}
