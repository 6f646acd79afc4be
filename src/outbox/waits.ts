import type { Scheduler } from './scheduler';

/** Accounts that rest for a while in this process only, counted on a clock that nobody sets. */
export class Waits {
  private readonly until = new Map<string, number>();

  constructor(private readonly scheduler: Scheduler) {}

  rest(account: string, milliseconds: number): void {
    this.until.set(account, this.scheduler.elapsed() + milliseconds);
  }

  isResting(account: string): boolean {
    return this.scheduler.elapsed() < (this.until.get(account) ?? 0);
  }

  end(account: string): void {
    this.until.delete(account);
  }
}
