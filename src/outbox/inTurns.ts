import { setImmediate } from 'node:timers/promises';

/** After so many files others get their turn. */
const atOnce = 16;

/** Does what goes to the disk at once with each, one after the other, and keeps the process for none of it for long. */
export async function inTurns<Item>(items: readonly Item[], work: (item: Item) => unknown): Promise<void> {
  for (const [number, item] of items.entries()) {
    if (number > 0 && number % atOnce === 0) await setImmediate();
    await work(item);
  }
}
