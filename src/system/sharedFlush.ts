import { setImmediate } from 'node:timers/promises';

type Works = Map<string, () => Promise<void>>;
type Runs = ReadonlyMap<string, Promise<void>>;

/** After so many turns of the loop a flush begins: each further one lets more come along, and all of them wait. */
const turns = 2;

/**
 * Flushes that several wait for: who comes before one begins shares it, who comes while it runs shares the next one, which
 * sees what he did before he came. Flushes of different things begin together too, and none before the last ones are over:
 * a file system with a journal writes it once for all of them, and otherwise once for each.
 */
export class SharedFlush {
  private next: { readonly works: Works; readonly begun: Promise<Runs> } | undefined;
  private running: Promise<unknown> = Promise.resolve();

  /** @param key of what is flushed; whoever waits for the same gives the same work */
  async wait(key: string, work: () => Promise<void>): Promise<void> {
    this.next ??= this.gather();
    const { works, begun } = this.next;
    works.set(key, work);
    await (await begun).get(key);
  }

  /** Resolves when nothing of it goes on any more that was asked for by now, whatever came of it. */
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
    // What several connections have to say at about the same time, one flush takes.
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    this.next = undefined;
    const runs = new Map([...works].map(([key, work]) => [key, work()]));
    this.running = Promise.allSettled(runs.values());
    return runs;
  }
}
