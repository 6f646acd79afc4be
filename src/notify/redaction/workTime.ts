import { setImmediate } from 'node:timers/promises';

/** How long other work has to wait, in milliseconds, unless a single step takes longer. */
const turn = 8;

/**
 * The time that our own work takes, in turns that let other work pass between them. What others do meanwhile does not
 * count: many mails at once, or a busy computer, are no reason to give a text up.
 */
export class WorkTime {
  private spent = 0;
  private turnBegan = 0;

  /**
   * @param elapsed milliseconds on a monotonic clock
   * @param enough how much work is too much, in milliseconds
   */
  constructor(
    private readonly elapsed: () => number,
    private readonly enough: number,
  ) {}

  /** To be called after whatever was waited for. */
  begin(): void {
    this.turnBegan = this.elapsed();
  }

  /** Gives way if the turn is over. Rejects with `TooSlow`. */
  async breathe(): Promise<void> {
    const worked = this.elapsed() - this.turnBegan;
    if (this.spent + worked > this.enough) throw new TooSlow();
    if (worked < turn) return;
    this.spent += worked;
    await setImmediate();
    this.begin();
  }
}

class TooSlow extends Error {
  override readonly name = 'TooSlow';
}
