import { setImmediate } from 'node:timers/promises';

type Works = Map<string, () => Promise<void>>;
type Runs = ReadonlyMap<string, Promise<void>>;

/**
 * A flush begins after so many turns of the event loop: each further turn lets more callers join, and all of them wait.
 */
const turns = 2;

/**
 * Flushes that several callers share: a call before a flush begins joins it, a call during a flush joins the next one,
 * which covers what was written before the call. Flushes of different keys begin together, and only after the previous
 * ones are over: a file system with a journal then commits it once for all of them, otherwise once for each.
 */
export class SharedFlush {
  private next: { readonly works: Works; readonly begun: Promise<Runs> } | undefined;
  private running: Promise<unknown> = Promise.resolve();

  /** @param key names what is flushed; callers with the same key give the same work */
  async wait(key: string, work: () => Promise<void>): Promise<void> {
    this.next ??= this.gather();
    const { works, begun } = this.next;
    works.set(key, work);
    await (await begun).get(key);
  }

  /** Resolves when every flush requested so far is over, successful or not. */
  async settled(): Promise<void> {
    await this.next?.begun;
    await this.running;
  }

  private gather(): NonNullable<typeof this.next> {
    const works: Works = new Map();
    return { works, begun: this.begin(works) };
  }

  private async begin(works: Works): Promise<Runs> {
    await this.running;
    // One flush serves what several connections write at about the same time.
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    this.next = undefined;
    const runs = new Map([...works].map(([key, work]) => [key, work()]));
    this.running = Promise.allSettled(runs.values());
    return runs;
  }
}
