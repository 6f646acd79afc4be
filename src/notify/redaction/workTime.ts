import type { Turns } from '../../system/turns';

/** In milliseconds: a monotonic one, and the time of processors that this process got, all its threads together. */
export interface Clocks {
  readonly elapsed: () => number;
  readonly processor: () => number;
}

export const processClocks: Clocks = {
  elapsed: () => performance.now(),
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
};

/**
 * The time that our own work takes, in turns that let other work pass between them. What others do meanwhile does not
 * count, in this process or on this computer: many mails at once, or a busy computer, are no reason to give a text up.
 */
export class WorkTime {
  private spent = 0;
  private begun = { elapsed: 0, processor: 0 };

  /** @param enough how much work is too much, in milliseconds */
  constructor(
    private readonly turns: Turns,
    private readonly clocks: Clocks,
    private readonly enough: number,
  ) {}

  /** To be called after whatever was waited for. */
  begin(): void {
    this.begun = { elapsed: this.clocks.elapsed(), processor: this.clocks.processor() };
  }

  /** Gives way if the turn is over. Rejects with `TooSlow`. */
  async breathe(): Promise<void> {
    const elapsed = this.clocks.elapsed() - this.begun.elapsed;
    const { isOver } = this.turns;
    if (!isOver && this.spent + elapsed <= this.enough) return;
    // Other threads of the process may have got more than ours.
    const worked = Math.min(elapsed, this.clocks.processor() - this.begun.processor);
    if (this.spent + worked > this.enough) throw new TooSlow();
    if (!isOver) return;
    this.spent += worked;
    await this.turns.next();
    this.begin();
  }
}

class TooSlow extends Error {
  override readonly name = 'TooSlow';
}
