import { setImmediate } from 'node:timers/promises';

/** How long to work before everything else gets its turn, in milliseconds. */
const longest = 5;

/** Long work that holds up nothing else: `if (turns.isOver) await turns.next()` between its steps. */
export class Turns {
  private begun = performance.now();

  /** Whether it has worked for long enough. */
  get isOver(): boolean {
    return performance.now() - this.begun >= longest;
  }

  /** Lets everything else go first. */
  async next(): Promise<void> {
    await setImmediate();
    this.begun = performance.now();
  }
}

/** Does it with each item in turn. What takes only a moment and waits for nothing is done when this returns. */
export async function inTurns<Item>(items: readonly Item[], work: (item: Item) => unknown): Promise<void> {
  const turns = new Turns();
  for (const item of items) {
    if (turns.isOver) await turns.next();
    const done = work(item);
    if (done instanceof Promise) await done;
  }
}
