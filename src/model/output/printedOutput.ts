import type { Clock } from './clock';
import { OutputTail } from './outputTail';
import type { Printed } from './run';

/** What a run has printed up to now, and when it printed last. */
export class PrintedOutput {
  private lastAt: number;
  private isNews = false;
  readonly tail = new OutputTail();

  /**
   * @param startedAt milliseconds since 1970
   * @param soon does something once what is under way is done: a fast stream asks for the time once in a while, not for each
   * of a million chunks
   */
  constructor(
    private readonly clock: Clock,
    startedAt: number,
    private readonly soon: (work: () => void) => void,
  ) {
    this.lastAt = startedAt;
  }

  append(chunk: string): void {
    this.tail.append(chunk);
    if (this.isNews) return;
    this.isNews = true;
    this.soon(() => this.stamp());
  }

  printed(): Printed {
    this.stamp();
    return { text: this.tail.text(), missing: this.tail.missing, at: this.lastAt };
  }

  private stamp(): void {
    if (!this.isNews) return;
    this.isNews = false;
    this.lastAt = this.clock.now();
  }
}
