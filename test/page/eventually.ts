import { setTimeout as pause } from 'node:timers/promises';

/** Repeats an assertion until it holds; fails with its own last words. For states that no locator can wait for. */
export async function eventually(check: () => void | Promise<void>, patience = 15_000): Promise<void> {
  const until = Date.now() + patience;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await pause(50);
  }
}
