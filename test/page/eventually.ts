import { setTimeout as pause } from 'node:timers/promises';

/** How long a test waits for what has to come, in milliseconds. It only ends what would never end. */
const longMs = 240_000;

/**
 * Repeats an assertion until it holds; fails with its own last words once nothing more is to be hoped for. For states
 * that no locator can wait for. @param forMs milliseconds: less where something is then tried again
 */
export async function eventually(check: () => void | Promise<void>, forMs = longMs): Promise<void> {
  const until = Date.now() + forMs;
  // Each look costs the browser something: the longer it takes, the less often.
  for (let gap = 50; ; gap = Math.min(gap * 1.2, 500)) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await pause(gap);
  }
}
