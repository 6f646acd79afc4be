import { setImmediate } from 'node:timers/promises';

/**
 * Work that several wait for: who comes before it begins shares it, who comes while it runs shares the next one, which
 * sees what he did before he came.
 */
export class SharedWait {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  wait(): Promise<void> {
    return (this.next ??= this.run());
  }

  /** Resolves when nothing of it goes on any more that was asked for by now, whatever came of it. */
  async settled(): Promise<void> {
    await (this.next ?? this.running)?.catch(() => undefined);
  }

  private async run(): Promise<void> {
    await this.running?.catch(() => undefined);
    // What several connections have to say at the same time, one flush takes.
    await setImmediate();
    this.next = undefined;
    this.running = this.work();
    await this.running;
  }
}
