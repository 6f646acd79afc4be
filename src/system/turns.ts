import { setImmediate } from 'node:timers/promises';
import { createContext, Script } from 'node:vm';

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

let limiting: { readonly context: { work?: () => void }; readonly script: Script } | undefined;

/** How often work is begun that the computer, and not the work, made late. */
const [least, most] = [2, 6];

/**
 * Does some work, at most for so long: for regular expressions that others wrote, which nothing else can interrupt once
 * they run (some take years for one line). Returns whether it came to its end. The work must bear to be broken off
 * anywhere, and to be begun again: it is once, and more often while it does not get the time to compute, on a computer
 * that is busy with other things. Costs a tenth of a millisecond.
 */
export function limited(milliseconds: number, work: () => void): boolean {
  for (let time = 1; ; time += 1) {
    const before = process.cpuUsage();
    if (isDoneWithin(milliseconds, work)) return true;
    const { user, system } = process.cpuUsage(before);
    // That of other threads counts, too, for which once is not enough.
    const isFull = (user + system) / 1000 >= milliseconds * 0.9;
    if ((isFull && time >= least) || time === most) return false;
  }
}

function isDoneWithin(milliseconds: number, work: () => void): boolean {
  limiting ??= { context: createContext({}), script: new Script('work()') };
  const { context, script } = limiting;
  context.work = work;
  try {
    script.runInContext(context, { timeout: milliseconds });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return false;
  } finally {
    delete context.work;
  }
}
